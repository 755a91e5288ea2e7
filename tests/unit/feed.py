"""Short ways to write an account's transactions down in a test."""

from datetime import date

from services.contracts.account import Category, Transaction
from services.contracts.money import Money

TODAY = date(2026, 4, 15)


def entry(
    day: str, category: Category, minor: int, *, text: str = "", name: str = ""
) -> Transaction:
    """One transaction of 2026; `day` is "MM-DD", money out is negative."""
    return Transaction(
        id=name or f"{day} {category} {minor}",
        day=date.fromisoformat(f"2026-{day}"),
        amount=Money(minor=minor),
        description=text,
        category=category,
    )


def worked_case() -> tuple[Transaction, ...]:
    """January to March of a household with a bit of everything."""
    return (
        entry("01-01", "salary", 2500_00),
        entry("01-02", "rent", -900_00),
        entry("01-03", "loan_repayment", -200_00),
        entry("01-08", "groceries", -400_00),
        entry("01-10", "utilities", -100_00),
        entry("01-12", "leisure", -150_00),
        entry("01-14", "gambling", -60_00),
        entry("01-20", "cash", -100_00),
        entry("01-31", "own_transfer", -500_00),
        entry("02-01", "salary", 2500_00),
        entry("02-02", "rent", -900_00),
        entry("02-03", "loan_repayment", -200_00),
        entry("02-08", "groceries", -380_00),
        entry("02-10", "utilities", -120_00),
        entry("02-11", "shopping", -1200_00),
        entry("02-14", "gambling", -40_00),
        entry("02-15", "gambling_win", 25_00),
        entry("02-20", "own_transfer", 500_00),
        entry("02-25", "payday_proceeds", 300_00),
        entry("03-01", "salary", 2350_00),
        entry("03-02", "rent", -900_00),
        entry("03-03", "loan_repayment", -200_00),
        entry("03-08", "groceries", -420_00),
        entry("03-10", "utilities", -100_00),
        entry("03-11", "refund", 200_00),
        entry("03-12", "leisure", -90_00),
        entry("03-20", "cash", -100_00),
        entry("03-25", "payday_repayment", -330_00),
    )


def plain_months(*, income: int, spending: int = 0, debt: int = 0) -> tuple[Transaction, ...]:
    """January to March alike, in minor units a month; what is 0 does not appear."""
    lines: tuple[tuple[Category, int], ...] = (
        ("salary", income),
        ("groceries", -spending),
        ("loan_repayment", -debt),
    )
    return tuple(
        entry(f"{month}-05", category, minor)
        for month in ("01", "02", "03")
        for category, minor in lines
        if minor
    )
