"""Claim in four hours, decide in one working day, remind at half, escalate at the end."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.credit import Claim
from services.credit import deadlines
from services.credit.deadlines import Deadlines
from tests.unit.case import BERLIN, OLIVIA, RULES

HOUR = timedelta(hours=1)
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=BERLIN)
FRIDAY = datetime(2026, 11, 27, 15, tzinfo=BERLIN)


def opened(at: datetime) -> Deadlines:
    return Deadlines(opened=at, timers=RULES.timers, zone=BERLIN)


def hours(
    at: datetime, *, claim: Claim | None = None, voted: bool = False
) -> list[tuple[float, str, bool]]:
    """What is said after how many hours, and whether it is the last word."""
    times = opened(at).reminders(claim=claim, voted=voted, after=at)
    return [((each.at - at) / HOUR, each.what, each.final) for each in times]


def test_unclaimed_it_is_reminded_of_four_times() -> None:
    assert hours(TUESDAY) == [
        (2, "claim", False),
        (4, "claim", True),
        (12, "decision", False),
        (24, "decision", True),
    ]


def test_a_claim_lapses_after_half_a_working_day() -> None:
    """Whoever is away holds nobody up, and is named."""
    since = TUESDAY + 3 * HOUR
    claim = Claim(by=OLIVIA, since=since, until=opened(TUESDAY).lapse(since))
    assert hours(TUESDAY, claim=claim) == [
        (12, "decision", False),
        (15, "lapsed", False),
        (24, "decision", True),
    ]


def test_after_a_first_vote_nobody_is_asked_to_claim() -> None:
    assert {what for _, what, _ in hours(TUESDAY, voted=True)} == {"decision"}


def test_the_weekend_is_no_working_time() -> None:
    """From Friday afternoon one working day is Monday afternoon."""
    assert hours(FRIDAY)[-1] == (72, "decision", True)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2026, 3, 27, 12, tzinfo=BERLIN), datetime(2026, 3, 30, 12, tzinfo=BERLIN)),
        (datetime(2026, 11, 28, 9, tzinfo=BERLIN), datetime(2026, 11, 30, 9, tzinfo=BERLIN)),
    ],
)
def test_a_working_day_ends_at_the_same_local_time(start: datetime, end: datetime) -> None:
    """Over the change to summer time, and from a Saturday, too."""
    assert deadlines.working(start, timedelta(days=1), zone=BERLIN) == end


@given(
    began=st.integers(0, 365 * 24 * 60).map(lambda minutes: TUESDAY + timedelta(minutes=minutes)),
    minutes=st.integers(1, 20 * 24 * 60),
)
def test_working_time_is_never_shorter_and_ends_on_a_working_day(
    began: datetime, minutes: int
) -> None:
    """For whole days; a part of a day is taken as it is."""
    span = timedelta(minutes=minutes)
    end = deadlines.working(began, span, zone=BERLIN)
    assert end - began >= span - HOUR  # an hour is lost in spring
    if span >= timedelta(days=1):
        assert end.astimezone(BERLIN).weekday() < 5


@given(after=st.integers(0, 40))
def test_what_was_said_is_not_said_again(after: int) -> None:
    """Only what comes after that moment, in order."""
    moment = TUESDAY + after * HOUR
    times = opened(TUESDAY).reminders(claim=None, voted=False, after=moment)
    assert [each.at for each in times] == sorted(each.at for each in times)
    assert all(each.at > moment for each in times)
