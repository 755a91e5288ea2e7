"""All words that people read, in English. Another language is another file like this."""

from datetime import UTC, date, datetime
from typing import Literal

from services.contracts.account import CreditState
from services.contracts.credit import ReasonCode
from services.contracts.posts import SentenceCode, StatusCode

AI_ANSWERS = "An AI assistant answers here. It can make mistakes; the offer's terms count."
GO_ON_HERE = "Each thread is a conversation of its own: please go on in this one."
DESK_UNAVAILABLE = "The credit desk can't be reached right now. Please try again in a minute."
TO_THREAD = "Open its thread"
ELSEWHERE = "I can't write in the thread that this belongs to any more, so it comes to you here."
NO_SUCH_CREDIT = "There is no such credit of yours."
NO_SUCH_APPLICATION = "There is no such application."
NO_SUCH_ANSWER = "There is no such answer any more."
UNREADABLE = "There is news here that could not be shown. Please look at `/credit status`."
CAUTION = "Caution! Borrowing money costs money."
AUTOMATED_OFFER = (
    "This decision was made automatically, by rules applied to your account's transactions."
)
AUTOMATED_DECISION = AUTOMATED_OFFER
RIGHT_OF_WITHDRAWAL = (
    "You may withdraw from the credit within 14 days after you accept it, without a reason. "
    "You then pay back the capital and the interest of those days."
)
ONLY_A_CLICK = "Only your click on Accept accepts the offer."

ACCEPT = "Accept"
DECLINE = "Decline"
ANSWER = "Answer"
CLAIM = "Claim"
HAND_OVER = "Hand over"
APPROVE = "Approve"
CONDITIONS = "Approve with conditions"
REJECT = "Reject"
ASK = "Ask the customer"
OPINION = "Show the agent's opinion"
OPINION_TITLE = "The agent's opinion"
OPINION_HINT = "A model wrote this. It can be wrong, and it decides nothing."
CLOSE = "Close"
SEND = "Send"
CANCEL = "Cancel"
GOOD_ANSWER = "Good answer"
BAD_ANSWER = "Bad answer"

AMOUNT = "Amount"
TERM = "Term"
NOMINAL_RATE = "Nominal rate (a year)"
APR = "APR"
INSTALMENT = "Monthly instalment"
LAST_INSTALMENT = "Last instalment"
TOTAL_INTEREST = "Interest in all"
TOTAL_PAYABLE = "Total payable"
FIRST_DUE = "First instalment due"
FEE = "Fee"
CUSTOMER = "Customer"

CONTEST = "Contest"
CONTEST_TITLE = "Contest"
CONTEST_LABEL = "What should our officers know?"
CONTEST_HINT = "A credit officer looks at your application again, with your words."
CONTESTED = "You contested this. Our credit officers look at it again."
ANSWER_TITLE = "Your answer"
ANSWER_LABEL = "Your answer"
ANSWER_HINT = "It is passed on in your own words."
ANSWER_EMPTY = "Please write an answer."
REJECT_TITLE = "Reject"
REASON_LABEL = "Reasons by the figures"
REASON_HINT = "Up to four in all. The customer reads them with the figures, the strongest first."
MORE_REASONS_LABEL = "Other reasons"
REASONS_TOO_MANY = "Please choose four reasons at most."
REASON_MISSING = "Please choose a reason."
NOTE_LABEL = "Note for the customer"
NOTE_MISSING = "Please write a note: this reason says nothing by itself."
CONDITIONS_TITLE = "Conditions"
CONDITIONS_AMOUNT_LABEL = "Lower amount"
CONDITIONS_AMOUNT_HINT = "Such as 6,000.00. Empty: the amount stays as it is."
CONDITIONS_MONTHS_LABEL = "Longer term in months"
CONDITIONS_MONTHS_HINT = "Such as 48. Empty: the term stays as it is."
NO_AMOUNT = "Please write an amount, such as 6,000.00."
NO_MONTHS = "Please write a number of months, such as 48."
COLLEAGUE_LABEL = "Colleague"
COLLEAGUE_CHOOSE = "Choose a colleague"
COLLEAGUE_HINT = "Without one, any credit officer may claim it."
ASK_TITLE = "Ask the customer"
QUESTION_LABEL = "Question"
QUESTION_EMPTY = "Please write a question."
FORM_NOT_OPENED = "The form could not be opened. Please click again."

OUTCOME_HERE = "The outcome is posted here."

CREDIT_STATES: dict[CreditState, str] = {
    "submitted": "received",
    "under_review": "under review",
    "info_requested": "waiting for your answer",
    "referred": "with our credit officers",
    "approved": "approved, the offer waits for you",
    "rejected": "rejected",
    "expired": "expired",
    "withdrawn": "withdrawn",
    "accepted": "accepted",
    "pending_disbursement": "accepted, the money is on its way",
    "active": "running",
    "in_arrears": "in arrears",
    "closed": "closed",
}

