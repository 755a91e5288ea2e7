"""The loan's state machine and its schedule. Pure; LENDING's second table.

What is stored is `kept`'s, what is shown `showing`'s, what a repayment costs `repayment`'s.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from services.contracts.account import Transfer
from services.contracts.keys import PersonKey
from services.contracts.loan import ClosingReason, LoanOpening, RepaymentQuote
from services.contracts.money import Money
from services.contracts.office import OfficersTask
from services.contracts.session import Place
from services.credit import offer, reschedule, schedule
from services.loan import arrears
from services.loan.kept import Loan as Loan
from services.loan.kept import Quoted as Quoted
from services.loan.kept import QuoteState, State
from services.loan.kept import Rescheduled as Rescheduled
from services.loan.settlement import Position

RETRY_DAYS = 90
"""How long a missed instalment is tried again, daily; then it is the officers' alone."""
WRITE_OFF_VOTES = 2


class IllegalTransition(Exception):
    """The loan cannot go from its state to the other one."""

    def __init__(self, state: State, event: str) -> None:
        super().__init__(f"a loan that is {state} has no {event}")


def opened(opening: LoanOpening, *, at: datetime, on: date, late: arrears.LateTerms) -> Loan:
    """The loan of an accepted offer. Its days count from `on`, not from the offer.

    What lateness costs is fixed here, so that another policy touches later loans only.
    """
    return Loan(
        application=opening.application,
        terms=offer.renewed(opening.terms, start=on),
        anchor=on,
        disbursed_at=at,
        accepted_on=opening.accepted_on,
        late_annual_rate=late.annual_rate,
        grace_days=late.grace_days,
    )


def rows(loan: Loan) -> tuple[schedule.Row, ...]:
    """The schedule as it stands, instalment by instalment; of a closed loan what was paid."""
    plan = offer.plan(loan.terms, start=loan.anchor).rows
    for each in loan.rescheduled:
        rest = reschedule.Rest(
            balance=each.balance,
            numbers=range(each.first, each.last + 1),
            anchor=loan.anchor,
            annual_rate=loan.terms.nominal_rate,
            paid_until=each.paid_until,
        )
        now = reschedule.rows(
            rest, choice=each.choice, instalment=each.instalment, minimum=each.minimum
        )
        plan = (*plan[: each.first - 1], *now)
    return plan[: loan.paid] if loan.state == "closed" else plan


def position(loan: Loan) -> Position:
    """Where the loan stands: its unpaid instalments. A closed one has none."""
    paid_until = loan.rescheduled[-1].paid_until if loan.rescheduled else None
    return Position(rows(loan)[loan.paid :], loan.anchor, loan.terms.nominal_rate, paid_until)


def claims(loan: Loan, *, on: date) -> tuple[arrears.Claim, ...]:
    """What is due and unpaid on a day, with its late interest, oldest first."""
    return arrears.claims(position(loan).rows, on=on, late=loan.late)


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


def collection(loan: Loan, claim: arrears.Claim) -> Transfer:
    """The transfer that collects an instalment.

    A try that fails books nothing, so every try has the same id, whatever late interest has
    come to it: the ledger itself lets an instalment be collected once.
    """
    return Transfer(
        id=f"{loan.application.credit_id}.instalment.{claim.number}",
        amount=money(loan, -claim.total),
        purpose="credit_instalment",
        credit_id=loan.application.credit_id,
        description=f"Instalment {claim.number} of {len(rows(loan))}",
        interest=money(loan, claim.interest + claim.late_interest),
    )


def loss(loan: Loan) -> Transfer:
    """The transfer that writes off what is owed."""
    return Transfer(
        id=f"{loan.application.credit_id}.write_off",
        amount=money(loan, 0),
        purpose="credit_write_off",
        credit_id=loan.application.credit_id,
        description=f"Written off {loan.application.credit_id}",
        written_off=money(loan, position(loan).principal),
    )


def disbursed(loan: Loan) -> Loan:
    """Both entries of the disbursement are booked. Raises `IllegalTransition`."""
    if loan.state != "pending_disbursement":
        raise IllegalTransition(loan.state, "disbursement")
    return loan.model_copy(update={"state": "active"})


def runs(loan: Loan) -> bool:
    """Whether it is paid out and still owed."""
    return loan.state in ("active", "in_arrears")


def is_collected(loan: Loan) -> bool:
    """Whether a timer must run for its next instalment: not once it is the officers' alone."""
    return runs(loan) and not any(task.final and task.state == "open" for task in loan.tasks)


def is_next(loan: Loan, number: int) -> bool:
    """Whether this instalment is the one to collect. Late timers of paid ones are not."""
    return runs(loan) and number == loan.paid + 1


