"""The schedule: the agreed oracles, published APR examples, and what holds for every loan."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from services.credit import apr, schedule
from tests.unit.loans import CASES, LOANS, Drawn

START = date(2026, 1, 15)


class OracleRow(BaseModel):
    k: int
    payment: Decimal
    interest: Decimal
    principal: Decimal
    balance: Decimal


class Oracle(BaseModel):
    name: str
    principal: Decimal
    nominal_rate: Decimal
    months: int
    upfront_fee: Decimal
    regular: Decimal
    last: Decimal
    total_interest: Decimal
    total_payable: Decimal
    total_cost: Decimal
    apr_1dp: Decimal
    apr_2dp: Decimal
    rows: list[OracleRow] | None


ORACLES = TypeAdapter(list[Oracle]).validate_python(
    json.loads(Path(__file__).with_name("schedules.json").read_text())["cases"]
)


def minor(amount: Decimal) -> int:
    return int(amount * 100)


def of(oracle: Oracle) -> schedule.Schedule:
    return schedule.annuity(
        minor(oracle.principal),
        months=oracle.months,
        annual_rate=oracle.nominal_rate * 100,
        start=START,
        fee=minor(oracle.upfront_fee),
    )


@pytest.mark.parametrize("oracle", ORACLES, ids=lambda oracle: oracle.name)
def test_oracle_totals(oracle: Oracle) -> None:
    """Instalments, totals and APR are those of the agreed cases."""
    plan = of(oracle)

    assert plan.regular == minor(oracle.regular)
    assert plan.last == minor(oracle.last)
    assert plan.total_interest == minor(oracle.total_interest)
    assert plan.total_payable == minor(oracle.total_payable)
    assert plan.total_cost == minor(oracle.total_cost)
    assert plan.apr == oracle.apr_1dp
    assert plan.apr_exact.quantize(Decimal("0.01")) == oracle.apr_2dp


@pytest.mark.parametrize(
    "oracle", [oracle for oracle in ORACLES if oracle.rows], ids=lambda oracle: oracle.name
)
def test_oracle_rows(oracle: Oracle) -> None:
    """Every month is that of the agreed cases."""
    expected = [
        (row.k, *map(minor, (row.payment, row.interest, row.principal, row.balance)))
        for row in oracle.rows or []
    ]

    rows = of(oracle).rows

    assert [
        (row.number, row.payment, row.interest, row.principal, row.balance) for row in rows
    ] == expected


@pytest.mark.parametrize(("fee", "exact"), [(0, "6.1685"), (2500, "11.3161")])
def test_apr_to_four_decimals(fee: int, exact: str) -> None:
    """The exact APR is right to four decimals, with a fee and without."""
    plan = schedule.annuity(100_000, months=12, annual_rate=Decimal(6), start=START, fee=fee)

    assert plan.apr_exact.quantize(Decimal("0.0001")) == Decimal(exact)


@pytest.mark.parametrize(
    ("lent", "payments", "percent"),
    [
        (1000, [(Decimal(546) / 365, 1200)], "12.96"),
        (950, [(Decimal(546) / 365, 1200)], "16.90"),
        (1000, [(Decimal(1), 600), (Decimal(2), 600)], "13.07"),
    ],
)
def test_published_apr_examples(lent: int, payments: list[apr.Flow], percent: str) -> None:
    """The examples that Directive 98/7/EC works out."""
    found = apr.exact([(Decimal(0), lent)], payments)

    assert found.quantize(Decimal("0.01")) == Decimal(percent)


def test_several_drawdowns() -> None:
    """Two drawdowns a year apart, paid back after two years at 10 %."""
    drawdowns = [(Decimal(0), 1000), (Decimal(1), 1000)]

    assert apr.exact(drawdowns, [(Decimal(2), 2310)]) == 10


@pytest.mark.parametrize(
    ("years", "paid", "percent"),
    [
        (Decimal(1), 1000, Decimal(0)),
        (Decimal(1), 1100, Decimal(10)),
        (Decimal(1), 900, Decimal(-10)),
        (Decimal("0.25"), 10_000, Decimal(999_900)),
        (Decimal("0.1"), 10_000, Decimal(10) ** 12 - 100),
    ],
)
def test_apr_is_found_at_any_height(years: Decimal, paid: int, percent: Decimal) -> None:
    """Nothing, less than nothing and beyond all measure: the equation is solved."""
    assert apr.exact([(Decimal(0), 1000)], [(years, paid)]) == percent


def test_apr_halves_are_rounded_up() -> None:
    """A rate of exactly 6.25 % is stated as 6.3."""
    plan = schedule.Schedule(
        principal=10_000,
        months=12,
        annual_rate=Decimal("6.25"),
        fee=0,
        rows=(schedule.Row(12, START, 10_625, 625, 10_000, 0),),
    )

    assert plan.apr == Decimal("6.3")


def test_no_rate() -> None:
    """Payments without a drawdown have no rate, and that has a name."""
    with pytest.raises(apr.NoRate):
        apr.exact([(Decimal(0), 100)], [(Decimal(0), 100), (Decimal(1), 100)])


def test_due_dates_keep_the_anchor_day() -> None:
    """A short month does not move the months after it."""
    anchor = date(2026, 1, 31)

    assert [schedule.due_date(anchor, number) for number in (0, 1, 2, 3, 12, 25)] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
        date(2027, 1, 31),
        date(2028, 2, 29),
    ]


@CASES
@given(anchor=st.dates(date(2000, 1, 1), date(2100, 1, 1)), number=st.integers(0, 480))
def test_due_dates_never_drift(anchor: date, number: int) -> None:
    """The day is the anchor's, or the last of a month that has no such day."""
    due = schedule.due_date(anchor, number)

    assert (due.year * 12 + due.month) - (anchor.year * 12 + anchor.month) == number
    assert due.day == anchor.day or (
        due.day < anchor.day and (due + timedelta(days=1)).month != due.month
    )


