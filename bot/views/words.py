"""The words that people read: English is the source, `languages/` has the others."""

from datetime import date

from bot.views import language, money
from bot.views.language import N_, _, ngettext
from services.contracts.account import CreditState
from services.contracts.credit import ReasonCode
from services.contracts.money import Money
from services.contracts.posts import SentenceCode, StatusCode

AI_ANSWERS = N_("An AI assistant answers here. It can make mistakes; the offer's terms count.")
GO_ON_HERE = N_("Each thread is a conversation of its own: please go on in this one.")
DESK_UNAVAILABLE = N_("The credit desk can't be reached right now. Please try again in a minute.")
TAKES_LONGER = N_(
    "This takes longer than usual. I keep trying and answer here as soon as I can; there is no "
    "need to write it again."
)
TO_THREAD = N_("Open its thread")
ELSEWHERE = N_(
    "I can't write in the thread that this belongs to any more, so it comes to you here."
)
ASIDE = N_("For your eyes only, from our conversation in {channel}.")
TO_ASIDE = N_("Open it")
TOO_LONG = N_("That is longer than I can read ({limit} characters). Please shorten it.")
NOT_SERVED = N_("Sorry, here I serve members of this workspace only.")
NO_SUCH_CREDIT = N_("There is no such credit of yours.")
NO_SUCH_APPLICATION = N_("There is no such application.")
NO_SUCH_ANSWER = N_("There is no such answer any more.")
UNREADABLE = N_("There is news here that could not be shown. Please look at `/credit status`.")
CAUTION = N_("Caution! Borrowing money costs money.")
AUTOMATED_OFFER = N_(
    "This decision was made automatically, by rules applied to your account's transactions."
)
AUTOMATED_DECISION = AUTOMATED_OFFER
RIGHT_OF_WITHDRAWAL = N_(
    "You may withdraw from the credit within 14 days after you accept it, without a reason. "
    "You then pay back the capital and the interest of those days."
)
ONLY_A_CLICK = N_("Only your click on Accept accepts the offer.")

ACCEPT = N_("Accept")
DECLINE = N_("Decline")
ANSWER = N_("Answer")
CLAIM = N_("Claim")
HAND_OVER = N_("Hand over")
APPROVE = N_("Approve")
CONDITIONS = N_("Approve with conditions")
REJECT = N_("Reject")
ASK = N_("Ask the customer")
OPINION = N_("Show the agent's opinion")
OPINION_TITLE = N_("The agent's opinion")
OPINION_HINT = N_("A model wrote this. It can be wrong, and it decides nothing.")
CLOSE = N_("Close")
SEND = N_("Send")
CANCEL = N_("Cancel")
GOOD_ANSWER = N_("Good answer")
BAD_ANSWER = N_("Bad answer")

AMOUNT = N_("Amount")
TERM = N_("Term")
NOMINAL_RATE = N_("Nominal rate (a year)")
APR = N_("APR")
INSTALMENT = N_("Monthly instalment")
LAST_INSTALMENT = N_("Last instalment")
TOTAL_INTEREST = N_("Interest in all")
TOTAL_PAYABLE = N_("Total payable")
FIRST_DUE = N_("First instalment due")
FEE = N_("Fee")
CUSTOMER = N_("Customer")

CONTEST = N_("Contest")
CONTEST_TITLE = N_("Contest")
CONTEST_LABEL = N_("What should our officers know?")
CONTEST_HINT = N_("A credit officer looks at your application again, with your words.")
CONTESTED = N_("You contested this. Our credit officers look at it again.")
ANSWERED = N_("Answered")
ANSWER_TITLE = N_("Your answer")
ANSWER_LABEL = N_("Your answer")
ANSWER_HINT = N_("It is passed on in your own words.")
ANSWER_EMPTY = N_("Please write an answer.")
REJECT_TITLE = N_("Reject")
REASON_LABEL = N_("Reasons by the figures")
REASON_HINT = N_(
    "Up to four in all. The customer reads them with the figures, the strongest first."
)
MORE_REASONS_LABEL = N_("Other reasons")
REASONS_TOO_MANY = N_("Please choose four reasons at most.")
REASON_MISSING = N_("Please choose a reason.")
NOTE_LABEL = N_("Note for the customer")
NOTE_MISSING = N_("Please write a note: this reason says nothing by itself.")
CONDITIONS_TITLE = N_("Conditions")
CONDITIONS_AMOUNT_LABEL = N_("Lower amount")
CONDITIONS_AMOUNT_HINT = N_("Such as 6,000.00. Empty: the amount stays as it is.")
CONDITIONS_MONTHS_LABEL = N_("Longer term in months")
CONDITIONS_MONTHS_HINT = N_("Such as 48. Empty: the term stays as it is.")
NO_AMOUNT = N_("Please write an amount, such as 6,000.00.")
NO_MONTHS = N_("Please write a number of months, such as 48.")
COLLEAGUE_LABEL = N_("Colleague")
COLLEAGUE_CHOOSE = N_("Choose a colleague")
COLLEAGUE_HINT = N_("Without one, any credit officer may claim it.")
ASK_TITLE = N_("Ask the customer")
QUESTION_LABEL = N_("Question")
QUESTION_EMPTY = N_("Please write a question.")
FORM_NOT_OPENED = N_("The form could not be opened. Please click again.")

