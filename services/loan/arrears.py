"""What is due and not paid, and what lateness costs.

Pure; amounts are minor units. Called by the loan and its settlement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from services.credit import schedule
from services.credit.schedule import Row


@dataclass(frozen=True)
class LateTerms:
    """What lateness costs: percent a year on overdue principal, after the days of grace."""

    annual_rate: Decimal = Decimal(0)
    grace_days: int = 0


@dataclass(frozen=True)
class Claim:
    """What an instalment that is due still asks for."""

    number: int
    interest: int
    late_interest: int
    principal: int

    @property
    def total(self) -> int:
        return self.interest + self.late_interest + self.principal


def claims(rows: Sequence[Row], *, on: date, late: LateTerms) -> tuple[Claim, ...]:
    """What the unpaid `rows` that are due by `on` ask for that day, oldest first.

    In the days of grace an instalment is due, not overdue, and lateness costs nothing. From
    then on its principal alone bears late interest, actual/365: interest bears none.
    """
    return tuple(
        Claim(
            number=row.number,
            interest=row.interest,
            late_interest=late_interest(row.principal, due=row.due, on=on, late=late),
            principal=row.principal,
        )
        for row in sorted(rows, key=lambda row: row.number)
        if row.due <= on
    )


def lateness(due: date, *, on: date, grace_days: int) -> Literal["scheduled", "due", "overdue"]:
    """How an instalment that is not paid stands on a day."""
    if on < due:
        return "scheduled"
    return "overdue" if on >= due + timedelta(days=grace_days) else "due"


def late_interest(principal: int, *, due: date, on: date, late: LateTerms) -> int:
    """What principal that fell due on `due` costs until `on`, for the days after the grace."""
    days = (on - due - timedelta(days=late.grace_days)).days
    return schedule.accrued_interest(principal, annual_rate=late.annual_rate, days=max(0, days))
