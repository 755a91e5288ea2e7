"""The audit's hash chain: every change shows, and shows where."""

from datetime import UTC, datetime

import pytest

from services.audit import chain
from services.contracts.audit import Event, Link

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