def collected(loan: Loan, *, next_overdue: bool) -> Loan:
    """The next instalment is paid. Closes the loan with the last.

    Arrears are cured when nothing is overdue any more: `next_overdue` tells whether the one
    after is. Raises `IllegalTransition`.
    """
    _check_runs(loan, "instalment")
    paid = loan.paid + 1
    last = paid == len(rows(loan))
    if last:
        return closed(loan.model_copy(update={"paid": paid}), "repaid")
    behind = next_overdue and loan.state == "in_arrears"
    now = {
        "paid": paid,
        "state": "in_arrears" if behind else "active",
        "missed": "",
        "tasks": _ended(loan.tasks, "paid"),
        "write_off_votes": loan.write_off_votes if behind else (),
    }
    return _outdated(loan.model_copy(update=now))


def fell_short(loan: Loan, *, days: int, owed: int) -> Loan:
    """The account could not pay, `days` after the due date. Overdue after the grace period.

    The officers get a task when it becomes overdue, and another after the last try.
    Raises `IllegalTransition`.
    """
    _check_runs(loan, "missed instalment")
    if days < loan.grace_days:
        return loan.model_copy(update={"missed": loan.missed or "due"})
    tasks = [task for task in loan.tasks if task.state == "open"]
    if loan.missed != "overdue":
        tasks.append(_task(loan, owed=owed, final=False))
    if days >= RETRY_DAYS and not any(task.final for task in tasks):
        tasks.append(_task(loan, owed=owed, final=True))
    now = {"missed": "overdue", "state": "in_arrears", "tasks": tuple(tasks)}
    return loan.model_copy(update=now)


def closed(loan: Loan, reason: ClosingReason) -> Loan:
    """Nothing is owed any more. Again for the same reason does nothing.

    Raises `IllegalTransition`.
    """
    if loan.state == "closed" and loan.reason == reason:
        return loan
    _check_runs(loan, reason)
    ended = "written_off" if reason == "written_off" else "paid"
    now = {
        "state": "closed",
        "missed": "",
        "reason": reason,
        "tasks": _ended(loan.tasks, ended),
    }
    return _outdated(loan.model_copy(update=now))


def repaid_in_part(loan: Loan, change: Rescheduled, *, saved: int) -> Loan:
    """A part was repaid: from now on the schedule is another. Raises `IllegalTransition`."""
    _check_runs(loan, "partial repayment")
    kept = [each for each in loan.rescheduled if each.first != change.first]
    now = {
        "rescheduled": (*kept, change),
        "interest_saved": loan.interest_saved + saved,
        "write_off_votes": (),
    }
    return _outdated(loan.model_copy(update=now))


def quoted(loan: Loan, quote: RepaymentQuote, *, place: Place, day: date) -> Loan:
    """A repayment was offered; an older offer is gone. Raises `IllegalTransition`."""
    _check_runs(loan, "quote")
    now = {"quotes": loan.quotes + 1, "quoted": Quoted(quote=quote, place=place, day=day)}
    return loan.model_copy(update=now)


def settled(loan: Loan, state: QuoteState) -> Loan:
    """What became of the newest quote."""
    after = loan.quoted and loan.quoted.model_copy(update={"state": state})
    return loan.model_copy(update={"quoted": after})


def schedule_shown(loan: Loan) -> Loan:
    """The schedule was posted once more."""
    return loan.model_copy(update={"schedules": loan.schedules + 1})


def in_difficulties(loan: Loan) -> Loan:
    """The customer has told that the next instalment can't be paid."""
    return loan.model_copy(update={"hardship_of": loan.paid + 1})


def voted_off(loan: Loan, officer: PersonKey) -> Loan:
    """An officer wants it written off; twice is once. Raises `IllegalTransition`."""
    _check_runs(loan, "vote to write off")
    if officer in loan.write_off_votes:
        return loan
    votes = (*loan.write_off_votes, officer)
    tasks = tuple(
        task.model_copy(update={"written_off_by": votes}) if task.state == "open" else task
        for task in loan.tasks
    )
    return loan.model_copy(update={"write_off_votes": votes, "tasks": tasks})


def money(loan: Loan, minor: int) -> Money:
    """An amount in the loan's currency."""
    return Money(minor=minor, currency=loan.terms.amount.currency)


def _check_runs(loan: Loan, event: str) -> None:
    if not runs(loan):
        raise IllegalTransition(loan.state, event)


def _outdated(loan: Loan) -> Loan:
    """What an open quote says is no longer so."""
    is_open = loan.quoted is not None and loan.quoted.state == "open"
    return settled(loan, "outdated") if is_open else loan


def _task(loan: Loan, *, owed: int, final: bool) -> OfficersTask:
    return OfficersTask(
        credit_id=loan.application.credit_id,
        customer=loan.application.customer,
        number=loan.paid + 1,
        payment=money(loan, owed),
        final=final,
        written_off_by=loan.write_off_votes,
    )


def _ended(
    tasks: Iterable[OfficersTask], state: Literal["paid", "written_off"]
) -> tuple[OfficersTask, ...]:
    return tuple(task.model_copy(update={"state": state}) for task in tasks if task.state == "open")
