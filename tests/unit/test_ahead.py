"""So many days before an instalment, as the loan stands: for reminders."""

from datetime import date, datetime, timedelta

import pytest

from services.contracts.loan import Ahead, AheadQuery
from services.loan import book, showing
from services.loan.calendar import Calendar
from tests.unit.case import ALICE, BERLIN, NOW, money
from tests.unit.test_loan import active

USUAL = Calendar(zone=BERLIN)
SHORT = Calendar(zone=BERLIN, month=timedelta(seconds=60))


def ahead(
    loan: book.Loan,
    days: int = 3,
    *,
    number: int | None = None,
    calendar: Calendar = USUAL,
    now: datetime = NOW,
) -> Ahead | None:
    query = AheadQuery(by=ALICE, days=days, number=number)
    return showing.ahead(loan, query, calendar=calendar, now=now)


def test_it_is_in_the_morning_so_many_days_before() -> None:
    """The first instalment is due on 28 February; winter time in Berlin."""
    found = ahead(active())
    assert found
    assert (found.number, found.due, found.payment) == (1, date(2026, 2, 28), money(86_07))
    assert found.at.isoformat() == "2026-02-25T09:00:00+01:00"


def test_the_next_is_the_next_to_fall_due() -> None:
    """One that is in arrears has fallen due; nobody needs to be told days before it."""
    late = datetime(2026, 3, 20, 12, tzinfo=BERLIN)
    behind = book.fell_short(active(), days=20, owed=86_07)
    found = ahead(behind, now=late)
    assert found
    assert (found.number, found.due) == (2, date(2026, 3, 31))
    assert ahead(behind, number=1, now=late)


def test_what_is_paid_or_over_has_no_before() -> None:
    paid = active(paid=3)
    assert ahead(paid, number=3) is None
    assert ahead(paid, number=4)
    assert ahead(paid, number=13) is None
    assert ahead(book.closed(paid, "repaid_early"), number=4) is None
    assert ahead(book.closed(paid, "repaid_early")) is None


@pytest.mark.parametrize(("days", "before"), [(1, 2), (3, 6), (30, 60)])
def test_in_a_short_month_days_are_short(days: int, before: int) -> None:
    """A day is a thirtieth of the month, counted back from when it is collected."""
    found = ahead(active(), days, number=2, calendar=SHORT)
    assert found
    assert found.due == date(2026, 3, 31)
    assert found.at == NOW + timedelta(seconds=120 - before)
