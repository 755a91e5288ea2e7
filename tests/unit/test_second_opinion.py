"""Instalments and rates held against an independent library, for loans in no table."""

from datetime import date, timedelta
from decimal import Decimal

import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from services.credit import apr, schedule
from tests.unit.loans import CASES, LOANS, Drawn

FEES = st.integers(0, 50_00)


def _found(value: float | None) -> float:
    assert value is not None
    return value


@CASES
@given(loan=LOANS, fee=FEES)
def test_instalment_and_apr_are_the_librarys(loan: Drawn, fee: int) -> None:
    """The one to the cent that rounding may move it, the other to 0.01 %."""
    plan = schedule.annuity(
        loan.principal,
        months=loan.months,
        annual_rate=loan.rate,
        start=loan.start,
        fee=fee,
        minimum_instalment=1,
    )
    instalment = _found(pyxirr.pmt(float(loan.rate) / 1200, loan.months, -loan.principal))
    monthly = _found(pyxirr.irr([fee - loan.principal, *(float(r.payment) for r in plan.rows)]))
    theirs = ((1 + monthly) ** 12 - 1) * 100

    assert abs(plan.regular - instalment) <= 0.5001
    assert abs(float(plan.apr_exact) - theirs) <= max(0.01, theirs * 1e-6)


@CASES
@given(
    lent=st.integers(10_000, 1_000_000),
    gaps=st.lists(st.integers(1, 400), min_size=1, max_size=6),
    costs=st.integers(0, 40),
)
def test_the_rate_of_any_days_is_the_librarys(lent: int, gaps: list[int], costs: int) -> None:
    """Payments on any days, in years of 365 days."""
    days = [sum(gaps[: n + 1]) for n in range(len(gaps))]
    payment = lent * (100 + costs) // (100 * len(days)) + 1
    first = date(2026, 1, 31)
    dates = [first, *(first + timedelta(days=each) for each in days)]

    theirs = _found(pyxirr.xirr(dates, [-lent, *(payment for _ in days)])) * 100
    ours = apr.exact([(Decimal(0), lent)], [(Decimal(each) / 365, payment) for each in days])

    assert abs(float(ours) - theirs) <= max(0.01, abs(theirs) * 1e-6)