REASONS: dict[ReasonCode, str] = {
    "INCOME_INSUFFICIENT": "Your income is too low for this instalment",
    "OBLIGATIONS_EXCESSIVE": "Your repayments are too high for your income",
    "INCOME_UNVERIFIED": "We could not verify your income",
    "IRREGULAR_INCOME": "Your income is irregular",
    "SHORT_HISTORY": "Your account's history with us is too short",
    "DISPOSABLE_NEGATIVE": "After your spending and the instalment nothing would be left",
    "GAMBLING_SHARE": "A high share of your income goes into gambling",
    "RECENT_HIGH_COST_LOANS": "There are recent high-cost loans on your account",
    "APPLICATION_INCOMPLETE": "The application is not complete",
    "POOR_PERFORMANCE_WITH_US": "Earlier credits with us were not paid back as agreed",
    "OTHER": "Another reason",
}

REASON_CHOICES: dict[ReasonCode, str] = {
    "INCOME_INSUFFICIENT": "Income too low",
    "OBLIGATIONS_EXCESSIVE": "Obligations too high",
    "INCOME_UNVERIFIED": "Income not verified",
    "IRREGULAR_INCOME": "Irregular income",
    "SHORT_HISTORY": "History too short",
    "DISPOSABLE_NEGATIVE": "Nothing left after the instalment",
    "GAMBLING_SHARE": "Gambling",
    "RECENT_HIGH_COST_LOANS": "Recent high-cost loans",
    "APPLICATION_INCOMPLETE": "Application incomplete",
    "POOR_PERFORMANCE_WITH_US": "Earlier credits not paid as agreed",
    "OTHER": "Other (write a note)",
}

STATUS: dict[StatusCode, str] = {
    "thinking": "is thinking…",
    "account": "is checking your account…",
    "transactions": "is looking at your transactions…",
    "credits": "is looking at your credits…",
    "quote": "is working out a quote…",
    "submitting": "is submitting your application…",
    "withdrawing": "is withdrawing your application…",
    "loan": "is looking at your loan…",
    "repayment": "is working out the repayment…",
    "reporting": "is passing on your words…",
    "answering": "is passing on your answer…",
    "explaining": "is looking up why…",
    "calling": "is calling a credit officer…",
    "contesting": "is passing on your words…",
    "reminders": "is looking at your reminders…",
}

FIGURES: dict[str, str] = {
    "income": "Monthly income",
    "living_spending": "Living spending",
    "debt_service": "Debt service",
    "debt_to_income_before": "Debt service to income, before",
    "debt_to_income_after": "Debt service to income, after",
    "payment_to_income": "Instalment to income",
    "disposable_after": "Disposable after",
    "gambling_share": "Gambling share of income",
    "exposure": "Total exposure",
    "model_classes": "Debits that only a model could place",
}

BECAUSE: dict[str, str] = {
    "above_mandate": "the amount is above the automatic mandate",
    "policy": "a policy threshold asks for a person",
    "model_classes": "a class that only a model gave raises a doubt; it supports no rejection",
    "agent": "the review agent asks for a person",
    "model_failed": "the review agent was not available",
    "rounds_used_up": "the questions to the customer are used up",
    "corrected": "the customer corrects the class of payments that it hangs on",
    "stopped": "the automatic path is stopped",
    "contested": "the customer contests the rejection",
}

CUSTOMER_RECEIPTS: dict[str, str] = {
    "done": "",
    "already_done": "That is already done.",
    "closed": "This is closed by now. Nothing was changed.",
    "invalid": "That can't be accepted as it is. Nothing was changed.",
}

OfficerState = Literal["open", "asked", "approved", "rejected", "expired", "withdrawn"]
REFERRAL_STATES: dict[OfficerState, str] = {
    "open": "Open",
    "asked": "Waiting for the customer's answer",
    "approved": "Approved",
    "rejected": "Rejected",
    "expired": "Expired without a decision",
    "withdrawn": "Withdrawn by the customer",
}

NO_CREDITS = "You have no credits. To apply, write me a direct message or type `/credit apply`."


def sentence(code: SentenceCode, *, limit: int) -> str:
    """The sentence that a code stands for; `limit` is the figure it names."""
    match code:
        case "no_text":
            return "I can only read text. Please write me what you need."
        case "too_long":
            return f"That is longer than I can read ({limit:,} characters). Please shorten it."
        case "model_unavailable":
            return "I can't answer right now, and nothing was done. Please try again in a minute."
        case "gave_up":
            return "I could not finish this, sorry. Please ask again in other words."
        case "not_your_thread":
            return "This conversation belongs to somebody else. Please write me a direct message."
        case "shared_outcome":
            return "Your credit has news. Others read along here: see `/credit status`."


def day(value: date) -> str:
    """`1 August 2026`."""
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """`1 August 2026, 14:05 UTC`."""
    there = value.astimezone(UTC)
    return f"{day(there)}, {there:%H:%M} UTC"


STOPPED = "The automatic path is stopped: every application now comes to the officers."
GOES_ON = "The automatic path goes on."
NO_OFFICER = "Only credit officers can do this."
STANDS_SO = "It stands so already."


def changed_offer(version: int, *, applied: str, offered: str) -> str:
    """Told to a customer whose application was approved under conditions."""
    return (
        f"Version {version}: you applied for {applied}. "
        f"Our credit officers approved {offered} instead."
    )


def broken(number: int) -> str:
    """An audit's chain that does not hold."""
    return f"The chain is broken at link {number}."


def months(count: int) -> str:
    """`12 months`."""
    return "1 month" if count == 1 else f"{count} months"
