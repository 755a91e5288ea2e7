"""When officers are reminded of a referral. Pure; the workflow's timers follow it.

Claim within the first limit, decide within the second, remind at half, escalate at the end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from services.contracts.credit import Claim
from services.review.limits import Timers

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, order=True)
class Reminder:
    """At that moment the officers are told; `final` when the time is over."""

    at: datetime
    what: Literal["claim", "decision", "lapsed"]
    final: bool = False


@dataclass(frozen=True)
class Deadlines:
    """The times of one referral that waits for officers since `opened`."""

    opened: datetime
    timers: Timers
    zone: ZoneInfo

    @property
    def end(self) -> datetime:
        """When it expires without a decision."""
        return self.opened + self.timers.referral_deadline

    def reminders(
        self, *, claim: Claim | None, voted: bool, after: datetime
    ) -> tuple[Reminder, ...]:
        """Those still to come after that moment, the earliest first.

        Without a claim or a vote the officers are asked to claim it. A claim that lapses is a
        reminder too, so that nothing waits for somebody who is away.
        """
        decided = working(self.opened, self.timers.referral_escalation, zone=self.zone)
        times = [
            Reminder(_half(self.opened, decided), "decision"),
            Reminder(decided, "decision", final=True),
        ]
        if claim:
            times.append(Reminder(claim.until, "lapsed"))
        elif not voted:
            claimed = working(self.opened, self.timers.referral_claim, zone=self.zone)
            times.append(Reminder(_half(self.opened, claimed), "claim"))
            times.append(Reminder(claimed, "claim", final=True))
        return tuple(sorted(each for each in times if after < each.at < self.end))

    def lapse(self, since: datetime) -> datetime:
        """When a claim of that moment lapses: after half of the time to decide."""
        return _half(since, working(since, self.timers.referral_escalation, zone=self.zone))


def working(start: datetime, span: timedelta, *, zone: ZoneInfo) -> datetime:
    """The moment `span` after `start`, in UTC as `start`; whole days of it are working days.

    Saturdays and Sundays in the bank's time zone don't count; public holidays do.
    """
    moment = (start + span % _DAY).astimezone(zone)
    for _ in range(span // _DAY):
        moment += _DAY
        while moment.weekday() >= _SATURDAY:
            moment += _DAY
    return moment.astimezone(start.tzinfo)


def _half(start: datetime, end: datetime) -> datetime:
    return start + (end - start) / 2
