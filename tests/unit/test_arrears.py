"""What lateness costs, and what is due."""

from datetime import date
from decimal import Decimal

import pytest

from services.credit import schedule
from services.loan import arrears
from services.loan.arrears import Claim, LateTerms

LATE = LateTerms(annual_rate=Decimal(8), grace_days=3)
ROWS = schedule.annuity(100_000, months=12, annual_rate=Decimal(6), start=date(2026, 1, 15)).rows


@pytest.mark.parametrize(
    ("on", "cents"),
    [
        (date(2026, 2, 10), 0),
        (date(2026, 2, 15), 0),
        (date(2026, 2, 18), 0),
        (date(2026, 2, 19), 2),
        (date(2026, 3, 20), 53),
    ],
)
def test_late_interest_begins_after_the_grace(on: date, cents: int) -> None:
    """81.07 of principal at 8 %: 1.78 cents a day, from the fourth day on."""
    assert arrears.late_interest(81_07, due=date(2026, 2, 15), on=on, late=LATE) == cents


def test_claims_are_those_that_are_due() -> None:
    """On the second due date: two, the older one with late interest on its principal alone."""
    assert arrears.claims(ROWS, on=date(2026, 3, 15), late=LATE) == (
        Claim(number=1, interest=500, late_interest=44, principal=81_07),
        Claim(number=2, interest=459, late_interest=0, principal=81_48),
    )
    assert arrears.claims(ROWS, on=date(2026, 2, 14), late=LATE) == ()
