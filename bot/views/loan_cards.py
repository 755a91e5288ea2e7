"""Cards of a loan for its customer, from the disbursement to the end. Pure."""

from bot.views import money
from bot.views import words_en as words
from bot.views.blocks import Rendered, context, facts, message, section
from services.contracts.posts import Disbursed, InstalmentCollected, InstalmentMissed, LoanClosed


def disbursed(content: Disbursed) -> Rendered:
    """The money is on the account."""
    text = f"{money.amount(content.amount)} of your credit {content.credit_id} were paid out."
    pairs = [
        (words.INSTALMENT, money.amount(content.instalment)),
        (words.FIRST_DUE, words.day(content.first_due)),
    ]
    note = "The instalments are collected from this account on their due dates."
    return message(text, [section(f"*{text}*"), facts(pairs), context(note)])


def collected(content: InstalmentCollected) -> Rendered:
    """An instalment was paid, and what remains."""
    text = (
        f"Instalment {content.number} of {content.months} of {content.credit_id} was collected: "
        f"{money.amount(content.payment)}."
    )
    rest = [
        ("Principal still owed", money.amount(content.outstanding)),
        ("Still to pay in all", money.amount(content.remaining)),
    ]
    if content.next_due is not None:
        rest.append(("Next instalment due", words.day(content.next_due)))
    return message(text, [section(f"*{text}*"), facts(rest)])


def missed(content: InstalmentMissed) -> Rendered:
    """The account was short."""
    what = f"Instalment {content.number} of {content.credit_id}, {money.amount(content.payment)},"
    if content.overdue:
        text = f"{what} is overdue: your account did not cover it."
        note = "Please pay money in. A credit officer has been told."
    else:
        text = f"{what} could not be collected: your account does not cover it."
        note = "Please pay money in. We try again every day."
    return message(f"{text} {note}", [section(f"*{text}*"), context(note)])


def closed(content: LoanClosed) -> Rendered:
    """All is paid back."""
    text = f"Your credit {content.credit_id} is paid back and closed. Thank you."
    return message(text, [section(f"*{text}*")])