APPLY_AGAIN = N_("Apply again")
NOTHING_OWED = N_(
    "This is not a rejection, and you owe nothing for it. You can apply again right away."
)
QUESTION_CLOSED = N_("This question is closed. You don't need to answer it any more.")

OUTCOME_HERE = N_("The outcome is posted here.")

CREDIT_STATES: dict[CreditState, str] = {
    "submitted": N_("received"),
    "under_review": N_("under review"),
    "info_requested": N_("waiting for your answer"),
    "referred": N_("with our credit officers"),
    "approved": N_("approved, the offer waits for you"),
    "rejected": N_("rejected"),
    "expired": N_("expired"),
    "withdrawn": N_("withdrawn"),
    "aborted": N_("stopped by a fault on our side"),
    "accepted": N_("accepted"),
    "pending_disbursement": N_("accepted, the money is on its way"),
    "active": N_("running"),
    "in_arrears": N_("in arrears"),
    "closed": N_("closed"),
}

REASONS: dict[ReasonCode, str] = {
    "INCOME_INSUFFICIENT": N_("Your income is too low for this instalment"),
    "OBLIGATIONS_EXCESSIVE": N_("Your repayments are too high for your income"),
    "INCOME_UNVERIFIED": N_("We could not verify your income"),
    "IRREGULAR_INCOME": N_("Your income is irregular"),
    "SHORT_HISTORY": N_("Your account's history with us is too short"),
    "DISPOSABLE_NEGATIVE": N_("After your spending and the instalment nothing would be left"),
    "GAMBLING_SHARE": N_("A high share of your income goes into gambling"),
    "RECENT_HIGH_COST_LOANS": N_("There are recent high-cost loans on your account"),
    "APPLICATION_INCOMPLETE": N_("The application is not complete"),
    "POOR_PERFORMANCE_WITH_US": N_("Earlier credits with us were not paid back as agreed"),
    "OTHER": N_("Another reason"),
}

REASON_CHOICES: dict[ReasonCode, str] = {
    "INCOME_INSUFFICIENT": N_("Income too low"),
    "OBLIGATIONS_EXCESSIVE": N_("Obligations too high"),
    "INCOME_UNVERIFIED": N_("Income not verified"),
    "IRREGULAR_INCOME": N_("Irregular income"),
    "SHORT_HISTORY": N_("History too short"),
    "DISPOSABLE_NEGATIVE": N_("Nothing left after the instalment"),
    "GAMBLING_SHARE": N_("Gambling"),
    "RECENT_HIGH_COST_LOANS": N_("Recent high-cost loans"),
    "APPLICATION_INCOMPLETE": N_("Application incomplete"),
    "POOR_PERFORMANCE_WITH_US": N_("Earlier credits not paid as agreed"),
    "OTHER": N_("Other (write a note)"),
}

STATUS: dict[StatusCode, str] = {
    "thinking": N_("is thinking…"),
    "account": N_("is checking your account…"),
    "transactions": N_("is looking at your transactions…"),
    "credits": N_("is looking at your credits…"),
    "quote": N_("is working out a quote…"),
    "submitting": N_("is submitting your application…"),
    "withdrawing": N_("is withdrawing your application…"),
    "loan": N_("is looking at your loan…"),
    "repayment": N_("is working out the repayment…"),
    "reporting": N_("is passing on your words…"),
    "answering": N_("is passing on your answer…"),
    "explaining": N_("is looking up why…"),
    "calling": N_("is calling a credit officer…"),
    "contesting": N_("is passing on your words…"),
    "reminders": N_("is looking at your reminders…"),
}

