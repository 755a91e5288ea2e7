"""How a loan stands: in figures, and instalment by instalment as a table. Pure."""

from bot.views import loan_en, money, schedule_table, text_table
from bot.views import words_en as words
from bot.views.blocks import Rendered, facts, message, section
from services.contracts.keys import CreditId
from services.contracts.loan import InstalmentLine, LoanStatement
from services.contracts.posts import LoanSchedule

_HEAD = (*schedule_table.HEAD, "")


def figures(credit_id: CreditId, stated: LoanStatement) -> Rendered:
    """What is still owed on the day of the statement."""
    text = (
        f"{credit_id} on {words.day(stated.on)}: {money.amount(stated.outstanding)} of principal "
        f"are owed, {money.amount(stated.remaining)} are still to pay in all."
    )
    return message(text, [section(f"*{_head(credit_id, stated)}*"), facts(_facts(stated))])


def schedule(content: LoanSchedule) -> Rendered:
    """The instalments as they stand, with what of each is interest and principal."""
    stated = content.statement
    head = _head(content.credit_id, stated)
    paid = f"{stated.paid} of {loan_en.instalments(stated.months)} paid."
    table = text_table.parts(_HEAD, [_cells(line) for line in stated.lines])
    text = f"{head} {paid} Still to pay in all: {money.amount(stated.remaining)}."
    return message(text, [section(f"*{head}*\n{paid}"), *(section(part) for part in table)])


def _head(credit_id: CreditId, stated: LoanStatement) -> str:
    state = words.CREDIT_STATES[stated.state]
    return f"Your credit {credit_id} on {words.day(stated.on)}: {state}."


def _facts(stated: LoanStatement) -> list[tuple[str, str]]:
    pairs = [
        (loan_en.PRINCIPAL_OWED, money.amount(stated.outstanding)),
        (loan_en.TO_PAY_IN_ALL, money.amount(stated.remaining)),
        (loan_en.PAID, f"{stated.paid} of {stated.months}"),
    ]
    if stated.overdue.minor:
        pairs.append((loan_en.OVERDUE, money.amount(stated.overdue)))
    if stated.late_interest.minor:
        pairs.append((loan_en.LATE_INTEREST, money.amount(stated.late_interest)))
    if stated.next_due and stated.next_payment:
        payment = f"{money.amount(stated.next_payment)} on {words.day(stated.next_due)}"
        pairs.append((loan_en.NEXT_INSTALMENT, payment))
    if stated.withdrawal_until:
        pairs.append((loan_en.WITHDRAW_UNTIL, words.day(stated.withdrawal_until)))
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
    state = "" if line.state == "scheduled" else line.state
    return (*schedule_table.cells(row), state)
