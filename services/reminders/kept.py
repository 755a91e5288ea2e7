"""A person's reminders as they are stored, and what may become of them. Pure."""

from datetime import datetime
from typing import Literal

from services.contracts.keys import ReminderId
from services.contracts.reminders import Due, Instalment, Reminder, Reminders, Wish
from services.contracts.wire import Wire
from services.reminders.timing import Refused

MOST = 20
LONGEST = 300
REMEMBERED = 5
"""Dropped ones that are still listed."""


class Kept(Wire):
    """`last` is the highest number that was ever given: none is given twice."""

    last: int = 0
    items: tuple[Reminder, ...] = ()


def text(wish: Wish) -> str:
    """The person's words on one line. Raises `Refused`."""
    words = " ".join(wish.text.split())
    if len(words) > LONGEST:
        raise Refused("text_too_long", str(LONGEST))
    if not words and wish.when.kind != "before_instalment":
        raise Refused("text_missing")
    return words


def added(
    kept: Kept, wish: Wish, *, at: datetime, clock: str, instalment: Instalment | None
) -> tuple[Kept, Reminder]:
    """With one more, and that one. Raises `Refused`."""
    if len(_open(kept)) >= MOST:
        raise Refused("too_many", str(MOST))
    number = kept.last + 1
    new = Reminder(
        id=ReminderId(f"R-{number}"),
        at=at,
        thread=wish.thread,
        place=wish.place,
        text=text(wish),
        instalment=instalment,
        clock=clock,
    )
    return kept.model_copy(update={"last": number, "items": (*kept.items, new)}), new


def cancelled(kept: Kept, which: ReminderId | Literal["all"]) -> tuple[Kept, Reminders]:
    """Without that one or without any, and what was taken away."""
    gone = tuple(each for each in kept.items if which in ("all", each.id))
    return without(kept, *(each.id for each in gone)), Reminders(items=gone)


def without(kept: Kept, *gone: ReminderId) -> Kept:
    """Without these."""
    left = tuple(each for each in kept.items if each.id not in gone)
    return kept.model_copy(update={"items": left})


def awaited(kept: Kept, due: Due) -> Reminder | None:
    """What the timer is for; None where it was cancelled or is for another moment by now."""
    return next((each for each in _open(kept) if (each.id, each.at) == (due.id, due.at)), None)


def moved(kept: Kept, after: Reminder) -> Kept:
    """With one of them as it is now."""
    items = tuple(after if each.id == after.id else each for each in kept.items)
    return kept.model_copy(update={"items": items})


def dropped(kept: Kept, reminder: Reminder) -> Kept:
    """One will never come. The last few such are remembered, to be listed."""
    gone = [each for each in kept.items if each.dropped][-(REMEMBERED - 1) :]
    now = reminder.model_copy(update={"dropped": True})
    others = (each for each in _open(kept) if each.id != reminder.id)
    return kept.model_copy(update={"items": (*others, *gone, now)})


def listed(kept: Kept) -> Reminders:
    """As people read them."""
    coming = sorted(_open(kept), key=lambda each: each.at)
    gone = [each for each in kept.items if each.dropped]
    return Reminders(items=(*coming, *gone))


def _open(kept: Kept) -> tuple[Reminder, ...]:
    return tuple(each for each in kept.items if not each.dropped)