FIGURES: dict[str, str] = {
    "income": N_("Monthly income"),
    "living_spending": N_("Living spending"),
    "debt_service": N_("Debt service"),
    "debt_to_income_before": N_("Debt service to income, before"),
    "debt_to_income_after": N_("Debt service to income, after"),
    "payment_to_income": N_("Instalment to income"),
    "disposable_after": N_("Disposable after"),
    "gambling_share": N_("Gambling share of income"),
    "exposure": N_("Total exposure"),
    "model_classes": N_("Debits that only a model could place"),
}

CUSTOMER_RECEIPTS: dict[str, str] = {
    "done": "",
    "already_done": N_("That is already done."),
    "closed": N_("This is closed by now. Nothing was changed."),
    "invalid": N_("That can't be accepted as it is. Nothing was changed."),
    "aborted": N_(
        "Sorry, a fault on our side has stopped this application, so this had no effect. You owe "
        "nothing for it, and you can apply again right away."
    ),
}

WHY = N_("Why:")
NO_CREDITS = N_("You have no credits. To apply, write me a direct message or type `/credit apply`.")


STOPPED = N_("The automatic path is stopped: every application now comes to the officers.")
GOES_ON = N_("The automatic path goes on.")
NO_OFFICER = N_("Only credit officers can do this.")
STANDS_SO = N_("It stands so already.")


def sentence(code: SentenceCode, *, limit: int = 0, day: date | None = None) -> str:  # noqa: C901 - a list of all
    """The sentence that a code stands for, with the figure or the day that it names."""
    match code:
        case "no_text":
            said = _("I can only read text. Please write me what you need.")
        case "too_long":
            said = _(TOO_LONG)
        case "model_unavailable":
            said = _(
                "I can't answer right now, and nothing was done. Please try again in a minute."
            )
        case "takes_longer":
            said = _(TAKES_LONGER)
        case "gave_up":
            said = _("I could not finish this, sorry. Please ask again in other words.")
        case "not_your_thread":
            said = _(
                "This conversation belongs to somebody else. Please write me a direct message."
            )
        case "in_private":
            said = _("This is for your eyes only: you find it in our direct message.")
        case "no_direct_message":
            said = _(
                "This is for your eyes only, and I can't write you a direct message. "
                "`/credit status` tells you privately how your credits stand."
            )
        case "not_served":
            said = _(NOT_SERVED)
        case "budget_used":
            said = _(
                "That is all that I can answer you today. Please write again on {day}. `/credit`, "
                "the Home tab and all buttons work as before, and `/credit human` calls a human."
            )
    return said.format(limit=language.count(limit), day=language.day(day) if day else "")


def changed_offer(version: int, *, applied: str, offered: str) -> str:
    """Told to a customer whose application was approved under conditions."""
    return _(
        "Version {version}: you applied for {applied}. "
        "Our credit officers approved {offered} instead."
    ).format(version=version, applied=applied, offered=offered)


def months(count: int) -> str:
    """`12 months`."""
    return ngettext("{count} month", "{count} months", count).format(count=count)


def over(amount: Money, months_: int) -> str:
    """`1,000.00 EUR over 12 months`."""
    return _("{amount} over {term}").format(amount=money.amount(amount), term=months(months_))


def share(part: int, *, of: int) -> str:
    """`1 of 12`."""
    return _("{part} of {whole}").format(part=part, whole=of)


def older(count: int) -> str:
    """What a list of credits leaves out."""
    return ngettext("And {count} older one.", "And {count} older ones.", count).format(count=count)


def asked(until: str) -> str:
    """Before a question that waits for the customer's answer; `until` may be empty."""
    if not until:
        return _("We asked you, and wait:")
    return _("We asked you, and wait until {moment}:").format(moment=until)


def audit(links: int, *, broken: int | None) -> str:
    """The head of an audit, and whether its chain holds."""
    head = ngettext("Audit: {count} link.", "Audit: {count} links.", links).format(count=links)
    holds = _("The chain holds.") if broken is None else _("The chain is broken at link {number}.")
    return f"{head} {holds.format(number=broken)}"
