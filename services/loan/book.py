"""The loan's state machine and its schedule. Pure; LENDING's second table."""

from datetime import date, datetime
from typing import Literal

from services.contracts.account import CreditSummary, Transfer
from services.contracts.credit import Application, Terms
from services.contracts.loan import InstalmentLine, LoanOpening, LoanStatement
from services.contracts.money import Money
from services.contracts.wire import Wire
from services.credit import offer, schedule

State = Literal["pending_disbursement", "active", "in_arrears", "closed"]
RETRY_DAYS = 90
"""How long a missed instalment is tried again, daily; then it is the officers' alone."""


class Loan(Wire):
    """One loan. The schedule follows from terms and anchor, so it is not stored."""

    application: Application
    terms: Terms
    anchor: date
    """The day of disbursement, from which every due date counts."""
    disbursed_at: datetime
    state: State = "pending_disbursement"
    paid: int = 0
    """Instalments paid; the next is `paid + 1`."""
    missed: Literal["", "due", "overdue"] = ""
    """How late the next instalment is, as the customer was told."""


class IllegalTransition(Exception):
    """The loan cannot go from its state to the other one."""

    def __init__(self, state: State, event: str) -> None:
        super().__init__(f"a loan that is {state} has no {event}")


def opened(opening: LoanOpening, *, at: datetime, on: date) -> Loan:
    """The loan of an accepted offer. Its days count from `on`, not from the offer."""
    terms = offer.renewed(opening.terms, start=on)
    return Loan(application=opening.application, terms=terms, anchor=on, disbursed_at=at)


def rows(loan: Loan) -> tuple[schedule.Row, ...]:
    """The schedule, instalment by instalment."""
    return offer.plan(loan.terms, start=loan.anchor).rows


def disbursement(loan: Loan) -> Transfer:
    """The transfer that pays the loan out. Its id makes it one, for good."""
    return Transfer(
        id=f"{loan.application.credit_id}.disbursement",
        amount=loan.terms.amount,
        purpose="credit_disbursement",
        credit_id=loan.application.credit_id,
        description=f"Credit {loan.application.credit_id}",
        fee=loan.terms.fee,
    )


def collection(loan: Loan, row: schedule.Row) -> Transfer:
    """The transfer that collects an instalment."""
    return Transfer(
        id=f"{loan.application.credit_id}.instalment.{row.number}",
        amount=_money(loan, -row.payment),
        purpose="credit_instalment",
        credit_id=loan.application.credit_id,
        description=f"Instalment {row.number} of {loan.terms.months}",
        interest=_money(loan, row.interest),
    )


def disbursed(loan: Loan) -> Loan:
    """Both entries of the disbursement are booked. Raises `IllegalTransition`."""
    if loan.state != "pending_disbursement":
        raise IllegalTransition(loan.state, "disbursement")
    return loan.model_copy(update={"state": "active"})


def is_next(loan: Loan, number: int) -> bool:
    """Whether this instalment is the one to collect. Late timers of paid ones are not."""
    return loan.state in ("active", "in_arrears") and number == loan.paid + 1


def collected(loan: Loan, *, next_overdue: bool) -> Loan:
    """The next instalment is paid. Closes the loan with the last.

    Arrears are cured when nothing is overdue any more: `next_overdue` tells whether the one
    after is. Raises `IllegalTransition`.
    """
    if loan.state not in ("active", "in_arrears"):
        raise IllegalTransition(loan.state, "instalment")
    paid = loan.paid + 1
    behind = next_overdue and loan.state == "in_arrears"
    state = "closed" if paid == loan.terms.months else "in_arrears" if behind else "active"
    return loan.model_copy(update={"paid": paid, "state": state, "missed": ""})


def fell_short(loan: Loan, *, days: int, grace_days: int) -> Loan:
    """The account could not pay, `days` after the due date. Overdue after the grace period."""
    if days < grace_days:
        return loan.model_copy(update={"missed": loan.missed or "due"})
    return loan.model_copy(update={"missed": "overdue", "state": "in_arrears"})


def statement(loan: Loan) -> LoanStatement:
    """What is owed, and every instalment with its state."""
    plan = rows(loan)
    unpaid = plan[loan.paid :]
    return LoanStatement(
        state=loan.state,
        paid=loan.paid,
        months=loan.terms.months,
        outstanding=_money(loan, sum(row.principal for row in unpaid)),
        remaining=_money(loan, sum(row.payment for row in unpaid)),
        next_due=unpaid[0].due if unpaid else None,
        next_payment=_money(loan, unpaid[0].payment) if unpaid else None,
        lines=tuple(_line(loan, row) for row in plan),
    )


def summary(loan: Loan) -> CreditSummary:
    """The line for the customer's index of credits."""
    stated = statement(loan)
    application = loan.application
    return CreditSummary(
        credit_id=application.credit_id,
        amount=application.amount,
        months=application.months,
        state=loan.state,
        submitted_on=application.submitted_at.date(),
        terms=loan.terms,
        paid=loan.paid,
        outstanding=stated.outstanding,
        remaining=stated.remaining,
        next_due=stated.next_due,
        next_payment=stated.next_payment,
    )


def _line(loan: Loan, row: schedule.Row) -> InstalmentLine:
    return InstalmentLine(
        number=row.number,
        due=row.due,
        payment=_money(loan, row.payment),
        interest=_money(loan, row.interest),
        principal=_money(loan, row.principal),
        balance=_money(loan, row.balance),
        state=_state(loan, row),
    )


def _state(loan: Loan, row: schedule.Row) -> Literal["scheduled", "due", "overdue", "paid"]:
    if row.number <= loan.paid:
        return "paid"
    if row.number == loan.paid + 1 and loan.missed:
        return loan.missed
    return "scheduled"


def _money(loan: Loan, minor: int) -> Money:
    return Money(minor=minor, currency=loan.terms.amount.currency)
