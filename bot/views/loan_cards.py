"""Cards of a loan for its customer, from the disbursement to the end. Pure."""

from slack_sdk.models.blocks import ActionsBlock

from bot import names
from bot.identity import Target
from bot.views import disclosure, language, loan_words, money, words
from bot.views.blocks import Rendered, button, buttons, context, facts, message, section
from bot.views.language import _
from services.contracts.keys import Key
from services.contracts.posts import Disbursed, InstalmentCollected, InstalmentMissed, LoanClosed


def disbursed(content: Disbursed) -> Rendered:
    """The money is on the account."""
    text = _("{amount} of your credit {credit_id} were paid out.").format(
        amount=money.amount(content.amount), credit_id=content.credit_id
    )
    pairs = [
        (_(words.INSTALMENT), money.amount(content.instalment)),
        (_(words.FIRST_DUE), language.day(content.first_due)),
    ]
    note = _("The instalments are collected from this account on their due dates.")
    said = f"{note}\n{disclosure.bank()}"
    return message(text, [section(f"*{text}*"), facts(pairs), context(said)])


def collected(content: InstalmentCollected) -> Rendered:
    """An instalment was paid, and what remains."""
    text = _("Instalment {number} of {months} of {credit_id} was collected: {amount}.").format(
        number=content.number,
        months=content.months,
        credit_id=content.credit_id,
        amount=money.amount(content.payment),
    )
    rest = [
        (_(loan_words.PRINCIPAL_OWED), money.amount(content.outstanding)),
        (_(loan_words.TO_PAY_IN_ALL), money.amount(content.remaining)),
    ]
    if content.late_interest.minor:
        rest.insert(0, (_(loan_words.OF_IT_LATE), money.amount(content.late_interest)))
    if content.next_due is not None:
        rest.append((_(loan_words.NEXT_DUE), language.day(content.next_due)))
    return message(text, [section(f"*{text}*"), facts(rest)])


def missed(content: InstalmentMissed) -> Rendered:
    """The account was short. Once it is overdue the customer can tell of difficulties."""
    if content.overdue:
        said = _(loan_words.MISSED_OVERDUE)
        note = _("Please pay money in. A credit officer has been told.")
    else:
        said = _(loan_words.MISSED)
        note = _("Please pay money in. We try again every day.")
    text = said.format(
        number=content.number, credit_id=content.credit_id, amount=money.amount(content.payment)
    )
    offered = _difficulties(content) if content.overdue else None
    return message(f"{text} {note}", [section(f"*{text}*"), context(note), offered])


def closed(content: LoanClosed) -> Rendered:
    """The loan is over, and why."""
    text = _(loan_words.CLOSED[content.reason]).format(credit_id=content.credit_id)
    return message(text, [section(f"*{text}*")])


def _difficulties(content: InstalmentMissed) -> ActionsBlock:
    target = Target(credit_id=content.credit_id, promise=Key(f"instalment.{content.number}"))
    return buttons(
        button(_(loan_words.DIFFICULTIES), action=names.LOAN_DIFFICULTIES, target=target)
    )
