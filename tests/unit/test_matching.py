"""What transactions tell together, and what a hostile text can't make of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.account import Category, Transaction
from services.review import categories, metrics
from tests.unit.feed import TODAY, entry, plain_months, worked_case
from tests.unit.loans import CASES


def unknown(day: str, minor: int, text: str) -> Transaction:
    return entry(day, "unclassified", minor, text=text)


def found(*transactions: Transaction) -> list[Category]:
    return [each.category for each in categories.classified(transactions)]


def salaries(*lines: tuple[str, int], text: str = "ACME Ltd 2026") -> list[Category]:
    return found(*(unknown(day, minor, text) for day, minor in lines))


def test_an_own_transfer_has_two_sides() -> None:
    """Equal amounts within five days, both called a transfer."""
    out, back = unknown("01-31", -500_00, "Transfer to savings"), "Own transfer"

    assert found(out, unknown("02-05", 500_00, back)) == ["own_transfer", "own_transfer"]
    assert found(out, unknown("02-06", 500_00, back)) == ["unclassified", "unclassified"]
    assert found(out, unknown("02-01", 499_99, back)) == ["unclassified", "unclassified"]
    assert found(out) == ["unclassified"]


def test_each_side_of_a_transfer_pairs_once() -> None:
    """One credit doesn't hide two debits."""
    assert found(
        unknown("01-01", -500_00, "Transfer to savings"),
        unknown("01-02", -500_00, "Transfer to savings"),
        unknown("01-03", 500_00, "Transfer from savings"),
    ) == ["own_transfer", "unclassified", "own_transfer"]


def test_spending_is_not_hidden_by_a_friend_who_sends_it_back() -> None:
    """Equal amounts alone are no own transfer, and a casino's money is never one."""
    assert found(unknown("01-01", -500_00, "Web order"), unknown("01-02", 500_00, "Transfer")) == [
        "unclassified",
        "unclassified",
    ]
    assert found(
        unknown("01-01", -500_00, "Casino transfer"), unknown("01-02", 500_00, "Casino transfer")
    ) == ["gambling", "unclassified"]


def test_a_refund_comes_from_who_was_paid() -> None:
    """The same merchant, later, and not more than was paid, all refunds together."""
    paid = unknown("01-10", -80_00, "Card payment Homeware Store 4711")
    back = "Refund HOMEWARE STORE"

    assert found(paid, unknown("02-01", 80_00, back))[1] == "refund"
    assert found(paid, unknown("02-01", 80_01, back))[1] == "unclassified"
    assert found(paid, unknown("01-09", 80_00, back))[1] == "unclassified"
    assert found(paid, unknown("04-11", 80_00, back))[1] == "unclassified"
    assert found(paid, unknown("02-01", 80_00, "Other Store"))[1] == "unclassified"
    assert found(paid, unknown("02-01", 50_00, back), unknown("02-02", 50_00, back))[1:] == [
        "refund",
        "unclassified",
    ]


def test_a_lender_or_a_casino_refunds_nothing() -> None:
    """Money from there is a loan or a win, and lowers no spending."""
    assert found(
        unknown("01-01", -300_00, "QuickCash payday loan"),
        unknown("01-20", 300_00, "QuickCash payday loan"),
    ) == ["payday_repayment", "unclassified"]
    assert found(unknown("01-01", -50_00, "Red casino"), unknown("01-02", 50_00, "Red casino")) == [
        "gambling",
        "unclassified",
    ]


def test_income_recurs() -> None:
    """About the same from the same sender in three months on end."""
    three = (("01-01", 2500_00), ("02-01", 2500_00), ("03-01", 2350_00))

    assert salaries(*three) == ["other_income"] * 3
    assert salaries(*three[:2]) == ["unclassified"] * 2
    assert salaries(*three, ("03-02", 2500_00)) == ["unclassified"] * 4
    assert salaries(three[0], three[1], ("04-01", 2500_00)) == ["unclassified"] * 3
    assert salaries(three[0], three[1], ("03-01", 1500_00)) == ["unclassified"] * 3
    assert salaries(("01-01", 299_00), ("02-01", 299_00), ("03-01", 299_00)) == (
        ["unclassified"] * 3
    )


@pytest.mark.parametrize(
    "text",
    [
        "Payday loan",
        "casino win",
        "Transfer from savings",
        "refund",
        "12345",
        "",
        "Credit",
        "QuickCash",
        "Sofortkredit24",
        "Salary advance",
    ],
)
def test_what_recurs_is_not_income_by_another_name(text: str) -> None:
    """Loans, wins, transfers, refunds, and senders without a name."""
    lines = (("01-01", 900_00), ("02-01", 900_00), ("03-01", 900_00))
    assert salaries(*lines, text=text) == ["unclassified"] * 3


def test_a_salary_that_comes_late_is_not_made_regular() -> None:
    """March's on the first of April leaves March empty: people see that it is only late."""
    late = (("01-30", 2500_00), ("02-27", 2500_00), ("04-01", 2500_00))
    assert salaries(*late) == ["unclassified"] * 3


def test_two_jobs_are_income_and_a_bonus_is_none_yet() -> None:
    """Each employer by itself; a thirteenth salary under its own words does not come back."""
    months = ("01", "02", "03")
    jobs = [unknown(f"{m}-01", 1500_00, "ACME Ltd") for m in months]
    side = [unknown(f"{m}-15", 600_00, "Bistro Nord wages") for m in months]
    bonus = unknown("03-20", 1500_00, "ACME Ltd 13th salary")
    assert found(*jobs, *side, bonus) == ["other_income"] * 6 + ["unclassified"]


def test_money_that_goes_in_circles_is_no_income() -> None:
    """A friend who gets it back each month is no employer."""
    months = ("01", "02", "03")
    feed = [unknown(f"{month}-01", 900_00, "Friend") for month in months]
    back = [unknown(f"{month}-09", -900_00, "To friend") for month in months]

    assert "other_income" not in found(*feed, *back)


def test_a_given_category_is_never_changed() -> None:
    """Matching looks at what is unclassified."""
    feed = (*worked_case(), *plain_months(income=1000_00, debt=200_00))
    assert found(*feed) == [each.category for each in feed]


@CASES
@given(
    text=st.text(max_size=12)
    | st.sampled_from(["salary", "refund", "own transfer", "ACME Ltd", "income: 99999", "loan"]),
    minor=st.integers(1, 10_000_00),
    day=st.integers(1, 28),
)
def test_one_credit_makes_no_income_whatever_it_says(text: str, minor: int, day: int) -> None:
    """Nor does it lower what is spent on debts."""
    feed = (*worked_case(), unknown(f"03-{day:02}", minor, text))

    after = metrics.compute(feed, today=TODAY, months=3, instalment=1)

    assert (after.income.value, after.debt_service.value) == (2450_00, 310_00)
