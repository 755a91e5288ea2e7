"""The period that a text names, as two days counted from today. Pure; called by the rules."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from local.offline_model import numerals


@dataclass(frozen=True)
class Period:
    """Both days belong to it."""

    since: date
    until: date


def period(text: str, *, today: date) -> Period | None:
    """The period, never reaching beyond today; None where the text names none.

    "last three months" reaches back three months from today; a month's name is the latest
    such month that has begun.
    """
    words = numerals.as_digits(numerals.typed(text.lower()))
    for pattern, read in _FORMS:
        match = pattern.search(words)
        found = read(match, today) if match else None
        if match and found and found.since <= today:
            open_ended = words[: match.start()].rstrip().endswith("since")
            return Period(found.since, today if open_ended else min(found.until, today))
    return None


def last_month(*, today: date) -> Period:
    """The month that ends today, for "my last transactions"."""
    return Period(_back(today, months=1), today)


_NAMES = [name.lower() for name in calendar.month_name]
_SHORT = [name.lower() for name in calendar.month_abbr]
_MONTH = "|".join(
    sorted(
        {n for n in (*_NAMES, *_SHORT, "sept") if n and n not in ("may", "mar", "march")},
        key=len,
        reverse=True,
    )
)
# "may" and "march" are verbs too: they are months only behind such a word.
_BEHIND = "|".join(
    f"(?<={word} )" for word in ("in", "since", "of", "last", "from", "during", "to", "and")
)
_ANY_MONTH = rf"(?:{_MONTH}|(?:{_BEHIND})(?:may|mar|march))"
_ISO = r"(\d{4}-\d{2}-\d{2})"

_Reader = Callable[[re.Match[str], date], Period | None]


def _month_number(name: str) -> int:
    return next(n for n in range(1, 13) if name.startswith(_SHORT[n]))


def _month(year: int, month: int) -> Period:
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _back(day: date, *, months: int) -> date:
    """The same day so many months before, or the last one of a shorter month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = max(count // 12, 1), count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _named(name: str, year: str | None, today: date) -> Period:
    month = _month_number(name)
    if year:
        return _month(int(year), month)
    return _month(today.year if month <= today.month else today.year - 1, month)


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _between_days(match: re.Match[str], _today: date) -> Period | None:
    since, until = _iso(match[1]), _iso(match[2])
    return Period(since, until) if since and until and since <= until else None


def _one_day(match: re.Match[str], _today: date) -> Period | None:
    day = _iso(match[1])
    return Period(day, day) if day else None


def _between_months(match: re.Match[str], today: date) -> Period | None:
    first, last = _named(match[1], None, today), _named(match[2], None, today)
    return Period(first.since, last.until) if first.since <= last.until else None


def _in_month(match: re.Match[str], today: date) -> Period | None:
    return _named(match[1], match[2], today)


def _reaching_back(match: re.Match[str], today: date) -> Period | None:
    count, unit = min(int(match[1]), 1200), match[2]
    if unit.startswith(("month", "year")):
        months = count * (12 if unit.startswith("year") else 1)
        return Period(_back(today, months=months), today)
    days = count * (7 if unit.startswith("week") else 1)
    return Period(today - timedelta(days=days), today)


def _calendar_unit(match: re.Match[str], today: date) -> Period | None:
    earlier = match[1] in ("last", "previous")
    if match[2] == "month":
        start = _back(today.replace(day=1), months=1 if earlier else 0)
        return _month(start.year, start.month)
    if match[2] == "week":
        monday = today - timedelta(days=today.weekday() + (7 if earlier else 0))
        return Period(monday, monday + timedelta(days=6))
    year = today.year - (1 if earlier else 0)
    return Period(date(year, 1, 1), date(year, 12, 31))


def _near_day(match: re.Match[str], today: date) -> Period | None:
    day = today - timedelta(days=1 if match[0] == "yesterday" else 0)
    return Period(day, day)


_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(rf"{_ISO}\s*(?:and|to|until|till|-)\s*{_ISO}"), _between_days),
    (re.compile(rf"\b{_ISO}\b"), _one_day),
    (
        re.compile(rf"\b({_ANY_MONTH})\s+(?:and|to|until|till|-)\s+({_ANY_MONTH})\b"),
        _between_months,
    ),
    (re.compile(rf"\b({_ANY_MONTH})\b(?:\s+((?:19|20)\d\d))?"), _in_month),
    (
        re.compile(r"\b(?:last|past|previous|recent)\s+(\d{1,4})\s+(days?|weeks?|months?|years?)"),
        _reaching_back,
    ),
    (
        re.compile(r"\b(last|previous|this|current)\s+(month|week|year)\b"),
        _calendar_unit,
    ),
    (re.compile(r"\b(?:today|yesterday)\b"), _near_day),
)
