"""The moment that a text names for later, as the desk's tool takes it. Pure.

What is computed from it, such as the date of a Monday, is the tool's to compute.
"""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from local.offline_model import numerals

Arguments = Mapping[str, object]


@dataclass(frozen=True)
class Moment:
    """The tool's arguments, and the text without the words that named the moment."""

    arguments: Arguments
    rest: str


def moment(text: str) -> Moment | None:
    """The moment that the text names; None where it names none."""
    said = numerals.typed(text)
    for pattern, read in _FORMS:
        found = pattern.search(said)
        arguments = read(found) if found else None
        if found and arguments:
            return _timed(arguments, said[: found.start()] + " " + said[found.end() :])
    at = _TIME.search(said)
    if at is None:
        return None
    return _timed({"day": "today"}, said)


def weekday(text: str) -> str:
    """The weekday that the text names, in lower case; empty for none."""
    found = _WEEKDAY.search(text)
    return found[1].lower() if found else ""


_COUNT = r"(\d{1,7}|[a-z]+(?:-[a-z]+)?)"
_INSTALMENT = (
    r"(?:before|ahead of) (?:(?:my|the|our) )?(?:next )?(?:install?ment|(?:re)?payment)"
    r"(?: of (?:(?:my|the) )?(?:loan|credit|CR-\w+))?(?: (?:is|falls|comes) due)?"
)
_DAYS_OF = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_MINUTES_OF = {"minute": 1, "minutes": 1, "min": 1, "mins": 1, "hour": 60, "hours": 60}


def _count(word: str) -> int:
    if word.lower() in ("a", "an", "one"):
        return 1
    digits = numerals.as_digits(word)
    return int(digits) if digits.isdecimal() else 0


def _before(found: re.Match[str]) -> Arguments | None:
    days = _count(found[1]) * _DAYS_OF[found[2].lower()]
    return {"days_before_instalment": days} if days else None


def _minutes(found: re.Match[str]) -> Arguments | None:
    minutes = _count(found[1]) * _MINUTES_OF[found[2].lower()]
    return {"in_minutes": minutes} if minutes else None


def _days(found: re.Match[str]) -> Arguments | None:
    days = _count(found[1]) * _DAYS_OF[found[2].lower()]
    return {"in_days": days} if days else None


def _named(found: re.Match[str]) -> Arguments:
    return {"day": found[1].lower()}


_DAYS = "|".join(calendar.day_name)
_WEEKDAY = re.compile(rf"\b(?:(?:on|next|this|by) )*({_DAYS})\b(?!'s)", re.IGNORECASE)
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Arguments | None]], ...] = (
    (re.compile(rf"\b{_COUNT} (days?|weeks?) {_INSTALMENT}", re.IGNORECASE), _before),
    (
        re.compile(rf"\b(?:the )?day {_INSTALMENT}|\b{_INSTALMENT}", re.IGNORECASE),
        lambda _found: {"days_before_instalment": 1},
    ),
    (re.compile(r"\bin half an hour\b", re.IGNORECASE), lambda _found: {"in_minutes": 30}),
    (re.compile(rf"\bin {_COUNT} (minutes?|mins?|hours?)\b", re.IGNORECASE), _minutes),
    (re.compile(rf"\bin {_COUNT} (days?|weeks?)\b", re.IGNORECASE), _days),
    (re.compile(r"\b(?:on )?(\d{4}-\d{2}-\d{2})\b", re.IGNORECASE), _named),
    (_WEEKDAY, _named),
    (re.compile(r"\b(today|tomorrow)\b(?!'s)(?: morning)?", re.IGNORECASE), _named),
)
_TIME = re.compile(
    r"\bat (?:(noon)|([01]?\d|2[0-3])(?:[:.h]([0-5]\d))?)(?! ?(?:euros?|eur|€|%))"
    r"(?:\s*(am|pm|o'clock)\b)?(?![\d:])",
    re.IGNORECASE,
)


def _timed(arguments: Arguments, rest: str) -> Moment:
    """With the time of the day, where it is a day that is named."""
    found = _TIME.search(rest) if arguments.keys() & {"day", "in_days"} else None
    if found is None:
        return Moment(arguments, rest)
    hour = 12 if found[1] else int(found[2])
    half = (found[4] or "").lower()
    if half in ("am", "pm"):
        hour = hour % 12 + (12 if half == "pm" else 0)
    at = f"{hour:02}:{found[3] or '00'}"
    return Moment({**arguments, "time": at}, rest[: found.start()] + " " + rest[found.end() :])
