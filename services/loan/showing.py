"""What is shown of a loan: its statement, and its line in the customer's index. Pure."""

from datetime import date, datetime, timedelta
from typing import Literal

from services.contracts.account import CreditSummary
from services.contracts.credit import Terms
from services.contracts.loan import Ahead, AheadQuery, InstalmentLine, LoanStatement
from services.contracts.money import Money
from services.credit import schedule
from services.loan import arrears, book
from services.loan.book import Loan
from services.loan.calendar import Calendar
from services.loan.settlement import WITHDRAWAL_DAYS


def statement(loan: Loan, *, on: date) -> LoanStatement:
    """What is owed on a day, and every instalment with its state."""
    plan = book.rows(loan)
    unpaid = plan[loan.paid :]
    due = book.claims(loan, on=on)
    return LoanStatement(
        on=on,
        state=loan.state,
        closed=(loan.reason or "repaid") if loan.state == "closed" else None,
        paid=loan.paid,
        months=len(plan),
        outstanding=book.money(loan, sum(row.principal for row in unpaid)),
        remaining=book.money(loan, sum(row.payment for row in unpaid)),
        overdue=book.money(loan, sum(claim.total for claim in due)),
        late_interest=book.money(loan, sum(claim.late_interest for claim in due)),
        next_due=unpaid[0].due if unpaid else None,
        next_payment=book.money(loan, unpaid[0].payment) if unpaid else None,
        withdrawal_until=_withdrawal_until(loan, on=on),
        lines=tuple(_line(loan, row, on=on) for row in plan),
    )


def summary(loan: Loan) -> CreditSummary:
    """The line for the customer's index of credits."""
    plan = book.rows(loan)
    unpaid = plan[loan.paid :]
    application = loan.application
    return CreditSummary(
        credit_id=application.credit_id,
        amount=application.amount,
        months=application.months if loan.state == "closed" else len(plan),
        state=loan.state,
        submitted_on=application.submitted_at.date(),
        terms=_terms(loan, unpaid),
        paid=loan.paid,
        outstanding=book.money(loan, sum(row.principal for row in unpaid)),
        remaining=book.money(loan, sum(row.payment for row in unpaid)),
        next_due=unpaid[0].due if unpaid else None,
        next_payment=book.money(loan, unpaid[0].payment) if unpaid else None,
        place=application.place,
    )


def ahead(loan: Loan, query: AheadQuery, *, calendar: Calendar, now: datetime) -> Ahead | None:
    """The unpaid instalment that is asked for; without a number the next to fall due."""
    unpaid = book.rows(loan)[loan.paid :] if book.runs(loan) else ()
    for row in unpaid:
        due_at = calendar.due_at(row.due, number=row.number, disbursed_at=loan.disbursed_at)
        if row.number == query.number or (query.number is None and due_at > now):
            at = calendar.ahead_of(
                row.due, days=query.days, number=row.number, disbursed_at=loan.disbursed_at
            )
            payment = book.money(loan, row.payment)
            return Ahead(number=row.number, due=row.due, payment=payment, at=at)
    return None


def _terms(loan: Loan, unpaid: tuple[schedule.Row, ...]) -> Terms:
    """The terms; after a partial repayment with the instalments and sums that it has left."""
    if not loan.rescheduled or not unpaid:
        return loan.terms

    def less(total: Money) -> Money:
        return book.money(loan, total.minor - loan.interest_saved)

    now = {
        "months": unpaid[-1].number,
        "instalment": book.money(loan, unpaid[0].payment),
        "last_instalment": book.money(loan, unpaid[-1].payment),
        "total_interest": less(loan.terms.total_interest),
        "total_payable": less(loan.terms.total_payable),
    }
    return loan.terms.model_copy(update=now)


def _withdrawal_until(loan: Loan, *, on: date) -> date | None:
    last = (loan.accepted_on or loan.anchor) + timedelta(days=WITHDRAWAL_DAYS)
    return last if book.runs(loan) and on <= last else None


def _line(loan: Loan, row: schedule.Row, *, on: date) -> InstalmentLine:
    return InstalmentLine(
        number=row.number,
        due=row.due,
        payment=book.money(loan, row.payment),
        interest=book.money(loan, row.interest),
        principal=book.money(loan, row.principal),
        balance=book.money(loan, row.balance),
        state=_state(loan, row, on=on),
    )


def _state(
    loan: Loan, row: schedule.Row, *, on: date
) -> Literal["scheduled", "due", "overdue", "paid"]:
    if row.number <= loan.paid:
        return "paid"
    if row.number == loan.paid + 1 and loan.missed:
        return loan.missed
    return arrears.lateness(row.due, on=on, grace_days=loan.grace_days)
