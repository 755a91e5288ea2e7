"""Cards of a loan for its customer, from the disbursement to the end. Pure."""

from slack_sdk.models.blocks import ActionsBlock

from bot import names
from bot.identity import Target
from bot.views import loan_en, money
from bot.views import words_en as words
from bot.views.blocks import Rendered, button, buttons, context, facts, message, section
from services.contracts.keys import Key
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
        (loan_en.PRINCIPAL_OWED, money.amount(content.outstanding)),
        (loan_en.TO_PAY_IN_ALL, money.amount(content.remaining)),
    ]
    if content.late_interest.minor:
        rest.insert(0, (loan_en.OF_IT_LATE, money.amount(content.late_interest)))
    if content.next_due is not None:
        rest.append(("Next instalment due", words.day(content.next_due)))
    return message(text, [section(f"*{text}*"), facts(rest)])


def missed(content: InstalmentMissed) -> Rendered:
    """The account was short. Once it is overdue the customer can tell of difficulties."""
    what = f"Instalment {content.number} of {content.credit_id}, {money.amount(content.payment)},"
    if content.overdue:
        text = f"{what} is overdue: your account did not cover it."
        note = "Please pay money in. A credit officer has been told."
    else:
        text = f"{what} could not be collected: your account does not cover it."
        note = "Please pay money in. We try again every day."
    offered = _difficulties(content) if content.overdue else None
    return message(f"{text} {note}", [section(f"*{text}*"), context(note), offered])


def closed(content: LoanClosed) -> Rendered:
    """The loan is over, and why."""
    text = loan_en.CLOSED[content.reason].format(credit_id=content.credit_id)
    return message(text, [section(f"*{text}*")])


def _difficulties(content: InstalmentMissed) -> ActionsBlock:
    target = Target(credit_id=content.credit_id, promise=Key(f"instalment.{content.number}"))
    return buttons(button(loan_en.DIFFICULTIES, action=names.LOAN_DIFFICULTIES, target=target))
