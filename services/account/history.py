"""A customer's transactions with the world outside, made by code, a pure function of the key.

Stands where a bank's own feed would; it goes on for as long as time does. Called by the
Account object, which books what is new.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from services.account import draw, household
from services.account.household import Habit, Household
from services.contracts.account import Category, Transaction
from services.contracts.keys import PersonKey
from services.contracts.money import Money

_Item = tuple[int, Category, str, int]
"""Day of the month, category, description, minor units."""

_SWEEP_DAY = 26


def opening_day(today: date) -> date:
    """The first day of a history: that of the month 12 complete months back."""
    return date(today.year - 1, today.month, 1)


def transactions(
    person: PersonKey, *, opened: date, since: date, until: date
) -> tuple[Transaction, ...]:
    """What happened from `since` to `until`, both included, oldest first.

    `opened` is the day on which the account was first seen here; it fixes where the history
    begins and is the same at every call. Any window shows the same transactions. The first
    one is the opening balance, an own transfer, on `opening_day(opened)`.
    """
    first = opening_day(opened)
    home = household.of(person)
    found: list[Transaction] = []
    month = _month_of(max(first, since))
    while month <= _month_of(until):
        found += _transactions_of_month(person, home, month=month, elapsed=month - _month_of(first))
        month += 1
    return tuple(item for item in found if since <= item.day <= until)


def _transactions_of_month(
    person: PersonKey, home: Household, *, month: int, elapsed: int
) -> Iterator[Transaction]:
    """All of one month, first to last day. `elapsed` counts months since the history began."""
    year, index = divmod(month, 12)
    name = f"{year}-{index + 1:02}"
    if elapsed == 0:
        minor = _resting(person, home, month=month - 1)
        yield _transaction(name, 0, (1, "own_transfer", "Opening balance", minor))
    items = list(_items(f"{person}/{name}", home, elapsed=elapsed, days=_days(month)))
    rested = _resting(person, home, month=month) - _resting(person, home, month=month - 1)
    surplus = sum(minor for *_, minor in items) - rested
    items += [_sweep(surplus)] if surplus else []
    # The order of items on one day, and so their ids, is that of the household: keep it stable.
    ordered = sorted(items, key=lambda item: item[0])
    for number, item in enumerate(ordered, start=1):
        yield _transaction(name, number, item)


def _items(seed: str, home: Household, *, elapsed: int, days: int) -> Iterator[_Item]:
    for place, standing in enumerate(home.standing):
        day = draw.number(f"{seed}/standing/{place}", low=standing.first, high=standing.last)
        yield day, standing.category, standing.description, standing.minor
    for habit in home.habits:
        yield from _occasions(f"{seed}/{habit.category}", habit, days=days)
    for event in home.events:
        if event.month == elapsed:
            yield event.day, event.category, event.description, event.minor


def _occasions(seed: str, habit: Habit, *, days: int) -> Iterator[_Item]:
    count = draw.number(f"{seed}/count", low=habit.least, high=habit.most)
    total = draw.number(f"{seed}/total", low=habit.low, high=habit.high)
    for place, minor in enumerate(draw.portions(f"{seed}/portion", total=total, count=count)):
        day = draw.number(f"{seed}/{place}/day", low=1, high=days)
        last = len(habit.descriptions) - 1
        chosen = draw.number(f"{seed}/{place}/where", low=0, high=last)
        yield day, habit.category, habit.descriptions[chosen], -minor


def _sweep(surplus: int) -> _Item:
    """What brings the account to its resting balance: to savings, or back from them."""
    if surplus > 0:
        return _SWEEP_DAY, "savings", "Savings sweep", -surplus
    return _SWEEP_DAY, "own_transfer", "Transfer from own savings", -surplus


def _resting(person: PersonKey, home: Household, *, month: int) -> int:
    """The balance at the end of a month, in minor units.

    Drawn for each month by itself, so that a month depends on none before it and the balance
    neither drifts nor runs dry.
    """
    low, high = home.resting
    return draw.number(f"{person}/{month}/resting", low=low, high=high)


def _transaction(month: str, number: int, item: _Item) -> Transaction:
    day, category, description, minor = item
    return Transaction(
        id=f"{month}.{number:02}",
        day=date.fromisoformat(f"{month}-{day:02}"),
        amount=Money(minor=minor),
        description=description,
        category=category,
    )


def _month_of(day: date) -> int:
    """Months since year 0: consecutive ones differ by 1."""
    return day.year * 12 + day.month - 1


def _days(month: int) -> int:
    return monthrange(month // 12, month % 12 + 1)[1]
