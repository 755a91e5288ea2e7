"""The hash chain of an audit. Pure.

Each link's hash covers its event and the hash of the link before, so whoever changes, drops
or inserts one must change all that follow. SHA-256 over canonical JSON.
"""

import hashlib
import json
from collections.abc import Sequence

from services.contracts.audit import REFUSED, Event, Link

GENESIS = "0" * 64


def linked(event: Event, *, number: int, previous: str) -> Link:
    """The event as the link after `previous`, the hash of link `number - 1`."""
    return Link(
        number=number,
        event=event,
        previous=previous,
        hash=_hash(event, number=number, previous=previous),
    )


def repeats(last: Link | None, event: Event) -> bool:
    """Whether it is the refusal that stands last already: nobody can make a chain grow by it."""
    if last is None or event.what != REFUSED:
        return False
    return last.event.model_copy(update={"at": None}) == event


def first_broken(links: Sequence[Link]) -> int | None:
    """The number of the first link that is not what it was, or None when all hold."""
    previous = GENESIS
    for number, link in enumerate(links):
        # What a newer version says beside the event stays: no hash covers it.
        sound = linked(link.event, number=number, previous=previous)
        expected = link.model_copy(update=dict(sound))
        if link != expected:
            return number
        previous = link.hash
    return None


def of(text: str) -> str:
    """The fingerprint of words or figures, for an event's `inputs`."""
    return hashlib.sha256(text.encode()).hexdigest()


def _hash(event: Event, *, number: int, previous: str) -> str:
    content = {"number": number, "previous": previous, "event": event.model_dump(mode="json")}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
