"""What people read about a loan that runs, in English: the part of `words_en` for paying back."""

from bot.views import words_en as words
from services.contracts.loan import Choice, ClosingReason, RepaymentKind

CONFIRM = "Confirm"
DIFFICULTIES = "I have difficulties"
WRITE_OFF = "Write off"

TO_PAY = "To pay today"
PRINCIPAL = "Principal"
INTEREST = "Interest to the day"
LATE_INTEREST = "Late interest"
OF_IT_LATE = "Of it late interest"
FEE_RETURNED = "Fee returned"
SAVED = "Interest you save"
NEXT_INSTALMENT = "Next instalment"
INSTALMENTS_LEFT = "Instalments left"
PAID = "Instalments paid"
PRINCIPAL_OWED = "Principal still owed"
TO_PAY_IN_ALL = "Still to pay in all"
OVERDUE = "Due and unpaid"
WITHDRAW_UNTIL = "Withdrawal possible until"

VALID_TODAY = "It is valid today only. Nothing is paid until you confirm."
OUTDATED = "This quote is out of date, and nothing was paid by it. Ask for a new one."
CANCELLED = "You cancelled this. Nothing was paid."

REPAYMENTS: dict[RepaymentKind, str] = {
    "early": "Repaying all of {credit_id}",
    "partial": "Repaying a part of {credit_id}",
    "withdrawal": "Withdrawing from {credit_id}",
}
CHOICES: dict[Choice, str] = {
    "lower_instalment": "The instalments get lower, and the last due date stays.",
    "shorter_term": "The instalment stays, and the loan ends sooner.",
}
CLOSED: dict[ClosingReason, str] = {
    "repaid": "Your credit {credit_id} is paid back and closed. Thank you.",
    "repaid_early": "You paid back your credit {credit_id} early, and it is closed. Thank you.",
    "withdrawn_14d": "You have withdrawn from your credit {credit_id}, and it is closed.",
    "written_off": (
        "Your credit {credit_id} is closed: our credit officers wrote off what was still owed. "
        "No more instalments are collected."
    ),
}

DIFFICULTIES_TITLE = "I have difficulties"
DIFFICULTIES_LABEL = "What should our officers know?"
DIFFICULTIES_HINT = "A credit officer reads it in your own words, and will talk with you."
DIFFICULTIES_EMPTY = "Please write a few words."
DIFFICULTIES_TOLD = "Thank you. Our credit officers were told, in your own words."

RECEIPTS: dict[str, str] = {
    "insufficient_funds": (
        "Your account does not cover this, and nothing was paid. Please pay money in and "
        "confirm again today."
    ),
    "stale": "This is out of date, and nothing was paid. Please ask for a new quote.",
}
"""What a customer is told besides the words that hold for every card."""

INVALID: dict[str, str] = {
    "nothing_owed": "Nothing is owed on this credit.",
    "withdrawal_expired": (
        "The 14 days for withdrawing from this credit are over. You can repay it early at any time."
    ),
    "instalment_due": (
        "An instalment is due: {limit} must be paid first. To repay everything, leave the "
        "amount out."
    ),
    "payment_too_small": "It must be more than {limit}, which is the interest of today.",
    "payment_too_large": (
        "It must be less than {limit}, which repays everything: for that, leave the amount out."
    ),
    "payment_missing": "Please name an amount in euros, such as 200.00.",
    "instalment_too_small": (
        "The instalments would become smaller than {limit}. Choose a shorter term instead."
    ),
    "not_in_arrears": "No instalment of this credit is overdue.",
}
"""Why something could not be done, by its code; `{limit}` is the figure it was held against."""

WHICH_CREDIT = "Please type the credit's number: `/credit {word} {credit_id}`."
REPAY_USAGE = (
    "Please type `/credit repay {credit_id}` to repay everything, or an amount after it, such "
    "as `/credit repay {credit_id} 200.00`: then the instalments get lower, or with the word "
    "`shorter` at the end the loan ends sooner."
)
NO_LOAN = "No loan runs under this number."
NO_LOANS = "You have no loan that runs."
ON_ITS_WAY = "The money is on its way. Please try again in a minute."
WITHDRAWN = "Your application {credit_id} is withdrawn."
QUOTED = "{what} costs {total} today. The card to confirm it is in our direct message."
NO_DIRECT_MESSAGE = (
    "I could not open our direct message. Please ask for it in the conversation about your credit."
)


def instalments(count: int) -> str:
    """`1 instalment`, `5 instalments`."""
    return "1 instalment" if count == 1 else f"{count} instalments"


def repayment(kind: RepaymentKind, credit_id: str) -> str:
    """What a quote is for: `Repaying all of CR-…`."""
    return REPAYMENTS[kind].format(credit_id=credit_id)


def paid(day: str) -> str:
    """What a paid quote's card says."""
    return f"You confirmed this on {day}, and it was paid from your account."


def which(word: str, credit_ids: list[str]) -> str:
    """What to type where the number is missing; with the person's own, if there are any."""
    if not credit_ids:
        return words.NO_CREDITS if word == "withdraw" else NO_LOANS
    return "\n".join(WHICH_CREDIT.format(word=word, credit_id=each) for each in credit_ids)
