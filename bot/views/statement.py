"""How a loan stands: in figures, and instalment by instalment as a table. Pure."""

from bot.views import disclosure, language, loan_words, money, schedule_table, text_table, words
from bot.views.blocks import Rendered, facts, message, section
from bot.views.language import _
from services.contracts.keys import CreditId
from services.contracts.loan import InstalmentLine, LoanStatement
from services.contracts.posts import LoanSchedule


def figures(credit_id: CreditId, stated: LoanStatement) -> Rendered:
    """What is still owed on the day of the statement."""
    text = _(
        "{credit_id} on {day}: {principal} of principal are owed, {rest} are still to pay in all."
    ).format(
        credit_id=credit_id,
        day=language.day(stated.on),
        principal=money.amount(stated.outstanding),
        rest=money.amount(stated.remaining),
    )
    return message(text, [section(f"*{_head(credit_id, stated)}*"), facts(_facts(stated))])


def schedule(content: LoanSchedule) -> Rendered:
    """The instalments as they stand, with what of each is interest and principal."""
    stated = content.statement
    head = _head(content.credit_id, stated)
    paid = loan_words.paid_of(stated.paid, months=stated.months)
    heading = (*schedule_table.head(), "")
    table = text_table.parts(heading, [_cells(line) for line in stated.lines])
    rest = _("Still to pay in all: {amount}.").format(amount=money.amount(stated.remaining))
    text = f"{head} {paid} {rest}"
    begun = section(f"*{head}*\n{paid}\n_{disclosure.bank()}_")
    return message(text, [begun, *(section(part) for part in table)])


def _head(credit_id: CreditId, stated: LoanStatement) -> str:
    state = _(words.CREDIT_STATES[stated.state])
    return _("Your credit {credit_id} on {day}: {state}.").format(
        credit_id=credit_id, day=language.day(stated.on), state=state
    )


def _facts(stated: LoanStatement) -> list[tuple[str, str]]:
    pairs = [
        (_(loan_words.PRINCIPAL_OWED), money.amount(stated.outstanding)),
        (_(loan_words.TO_PAY_IN_ALL), money.amount(stated.remaining)),
        (_(loan_words.PAID), words.share(stated.paid, of=stated.months)),
    ]
    if stated.overdue.minor:
        pairs.append((_(loan_words.OVERDUE), money.amount(stated.overdue)))
    if stated.late_interest.minor:
        pairs.append((_(loan_words.LATE_INTEREST), money.amount(stated.late_interest)))
    if stated.next_due and stated.next_payment:
        payment = _("{amount} on {day}").format(
            amount=money.amount(stated.next_payment), day=language.day(stated.next_due)
        )
        pairs.append((_(loan_words.NEXT_INSTALMENT), payment))
    if stated.withdrawal_until:
        pairs.append((_(loan_words.WITHDRAW_UNTIL), language.day(stated.withdrawal_until)))
    return pairs


def _cells(line: InstalmentLine) -> text_table.Cells:
    row = (
        line.number,
        line.due,
        line.payment.minor,
        line.interest.minor,
        line.principal.minor,
        line.balance.minor,
    )
    return (*schedule_table.cells(row), _(loan_words.INSTALMENT_STATES[line.state]))
