"""The made-up histories: steady, endless, never overdrawn, and each persona what it is for."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.account import history, ledger
from services.contracts.account import Category, Transaction
from services.contracts.keys import PersonKey
from services.credit import schedule

OPENED = date(2026, 11, 22)
ALICE, BOB, CAROL = (PersonKey(f"T0DESK.U0{name}") for name in ("ALICE", "BOB", "CAROL"))
STRANGERS = [PersonKey(f"T0TEST.U{number:04}") for number in range(30)]
DEBT: set[Category] = {"loan_repayment", "card_repayment", "pay_later", "payday_repayment"}
NEITHER: set[Category] = {"savings", "own_transfer", "payday_proceeds", "gambling_win"}
RISKY: set[Category] = {
    "gambling",
    "gambling_win",
    "payday_proceeds",
    "payday_repayment",
    "cash",
    "collection",
}
TODAYS = [OPENED, date(2026, 11, 30), date(2026, 12, 1), date(2027, 2, 28), date(2028, 6, 15)]


def all_of(person: PersonKey, *, opened: date = OPENED, until: date = OPENED) -> list[Transaction]:
    since = history.opening_day(opened)
    return list(history.transactions(person, opened=opened, since=since, until=until))


def complete_months(person: PersonKey, today: date, *, count: int = 3) -> list[Transaction]:
    """The transactions of the last complete months before `today`."""
    until = today.replace(day=1) - timedelta(days=1)
    first = until.year * 12 + until.month - count
    since = date(first // 12, first % 12 + 1, 1)
    return list(history.transactions(person, opened=OPENED, since=since, until=until))


def income(items: list[Transaction]) -> int:
    return sum(item.amount.minor for item in items if item.category in {"salary", "other_income"})


def spent(items: list[Transaction], *categories: Category) -> int:
    return -sum(item.amount.minor for item in items if item.category in categories)


def living(items: list[Transaction]) -> int:
    return -sum(item.amount.minor for item in items if item.category not in DEBT | NEITHER) + (
        income(items)
    )


def passes(items: list[Transaction], *, principal: int, months: int) -> bool:
    """The rules of the lending policy on three months, in plain arithmetic."""
    rate = Decimal(6)
    instalment = schedule.annuity(principal, months=months, annual_rate=rate, start=OPENED).regular
    earned, debt = income(items), spent(items, *DEBT) + 3 * instalment
    left = earned - living(items) - debt
    return (
        100 * debt <= 35 * earned
        and 100 * 3 * instalment <= 20 * earned
        and left >= max(3 * 10_000, earned // 20)
        and 20 * spent(items, "gambling") <= earned
        and 100 * spent(items, "unclassified") <= 15 * (living(items) + spent(items, *DEBT))
        and {item.day.month for item in items if item.category == "salary"}
        == {item.day.month for item in items}
    )


def test_the_opening_is_twelve_complete_months_back() -> None:
    """Whatever day it is, twelve months are complete."""
    assert history.opening_day(date(2026, 11, 1)) == date(2025, 11, 1)
    assert history.opening_day(date(2026, 11, 30)) == date(2025, 11, 1)
    assert history.opening_day(date(2028, 2, 29)) == date(2027, 2, 1)


def test_the_same_for_good() -> None:
    """The history does not change from one release to the next: booked ids would clash."""
    items = all_of(ALICE)

    assert items == all_of(ALICE)
    assert [(item.id, item.day.day, item.amount.minor) for item in items[:3]] == [
        ("2025-11.00", 1, 307_253),
        ("2025-11.01", 1, 320_000),
        ("2025-11.02", 4, -105_000),
    ]


def test_the_opening_balance_is_no_income() -> None:
    """The first transaction is the opening balance, an own transfer on the opening day."""
    first = all_of(ALICE)[0]

    assert (first.category, first.day) == ("own_transfer", history.opening_day(OPENED))
    assert first.amount.minor > 0


@settings(deadline=None, max_examples=60)
@given(
    person=st.sampled_from([ALICE, BOB, CAROL, *STRANGERS[:3]]),
    days=st.tuples(*[st.integers(-40, 900)] * 3).map(sorted),
)
def test_any_window_shows_the_same(person: PersonKey, days: list[int]) -> None:
    """Two windows side by side show what one over both shows."""
    since, middle, until = (history.opening_day(OPENED) + timedelta(days=day) for day in days)

    def window(since: date, until: date) -> tuple[Transaction, ...]:
        return history.transactions(person, opened=OPENED, since=since, until=until)

    assert window(since, until) == window(since, middle) + window(middle + timedelta(days=1), until)


def test_nothing_is_dated_after_today() -> None:
    """The current month shows what has happened; its past does not change as it goes on."""
    day = all_of(BOB, until=date(2026, 11, 9))
    month = all_of(BOB, until=date(2026, 11, 30))

    assert max(item.day for item in day) <= date(2026, 11, 9)
    assert month[: len(day)] == day
    assert len(month) > len(day)


@pytest.mark.parametrize("person", [ALICE, BOB, CAROL, *STRANGERS])
def test_the_account_is_never_overdrawn(person: PersonKey) -> None:
    """For 24 months the balance stays above zero after every single transaction."""
    items = all_of(person, until=date(2027, 10, 31))

    assert min(accumulate(item.amount.minor for item in items)) > 0
    assert len({item.id for item in items}) == len(items)
    assert [item.day for item in items] == sorted(item.day for item in items)
    assert all(item.amount.minor for item in items)


@pytest.mark.parametrize("person", [ALICE, BOB, CAROL])
def test_a_ledger_that_catches_up_is_the_history(person: PersonKey) -> None:
    """Booked at once and then every few days, the ledger holds what the history tells."""
    books = ledger.opened(all_of(person), through=OPENED)
    for days in range(3, 200, 7):
        since = books.head.booked_through + timedelta(days=1)
        until = OPENED + timedelta(days=days)
        new = history.transactions(person, opened=books.head.opened, since=since, until=until)
        books = ledger.caught_up(books, new, through=until)

    whole = all_of(person, until=books.head.booked_through)
    assert ledger.customer_transactions(ledger.bookings(books.parts, books.head)) == whole
    assert ledger.balance(books.head) == sum(item.amount.minor for item in whole)


@pytest.mark.parametrize("person", [ALICE, BOB, CAROL, *STRANGERS])
def test_a_month_has_twenty_to_thirty_transactions(person: PersonKey) -> None:
    """Enough to look at, and no more."""
    items = all_of(person, until=date(2027, 10, 31))[1:]
    months = [(item.day.year, item.day.month) for item in items]

    assert all(20 <= months.count(month) <= 30 for month in set(months))
    assert len(set(months)) == 24


def test_alice_is_steady() -> None:
    """Her balance neither runs dry nor piles up, however long the account lives."""
    balances = list(accumulate(item.amount.minor for item in all_of(ALICE, until=date(2035, 1, 1))))

    assert 280_000 < min(balances) < max(balances) < 680_000


@pytest.mark.parametrize("today", TODAYS)
@pytest.mark.parametrize(("principal", "months"), [(100_000, 12), (800_000, 24), (800_000, 48)])
def test_alice_passes(today: date, principal: int, months: int) -> None:
    """Every rule, for a small credit and for a larger one, on any day."""
    items = complete_months(ALICE, today)

    assert passes(items, principal=principal, months=months)
    assert not any(item.category in RISKY for item in complete_months(ALICE, today, count=12))


@pytest.mark.parametrize("today", TODAYS)
def test_bob_passes_with_flags(today: date) -> None:
    """He gambles every month, under the threshold, and passes for a small credit."""
    items = complete_months(BOB, today)
    share = Decimal(spent(items, "gambling")) / income(items)

    assert passes(items, principal=100_000, months=12)
    assert Decimal("0.02") <= share <= Decimal("0.04")


@pytest.mark.parametrize("opened", [OPENED, date(2026, 1, 1), date(2027, 3, 31), date(2028, 2, 29)])
def test_bob_once_had_a_payday_loan(opened: date) -> None:
    """More than 90 days and less than 12 months before he is first seen; and one small win."""
    items = all_of(BOB, opened=opened, until=opened + timedelta(days=800))
    payday = [item for item in items if item.category.startswith("payday")]
    wins = [item for item in items if item.category == "gambling_win"]

    assert [item.category for item in payday] == ["payday_proceeds", "payday_repayment"]
    assert all(90 < (opened - item.day).days < 330 for item in payday)
    assert [item.amount.minor for item in wins] == [2_500]
    assert 0 < (opened - wins[0].day).days < 90


@pytest.mark.parametrize("today", TODAYS)
def test_carol_owes_too_much(today: date) -> None:
    """Three debts take about 60 % of her income before any new instalment."""
    items = complete_months(CAROL, today)
    share = Decimal(spent(items, *DEBT)) / income(items)

    assert all(spent(items, category) for category in DEBT - {"payday_repayment"})
    assert Decimal("0.58") < share < Decimal("0.62")


def test_strangers_are_mostly_sound() -> None:
    """Most carry no flag and pass for a small credit; none earns what nobody earns."""
    quarters = [complete_months(person, OPENED) for person in STRANGERS]

    sound = [items for items in quarters if passes(items, principal=100_000, months=12)]
    clean = [items for items in quarters if not any(item.category in RISKY for item in items)]
    assert len(sound) >= 25
    assert len(clean) >= 22
    assert all(3 * 180_000 <= income(items) <= 3 * 450_000 for items in quarters)
