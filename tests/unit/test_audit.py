"""The audit's hash chain: every change shows, and shows where."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from services.audit import chain, handlers
from services.contracts import audit
from services.contracts.audit import Event, Link
from tests.unit.case import CREDIT, OLIVIA

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def event(number: int) -> Event:
    return Event(
        at=NOW, what="application.approved", who="policy", role="policy", details=f"{number}"
    )


def links(count: int) -> list[Link]:
    made: list[Link] = []
    for number in range(count):
        previous = made[-1].hash if made else chain.GENESIS
        made.append(chain.linked(event(number), number=number, previous=previous))
    return made


def test_an_untouched_chain_holds() -> None:
    """Empty, short and long."""
    assert [chain.first_broken(links(count)) for count in (0, 1, 30)] == [None, None, None]


@pytest.mark.parametrize("at", [0, 3, 9])
def test_a_changed_event_is_named(at: int) -> None:
    """Whoever changes an event and leaves its hash is found at that link."""
    changed = links(10)
    changed[at] = changed[at].model_copy(update={"event": event(99)})
    assert chain.first_broken(changed) == at


@pytest.mark.parametrize("at", [0, 3, 8])
def test_a_dropped_event_is_named(at: int) -> None:
    """The link after the gap is the first that does not hold."""
    shortened = links(10)
    del shortened[at]
    assert chain.first_broken(shortened) == at


def test_an_event_that_was_hashed_anew_breaks_the_next() -> None:
    """A changed link with a fresh hash of its own is betrayed by its successor."""
    forged = links(10)
    forged[4] = chain.linked(event(99), number=4, previous=forged[3].hash)
    assert chain.first_broken(forged) == 5


def test_a_swap_is_named() -> None:
    """Order is part of what is hashed."""
    swapped = links(4)
    swapped[1], swapped[2] = swapped[2], swapped[1]
    assert chain.first_broken(swapped) == 1


def test_the_chain_survives_storage() -> None:
    """Read back from JSON, each link still has its hash."""
    stored = [Link.model_validate_json(link.model_dump_json()) for link in links(3)]
    assert chain.first_broken(stored) is None


class Kept:
    """A credit's audit as it is stored, of which `lost` is missing."""

    def __init__(self, *, lost: int | None = None) -> None:
        made = links(4)
        self._state: dict[str, Any] = {f"link.{link.number}": link for link in made}
        self._state["head"] = handlers.Head(links=4, last=made[-1].hash)
        self._state.pop(f"link.{lost}", None)
        self.appended: list[Event] = []

    def key(self) -> str:
        return CREDIT

    async def get(self, name: str, *, type_hint: type[Any]) -> Any:
        found = self._state.get(name)
        assert found is None or type(found) is type_hint
        return found

    def generic_send(self, service: str, name: str, body: bytes, *, key: str, **_: object) -> None:
        assert (service, name, key) == ("Audit", "append", CREDIT)
        self.appended.append(Event.model_validate_json(body))


async def read(kept: Kept) -> audit.Chain:
    """The chain as Olivia reads it."""
    reading = audit.Reading(by=OLIVIA)
    reply = await handlers.show(cast("Any", kept), reading, frozenset({OLIVIA}))
    assert reply.chain
    return reply.chain


@pytest.mark.parametrize(("lost", "broken"), [(None, None), (0, 0), (2, 2), (3, 3)])
async def test_an_end_that_is_missing_is_named(lost: int | None, broken: int | None) -> None:
    """What is left holds, each link behind the other; the head knows how many there were."""
    assert (await read(Kept(lost=lost))).broken == broken


async def test_who_reads_it_is_in_it() -> None:
    kept = Kept()
    await read(kept)
    assert [(event.what, event.who) for event in kept.appended] == [("audit.read", OLIVIA)]
