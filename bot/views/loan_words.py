"""What people read about a loan that runs: the part of `words` for paying back."""

from bot.views import words
from bot.views.language import N_, _, ngettext
from services.contracts.loan import Choice, ClosingReason, RepaymentKind

CONFIRM = N_("Confirm")
DIFFICULTIES = N_("I have difficulties")
WRITE_OFF = N_("Write off")

TO_PAY = N_("To pay today")
PRINCIPAL = N_("Principal")
INTEREST = N_("Interest to the day")
LATE_INTEREST = N_("Late interest")
OF_IT_LATE = N_("Of it late interest")
FEE_RETURNED = N_("Fee returned")
SAVED = N_("Interest you save")
NEXT_INSTALMENT = N_("Next instalment")
INSTALMENTS_LEFT = N_("Instalments left")
PAID = N_("Instalments paid")
PRINCIPAL_OWED = N_("Principal still owed")
TO_PAY_IN_ALL = N_("Still to pay in all")
OVERDUE = N_("Due and unpaid")
WITHDRAW_UNTIL = N_("Withdrawal possible until")

NEXT_DUE = N_("Next instalment due")
MISSED = N_(
    "Instalment {number} of {credit_id}, {amount}, could not be collected: your account does not "
    "cover it."
)
MISSED_OVERDUE = N_(
    "Instalment {number} of {credit_id}, {amount}, is overdue: your account did not cover it."
)

VALID_TODAY = N_("It is valid today only. Nothing is paid until you confirm.")
OUTDATED = N_("This quote is out of date, and nothing was paid by it. Ask for a new one.")
CANCELLED = N_("You cancelled this. Nothing was paid.")

REPAYMENTS: dict[RepaymentKind, str] = {
    "early": N_("Repaying all of {credit_id}"),
    "partial": N_("Repaying a part of {credit_id}"),
    "withdrawal": N_("Withdrawing from {credit_id}"),
}
CHOICES: dict[Choice, str] = {
    "lower_instalment": N_("The instalments get lower, and the last due date stays."),
    "shorter_term": N_("The instalment stays, and the loan ends sooner."),
}
INSTALMENT_STATES = {
    "scheduled": "",
    "due": N_("due"),
    "overdue": N_("overdue"),
    "paid": N_("paid"),
}
CLOSED: dict[ClosingReason, str] = {
    "repaid": N_("Your credit {credit_id} is paid back and closed. Thank you."),
    "repaid_early": N_("You paid back your credit {credit_id} early, and it is closed. Thank you."),
    "withdrawn_14d": N_("You have withdrawn from your credit {credit_id}, and it is closed."),
    "written_off": N_(
        "Your credit {credit_id} is closed: our credit officers wrote off what was still owed. "
        "No more instalments are collected."
    ),
}

DIFFICULTIES_TITLE = N_("I have difficulties")
DIFFICULTIES_LABEL = N_("What should our officers know?")
DIFFICULTIES_HINT = N_("A credit officer reads it in your own words, and will talk with you.")
DIFFICULTIES_EMPTY = N_("Please write a few words.")
DIFFICULTIES_TOLD = N_("Thank you. Our credit officers were told, in your own words.")

RECEIPTS: dict[str, str] = {
    "insufficient_funds": N_(
        "Your account does not cover this, and nothing was paid. Please pay money in and "
        "confirm again today."
    ),
    "stale": N_("This is out of date, and nothing was paid. Please ask for a new quote."),
}
"""What a customer is told besides the words that hold for every card."""

INVALID: dict[str, str] = {
    "too_long": words.TOO_LONG,
    "nothing_owed": N_("Nothing is owed on this credit."),
    "withdrawal_expired": N_(
        "The 14 days for withdrawing from this credit are over. You can repay it early at any time."
    ),
    "instalment_due": N_(
        "An instalment is due: {limit} must be paid first. To repay everything, leave the "
        "amount out."
    ),
    "payment_too_small": N_("It must be more than {limit}, which is the interest of today."),
    "payment_too_large": N_(
        "It must be less than {limit}, which repays everything: for that, leave the amount out."
    ),
    "payment_missing": N_("Please name an amount in euros, such as 200.00."),
    "instalment_too_small": N_(
        "The instalments would become smaller than {limit}. Choose a shorter term instead."
    ),
    "not_in_arrears": N_("No instalment of this credit is overdue."),
}
"""Why something could not be done, by its code; `{limit}` is the figure it was held against."""

WHICH_CREDIT = N_("Please type the credit's number: `/credit {word} {credit_id}`.")
REPAY_USAGE = N_(
    "Please type `/credit repay {credit_id}` to repay everything, or an amount after it, such "
    "as `/credit repay {credit_id} 200.00`: then the instalments get lower, or with the word "
    "`shorter` at the end the loan ends sooner."
)
NO_LOAN = N_("No loan runs under this number.")
NO_LOANS = N_("You have no loan that runs.")
ON_ITS_WAY = N_("The money is on its way. Please try again in a minute.")
WITHDRAWN = N_("Your application {credit_id} is withdrawn.")
QUOTED = N_("{what} costs {total} today. The card to confirm it is in our direct message.")
NO_DIRECT_MESSAGE = N_(
    "I could not open our direct message. Please ask for it in the conversation about your credit."
)


def paid_of(paid: int, *, months: int) -> str:
    """How many instalments of all are paid."""
    return ngettext(
        "{paid} of {count} instalment paid.", "{paid} of {count} instalments paid.", months
    ).format(paid=paid, count=months)


def repayment(kind: RepaymentKind, credit_id: str) -> str:
    """What a quote is for: `Repaying all of CR-…`."""
    return _(REPAYMENTS[kind]).format(credit_id=credit_id)


def paid(day: str) -> str:
    """What a paid quote's card says."""
    return _("You confirmed this on {day}, and it was paid from your account.").format(day=day)


def which(word: str, credit_ids: list[str]) -> str:
    """What to type where the number is missing; with the person's own, if there are any."""
    if not credit_ids:
        none = words.NO_CREDITS if word == "withdraw" else NO_LOANS
        return _(none)
    return "\n".join(_(WHICH_CREDIT).format(word=word, credit_id=each) for each in credit_ids)
