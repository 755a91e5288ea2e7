"""What metrics are made of: windows, means, figures with the transactions behind them. Pure.

Values only; `metrics` computes them, `policy` judges them.
"""

from datetime import date
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from services.contracts.account import Transaction
from services.contracts.wire import Wire

Value = TypeVar("Value")


class Window(Wire):
    """Complete calendar months; both days are part of it."""

    first: date
    last: date
    months: int


class Metric(Wire, Generic[Value]):
    """A figure and the ids of the transactions behind it."""

    value: Value
    transactions: tuple[str, ...]


class Mean(Wire):
    """A sum over the window and its mean per month, in minor units.

    `by_month` is what the account shows, oldest first. `total` may differ from its sum: it
    holds what the account doesn't show yet (debt) and never falls under zero (spending).
    """

    total: int
    by_month: tuple[int, ...]
    transactions: tuple[str, ...]

    @property
    def value(self) -> Decimal:
        """The mean per month in minor units, not rounded."""
        return Decimal(self.total) / len(self.by_month)


class HighRisk(Metric[int]):
    """`value` is the window's sum in minor units, `share` its share of the window's income.

    `days_since_last` looks at everything up to today, the current month included, and names
    the transaction in `last`; both are None where there was none.
    """

    count: int
    share: Decimal | None
    days_since_last: int | None
    last: str | None


class Metrics(Wire):
    """Money in minor units; ratios and shares as fractions, None without income."""

    window: Window
    income: Mean
    living_spending: Mean
    debt_service: Mean
    monthly_spending: Mean
    debt_to_income_before: Metric[Decimal | None]
    debt_to_income_after: Metric[Decimal | None]
    payment_to_income: Metric[Decimal | None]
    disposable_before: Metric[int]
    disposable_after: Metric[int]
    gambling: HighRisk
    payday: HighRisk
    """Counts the loans taken; a repayment alone still sets `days_since_last`."""
    cash: HighRisk
    collection: HighRisk
    large_purchases: Metric[int]
    """`value` is their sum."""
    income_stability: Metric[Decimal | None]
    """1 - coefficient of variation (population) of monthly income, in 0..1."""
    months_with_income: Metric[int]
    unclassified_share: Metric[Decimal]
    """Of the money that left the customer: own transfers and savings don't dilute it."""


class Flag(Wire):
    """A transaction that a reviewer must look at, and why. It carries its found category."""

    kind: Literal["gambling", "payday", "collection", "large_purchase"]
    transaction: Transaction
