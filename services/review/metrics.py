"""What an account's transactions say about its owner's means, and what deserves a look.

Pure. Called by the review; policy judges the figures, this module only computes them.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from services.contracts.account import Category, Transaction
from services.review import categories
from services.review.measured import Flag as Flag
from services.review.measured import HighRisk, Mean, Metric, Window
from services.review.measured import Metrics as Metrics

FLAGS_AT_MOST = 40
_LARGE_AT_LEAST = Decimal(500_00)
_LARGE_TIMES_MEDIAN = 3
_LARGE_SHARE_OF_INCOME = Decimal("0.25")
_NO_SPENDING = categories.OWN | categories.SETTLED
_NEVER_LARGE = categories.DEBT | categories.RENT | _NO_SPENDING


class MixedCurrencies(ValueError):
    """The transactions are not all in one currency, so their sums would mean nothing."""


def compute(
    transactions: Sequence[Transaction],
    *,
    today: date,
    months: int,
    instalment: int,
    own_instalments_not_visible: int = 0,
    placed: categories.Placed = categories.NONE,
) -> Metrics:
    """All figures over the last `months` (1 or more) complete calendar months before `today`.

    `instalment` is the new credit's, `own_instalments_not_visible` what our own loans will
    take a month beyond what the window shows; both in minor units a month. Credits in a
    spending or debt category count as nothing: only a refund reduces spending. `placed` are
    a model's classes of debits that the rules can't tell.
    Raises `MixedCurrencies`.
    """
    window = complete_months(today=today, months=months)
    known = _known(transactions, until=today, placed=placed)
    seen = tuple(t for t in known if window.first <= t.day <= window.last)
    income = _mean(seen, window=window, part=_income)
    living = _mean(seen, window=window, part=_living)
    debt = _mean(seen, window=window, part=_debt, unseen=own_instalments_not_visible)
    spending = _both(living, debt)
    left = Decimal(income.total - spending.total) / months
    before = int(left.quantize(Decimal(1), ROUND_HALF_UP))
    owed = income.transactions + debt.transactions
    everything = income.transactions + spending.transactions
    above = _large_above(seen, income=income.value)
    large = tuple(t for t in seen if _is_large(t, above=above))
    return Metrics(
        window=window,
        income=income,
        living_spending=living,
        debt_service=debt,
        monthly_spending=spending,
        # Ratios divide totals, not means: one division, so that a limit met exactly is met.
        debt_to_income_before=Metric(value=_ratio(debt.total, income.total), transactions=owed),
        debt_to_income_after=Metric(
            value=_ratio(debt.total + months * instalment, income.total), transactions=owed
        ),
        payment_to_income=Metric(
            value=_ratio(months * instalment, income.total), transactions=income.transactions
        ),
        disposable_before=Metric(value=before, transactions=everything),
        disposable_after=Metric(value=before - instalment, transactions=everything),
        gambling=_high_risk(known, "gambling", window=window, income=income, today=today),
        payday=_high_risk(known, "payday_proceeds", window=window, income=income, today=today),
        cash=_high_risk(known, "cash", window=window, income=income, today=today),
        collection=_high_risk(known, "collection", window=window, income=income, today=today),
        large_purchases=Metric(value=-sum(t.amount.minor for t in large), transactions=_ids(large)),
        income_stability=Metric(value=_stability(income), transactions=income.transactions),
        months_with_income=Metric(
            value=sum(1 for month in income.by_month if month > 0),
            transactions=income.transactions,
        ),
        unclassified_share=_unclassified_share(seen),
    )


def spent(
    transactions: Sequence[Transaction], *, today: date, months: int
) -> tuple[tuple[Category, int], ...]:
    """What went into each class over the window, in minor units, the largest first.

    By the rules alone. The sum is that of living spending and debt service by month: a refund
    is a class below zero. Raises `MixedCurrencies`.
    """
    window = complete_months(today=today, months=months)
    totals: Counter[Category] = Counter()
    for each in _known(transactions, until=today):
        if window.first <= each.day <= window.last:
            totals[each.category] += _living(each) + _debt(each)
    largest = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    return tuple((category, total) for category, total in largest if total)


def flagged(
    transactions: Sequence[Transaction],
    *,
    today: date,
    months: int = 12,
    placed: categories.Placed = categories.NONE,
) -> tuple[Flag, ...]:
    """What a reviewer must look at, at most `FLAGS_AT_MOST`, newest first.

    First what the rules flag, whatever a model has `placed`, then what its classes add.
    Covers the last `months` calendar months with the current one. "Large" is measured
    against the mean of the months that have income. Raises `MixedCurrencies`.
    """
    first = _first_day(_month(today) - months + 1)
    seen = tuple(t for t in _known(transactions, until=today) if t.day >= first)
    paid = {_month(t.day) for t in seen if _income(t)}
    income = Decimal(sum(_income(t) for t in seen)) / max(1, len(paid))
    above = _large_above(seen, income=income)
    ruled = _flags(seen, above=above)
    known = {flag.transaction.id for flag in ruled}
    added = _flags(categories.classified(seen, placed=placed), above=above)
    more = tuple(flag for flag in added if flag.transaction.id not in known)
    return (*ruled, *more)[:FLAGS_AT_MOST]


def complete_months(*, today: date, months: int) -> Window:
    """The last `months` calendar months that were over before `today`."""
    current = _month(today)
    last = _first_day(current) - timedelta(days=1)
    return Window(first=_first_day(current - months), last=last, months=months)


def first_days(window: Window) -> tuple[date, ...]:
    """The first day of each of its months."""
    start = _month(window.first)
    return tuple(_first_day(start + number) for number in range(window.months))


def _known(
    transactions: Sequence[Transaction],
    *,
    until: date,
    placed: categories.Placed = categories.NONE,
) -> tuple[Transaction, ...]:
    if len({t.amount.currency for t in transactions}) > 1:
        raise MixedCurrencies("transactions in more than one currency")
    return categories.classified((t for t in transactions if t.day <= until), placed=placed)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _income(transaction: Transaction) -> int:
    counts = transaction.category in categories.INCOME
    return max(0, transaction.amount.minor) if counts else 0


def _debt(transaction: Transaction) -> int:
    counts = transaction.category in categories.DEBT
    return max(0, -transaction.amount.minor) if counts else 0


def _living(transaction: Transaction) -> int:
    if transaction.category == "refund" and transaction.amount.minor > 0:
        return -transaction.amount.minor
    return _outflow(transaction) - _debt(transaction)


def _outflow(transaction: Transaction) -> int:
    counts = transaction.category not in _NO_SPENDING
    return max(0, -transaction.amount.minor) if counts else 0


def _mean(
    seen: Sequence[Transaction],
    *,
    window: Window,
    part: Callable[[Transaction], int],
    unseen: int = 0,
) -> Mean:
    by_month = [0] * window.months
    start = _month(window.first)
    for transaction in seen:
        by_month[_month(transaction.day) - start] += part(transaction)
    return Mean(
        total=max(0, sum(by_month)) + unseen * window.months,
        by_month=tuple(by_month),
        transactions=_ids([t for t in seen if part(t)]),
    )


def _both(one: Mean, other: Mean) -> Mean:
    return Mean(
        total=one.total + other.total,
        by_month=tuple(a + b for a, b in zip(one.by_month, other.by_month, strict=True)),
        transactions=one.transactions + other.transactions,
    )


def _ratio(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole > 0 else None


def _high_risk(
    known: Sequence[Transaction], category: Category, *, window: Window, income: Mean, today: date
) -> HighRisk:
    payday = category == "payday_proceeds"
    sign = 1 if payday else -1
    counted = [t for t in known if t.category == category and sign * t.amount.minor > 0]
    repaid = [t for t in known if payday and t.category == "payday_repayment"]
    last = max(counted + repaid, key=lambda t: t.day, default=None)
    inside = [t for t in counted if window.first <= t.day <= window.last]
    total = sum(abs(t.amount.minor) for t in inside)
    return HighRisk(
        value=total,
        transactions=_ids(inside),
        count=len(inside),
        share=_ratio(total, income.total),
        days_since_last=(today - last.day).days if last else None,
        last=last.id if last else None,
    )


def _large_above(seen: Sequence[Transaction], *, income: Decimal) -> Decimal:
    debits = [Decimal(-t.amount.minor) for t in seen if t.amount.minor < 0]
    usual = median(debits) if debits else Decimal(0)
    return max(_LARGE_AT_LEAST, _LARGE_TIMES_MEDIAN * usual, _LARGE_SHARE_OF_INCOME * income)


def _is_large(transaction: Transaction, *, above: Decimal) -> bool:
    return transaction.category not in _NEVER_LARGE and -transaction.amount.minor > above


def _stability(income: Mean) -> Decimal | None:
    if income.total <= 0:
        return None
    mean = income.value
    variance = sum(((m - mean) ** 2 for m in income.by_month), Decimal(0)) / len(income.by_month)
    return max(Decimal(0), 1 - variance.sqrt() / mean)


def _unclassified_share(seen: Sequence[Transaction]) -> Metric[Decimal]:
    unclassified = [t for t in seen if t.category == "unclassified" and _outflow(t)]
    share = _ratio(sum(map(_outflow, unclassified)), sum(map(_outflow, seen)))
    return Metric(value=share or Decimal(0), transactions=_ids(unclassified))


def _flags(seen: Sequence[Transaction], *, above: Decimal) -> tuple[Flag, ...]:
    newest = sorted(seen, key=lambda t: (t.day, t.id), reverse=True)
    flags = (_flag(t, above=above) for t in newest)
    return tuple(flag for flag in flags if flag)


def _flag(transaction: Transaction, *, above: Decimal) -> Flag | None:
    match transaction.category:
        case "gambling" | "gambling_win":
            return Flag(kind="gambling", transaction=transaction)
        case "payday_proceeds" | "payday_repayment":
            return Flag(kind="payday", transaction=transaction)
        case "collection":
            return Flag(kind="collection", transaction=transaction)
        case _ if _is_large(transaction, above=above):
            return Flag(kind="large_purchase", transaction=transaction)
        case _:
            return None


def _ids(transactions: Sequence[Transaction]) -> tuple[str, ...]:
    return tuple(t.id for t in transactions)
