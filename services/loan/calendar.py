"""When instalments fall due in real time. Pure.

A setting shortens the month for trying out: then timers run fast, and the dates that people
read stay those of the calendar.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.credit import schedule

DUE_AT = time(8)
AHEAD_AT = time(9)
"""When people are told of an instalment some days before it."""
DAYS_OF_A_MONTH = 30
_MOST_MONTHS = 12 * 100
"""Beyond that a shortened time stands still: dates have an end."""


@dataclass(frozen=True)
class Calendar:
    """The bank's time zone, and how long a month takes where it is shortened."""

    zone: ZoneInfo
    month: timedelta | None = None

    @property
    def day(self) -> timedelta:
        """How long a day takes."""
        return self.month / DAYS_OF_A_MONTH if self.month else timedelta(days=1)

    def bank_day(self, now: datetime) -> date:
        """The day it is at the bank."""
        return now.astimezone(self.zone).date()

    def today(self, now: datetime, *, anchor: date, disbursed_at: datetime) -> date:
        """The day it is for a loan: the bank's, or in a shortened month that of its schedule."""
        if not self.month:
            return self.bank_day(now)
        months, rest = divmod(max(timedelta(), now - disbursed_at), self.month)
        begun = schedule.due_date(anchor, min(months, _MOST_MONTHS))
        end = schedule.due_date(anchor, min(months, _MOST_MONTHS) + 1)
        return min(begun + timedelta(days=rest // self.day), end - timedelta(days=1))

    def due_at(self, due: date, *, number: int, disbursed_at: datetime) -> datetime:
        """The moment at which instalment `number`, due on `due`, is collected."""
        if self.month:
            return disbursed_at + number * self.month
        return datetime.combine(due, DUE_AT, tzinfo=self.zone)

    def ahead_of(self, due: date, *, days: int, number: int, disbursed_at: datetime) -> datetime:
        """The moment so many days before an instalment; in a shortened month to the second."""
        if self.month:
            return self.due_at(due, number=number, disbursed_at=disbursed_at) - days * self.day
        return datetime.combine(due - timedelta(days=days), AHEAD_AT, tzinfo=self.zone)

    def days_late(self, since: datetime, *, now: datetime) -> int:
        """Whole days from a due moment to now; 0 before it."""
        return max(0, (now - since) // self.day)
