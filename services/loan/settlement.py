"""Paying back before the schedule says so: all of it, part of it, or by withdrawal.

Pure; amounts are minor units, days are the bank's. Called by the loan.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from services.credit import reschedule, schedule
from services.credit.schedule import Row
from services.loan import arrears
from services.loan.arrears import LateTerms

WITHDRAWAL_DAYS = 14
"""From acceptance; the last of them still counts (Directive 2023/2225, article 26)."""

Choice = reschedule.Choice


class NothingOwed(ValueError):
    """The loan is paid back: there is nothing to repay."""


class TooEarly(ValueError):
    """The day lies before the one until which interest is paid."""


class WithdrawalExpired(ValueError):
    """The time for withdrawal is over. Early repayment is still possible."""


class InstalmentDue(ValueError):
    """An instalment is due and unpaid: it comes before any early repayment of a part."""


class PaymentTooSmall(ValueError):
    """The payment doesn't cover the interest accrued, so it would repay nothing."""


class PaymentTooLarge(ValueError):
    """The payment would repay the loan in full: that is an early repayment."""


@dataclass(frozen=True)
class Position:
    """Where a loan stands: its unpaid instalments, oldest first, and their terms.

    `paid_until` is the day of the last partial repayment, if there was one after the last due
    date that is paid; None means that date itself.
    """

    rows: tuple[Row, ...]
    anchor: date
    annual_rate: Decimal
    paid_until: date | None = None

    @property
    def since(self) -> date:
        """The day until which interest is paid. Raises `NothingOwed`."""
        if not self.rows:
            raise NothingOwed("the loan is paid back")
        begun = schedule.due_date(self.anchor, self.rows[0].number - 1)
        return max(begun, self.paid_until or begun)

    @property
    def principal(self) -> int:
        """All principal still owed, overdue or not."""
        return sum(row.principal for row in self.rows)


@dataclass(frozen=True)
class Settlement:
    """What ends the loan on a day: `total` of it. `saved` is interest that is never paid."""

    on: date
    principal: int
    interest: int
    late_interest: int = 0
    fee_returned: int = 0
    saved: int = 0

    @property
    def total(self) -> int:
        return self.principal + self.interest + self.late_interest - self.fee_returned


@dataclass(frozen=True)
class PartialRepayment:
    """What a payment did: `interest` and `principal` of it, and the instalments that remain.

    `position` is the loan's afterwards. `saved` is interest that is never paid.
    """

    on: date
    interest: int
    principal: int
    position: Position
    saved: int


def early(position: Position, *, on: date, late: LateTerms) -> Settlement:
    """What it costs to repay everything on a day: no fee for it.

    The principal; the interest of instalments that are due; what has accrued since the last
    due date, actual/365, on the principal that isn't due; late interest on what is overdue.
    On a due date the sum is the same before its instalment is collected and, with it, after.
    Raises `NothingOwed`, `TooEarly`.
    """
    _check_day(position, on)
    due = arrears.claims(position.rows, on=on, late=late)
    interest = sum(claim.interest for claim in due) + _accrued(position, on=on)
    return Settlement(
        on=on,
        principal=position.principal,
        interest=interest,
        late_interest=sum(claim.late_interest for claim in due),
        saved=sum(row.interest for row in position.rows) - interest,
    )


def withdrawal(position: Position, *, accepted_on: date, on: date, fee: int = 0) -> Settlement:
    """What withdrawing from the loan costs: its capital and the interest per day, act/365.

    The position is that of the disbursed loan; a fee kept back at the drawdown is returned.
    Raises `NothingOwed`, `TooEarly`, `WithdrawalExpired`.
    """
    _check_day(position, on)
    if on > accepted_on + timedelta(days=WITHDRAWAL_DAYS):
        raise WithdrawalExpired(f"accepted on {accepted_on}, {WITHDRAWAL_DAYS} days to withdraw")
    days = (on - position.since).days
    interest = schedule.accrued_interest(
        position.principal, annual_rate=position.annual_rate, days=days
    )
    planned = sum(row.interest for row in position.rows)
    return Settlement(
        on=on,
        principal=position.principal,
        interest=interest,
        fee_returned=fee,
        saved=max(0, planned - interest),
    )


def partial(
    position: Position, *, payment: int, on: date, choice: Choice, minimum_instalment: int
) -> PartialRepayment:
    """Repay a part on a day: first the interest accrued to it, the rest is principal.

    The next due dates stay. With `lower_instalment` all of them do; with `shorter_term` the
    instalment stays. Raises `NothingOwed`, `TooEarly`, `InstalmentDue`, `PaymentTooSmall`,
    `PaymentTooLarge`, and `schedule.InstalmentTooSmall` where only a shorter term is left.
    """
    _check_day(position, on)
    if position.rows[0].due <= on:
        raise InstalmentDue(f"instalment {position.rows[0].number} is due")
    interest = _accrued(position, on=on)
    if payment <= interest:
        raise PaymentTooSmall(f"{payment} is not above the interest of {interest}")
    if payment >= position.principal + interest:
        raise PaymentTooLarge(f"{payment} repays the loan in full")
    principal = payment - interest
    rows = _rest(position, principal, on, choice=choice, minimum=minimum_instalment)
    planned = sum(row.interest for row in position.rows)
    return PartialRepayment(
        on=on,
        interest=interest,
        principal=principal,
        position=Position(rows, position.anchor, position.annual_rate, paid_until=on),
        saved=planned - interest - sum(row.interest for row in rows),
    )


def _rest(
    position: Position, repaid: int, on: date, *, choice: Choice, minimum: int
) -> tuple[Row, ...]:
    rest = reschedule.Rest(
        balance=position.principal - repaid,
        numbers=range(position.rows[0].number, position.rows[-1].number + 1),
        anchor=position.anchor,
        annual_rate=position.annual_rate,
        paid_until=on,
    )
    instalment = position.rows[0].payment
    return reschedule.rows(rest, choice=choice, instalment=instalment, minimum=minimum)


def _check_day(position: Position, on: date) -> None:
    if on < position.since:
        raise TooEarly(f"{on} is before {position.since}")


def _accrued(position: Position, *, on: date) -> int:
    """Interest on the principal that isn't due, since the last due date or partial repayment."""
    ahead = [row for row in position.rows if row.due > on]
    if not ahead:
        return 0
    begun = schedule.due_date(position.anchor, ahead[0].number - 1)
    days = (on - max(begun, position.since)).days
    owed = sum(row.principal for row in ahead)
    accrued = schedule.accrued_interest(owed, annual_rate=position.annual_rate, days=days)
    # Cents apart at most, after a partial repayment: never more than the schedule asks for.
    return min(accrued, ahead[0].interest)
