"""Which moment a reminder is meant for, and which moments may be. Pure; the bank's hours count."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from services.contracts.reminders import InMinutes, OnDay, Refusal

MORNING = time(9)
"""When a reminder comes that was set for a day."""
FARTHEST = timedelta(days=400)


class Refused(Exception):
    """The reminder can't be set. `limit` is the figure that was not met."""

    def __init__(self, code: Refusal, limit: str = "") -> None:
        super().__init__(code)
        self.code: Refusal = code
        self.limit = limit


def moment(when: OnDay | InMinutes, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment at the bank. Raises `Refused` where it is past or too far."""
    if isinstance(when, InMinutes):
        return allowed(now + timedelta(minutes=when.minutes), now=now, zone=zone)
    today = now.astimezone(zone).date()
    # Looked at before it is reckoned with: the first and the last years have no other zones.
    if when.day < today:
        raise Refused("past", _shown(when.day, when.at or MORNING, zone=zone))
    if when.day - today > FARTHEST:
        raise _too_far()
    local = datetime.combine(when.day, when.at or MORNING, tzinfo=zone)
    return allowed(local, now=now, zone=zone)


def allowed(at: datetime, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment by the bank's clock, if it is to come and near. Raises `Refused`.

    An hour that is skipped in spring is an hour later, one that comes twice is the first.
    """
    shown = by_the_clock(at, zone=zone)
    if shown - now > FARTHEST:
        raise _too_far()
    if shown <= now:
        raise Refused("past", _shown(shown.date(), shown.time(), zone=zone))
    return shown


def by_the_clock(at: datetime, *, zone: ZoneInfo) -> datetime:
    """The same moment with the offset that the bank's clock has then, and as it is read back.

    Of a zone itself two moments compare by what the clock shows, which repeats in autumn.
    """
    local = at.astimezone(UTC).astimezone(zone)
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()), fold=0)


def clock(at: datetime, *, zone: ZoneInfo) -> str:
    """What the bank's clock is called then, such as CET."""
    return f"{at.astimezone(UTC).astimezone(zone):%Z}"


def _too_far() -> Refused:
    return Refused("too_far", str(FARTHEST.days))


def _shown(day: date, at: time, *, zone: ZoneInfo) -> str:
    return f"{day.isoformat()} {at:%H:%M} {datetime.combine(day, at, tzinfo=zone):%Z}"
