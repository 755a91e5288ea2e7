"""Loans of any kind for property tests: cheap to draw, all of them possible."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from services.credit import schedule
from services.loan.settlement import Position

CASES = settings(
    max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
"""What a property is held to: two thousand loans."""

FIRST_DAY = date(2024, 1, 1)


@dataclass(frozen=True)
class Drawn:
    """A loan's terms: minor units, and hundredths of a percent a year."""

    principal: int
    months: int
    rate: Decimal
    start: date

    @property
    def plan(self) -> schedule.Schedule:
        return schedule.annuity(
            self.principal,
            months=self.months,
            annual_rate=self.rate,
            start=self.start,
            minimum_instalment=1,
        )

    def position(self, *, paid: int) -> Position:
        return Position(self.plan.rows[paid:], self.start, self.rate)


def _drawn(principal: int, months: int, rate: int, day: int) -> Drawn:
    start = FIRST_DAY + timedelta(days=day)
    return Drawn(principal, months, Decimal(rate) / 100, start)


LOANS = st.builds(
    _drawn,
    st.integers(10_000, 2_500_000),
    st.integers(1, 60),
    st.integers(0, 3000),
    st.integers(0, 3000),
)
"""100.00 to 25,000.00 over 1 to 60 months at 0 to 30 %, begun on any day of eight years."""

SHARES = st.integers(0, 999)
"""How far something is, in thousandths: of a term, of a month, of a sum."""