def test_interest_for_ten_days() -> None:
    """Withdrawal after ten days from 1,000.00 at 6 % costs 1.64; on the first day nothing."""
    assert schedule.accrued_interest(100_000, annual_rate=Decimal(6), days=10) == 164
    assert schedule.accrued_interest(100_000, annual_rate=Decimal(6), days=0) == 0


def test_early_repayment_after_six_instalments() -> None:
    """507.46 are owed then, and 8.92 of interest are saved."""
    rows = schedule.annuity(100_000, months=12, annual_rate=Decimal(6), start=START).rows

    assert rows[5].balance == 50_746
    assert sum(row.interest for row in rows[6:]) == 892


@pytest.mark.parametrize(
    ("principal", "months", "minimum"),
    [(100, 150, 1), (10_000, 120, 100), (100_000, 12, 8604), (100_000, 12, 8608)],
)
def test_instalments_under_the_minimum_are_refused(
    principal: int, months: int, minimum: int
) -> None:
    """Whether it is the regular instalment that is too small, or only the last."""
    with pytest.raises(schedule.InstalmentTooSmall):
        schedule.annuity(
            principal,
            months=months,
            annual_rate=Decimal(6 if principal == 100_000 else 0),
            start=START,
            minimum_instalment=minimum,
        )


def test_the_minimum_itself_is_enough() -> None:
    """The last instalment of 86.03 meets a minimum of 86.03."""
    plan = schedule.annuity(
        100_000, months=12, annual_rate=Decimal(6), start=START, minimum_instalment=8603
    )

    assert plan.last == 8603


@pytest.mark.parametrize(
    ("principal", "months", "rate", "fee"),
    [(0, 12, 6, 0), (-1, 12, 6, 0), (1000, 0, 6, 0), (1000, 12, -1, 0), (1000, 12, 6, 1000)],
)
def test_impossible_terms_are_refused(principal: int, months: int, rate: int, fee: int) -> None:
    """Nothing lent, no time, a negative rate, a fee that eats the loan."""
    with pytest.raises(schedule.InvalidTerms):
        schedule.annuity(principal, months=months, annual_rate=Decimal(rate), start=START, fee=fee)


def test_exact_half_cents_are_rounded_up() -> None:
    """7 % a year has no finite monthly rate; 30.00 of it still cost 17.5 cents, so 18."""
    rows = schedule.annuity(3_000, months=3, annual_rate=Decimal(7), start=START).rows

    assert rows[0].interest == 18


@CASES
@given(loan=LOANS)
def test_what_every_schedule_keeps(loan: Drawn) -> None:
    """Principal adds up, the balance ends at zero, interest never rises, all is positive."""
    plan = loan.plan
    rows = plan.rows

    assert len(rows) == loan.months
    assert sum(row.principal for row in rows) == loan.principal
    assert plan.total_payable == loan.principal + plan.total_interest
    assert rows[-1].balance == 0
    assert all(before.interest >= after.interest for before, after in pairwise(rows))
    assert all(row.payment == row.interest + row.principal > 0 for row in rows)
    assert {row.payment for row in rows[:-1]} <= {plan.regular}
    assert [row.due for row in rows] == [
        schedule.due_date(loan.start, number) for number in range(1, loan.months + 1)
    ]


@CASES
@given(loan=LOANS, fee=st.integers(0, 5_000))
def test_the_apr_solves_its_equation(loan: Drawn, fee: int) -> None:
    """Discounted at the APR, fee and instalments are worth what was lent."""
    plan = replace(loan.plan, fee=fee)
    month = (1 + plan.apr_exact / 100) ** (Decimal(-1) / 12)

    worth, discount = Decimal(fee), Decimal(1)
    for row in plan.rows:
        discount *= month
        worth += row.payment * discount

    assert abs(worth - loan.principal) < Decimal("1e-6")
