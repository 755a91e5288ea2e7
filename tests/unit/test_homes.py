"""A Home tab is made anew when something has changed, for who has ever looked at it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.ingress import DeskUnavailable
from bot.messenger import homes
from bot.slack import SlackBusy, SlackRefused
from services.contracts.keys import PersonKey
from tests.unit.case import ALICE, NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    import restate


@dataclass
class FakeTab:
    """The person's object; what was journaled."""

    opened: bool | None = True
    journal: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def key(self) -> str:
        return ALICE

    async def get(self, name: str, *, type_hint: type[bool]) -> bool | None:
        assert (name, type_hint) == ("opened", bool)
        return self.opened

    async def time(self) -> float:
        return NOW.timestamp()

    async def run_typed(
        self, name: str, step: "Callable[[], Coroutine[Any, Any, str]]", options: Any
    ) -> None:
        assert options.max_attempts == 1
        self.journal.append((name, await step()))


@dataclass
class Publishing:
    """What would make the tab; `trouble` is what it meets."""

    trouble: Exception | None = None
    made: list[tuple[PersonKey, datetime]] = field(default_factory=list[tuple[PersonKey, datetime]])

    async def __call__(self, person: PersonKey, now: datetime) -> None:
        self.made.append((person, now))
        if self.trouble:
            raise self.trouble


async def refresh(tab: FakeTab, publish: Publishing) -> None:
    await homes.refresh(cast("restate.ObjectContext", cast("Any", tab)), publish)


async def test_it_is_made_once_with_the_journaled_time() -> None:
    """So that ages are the same in a replay."""
    tab, publish = FakeTab(), Publishing()
    await refresh(tab, publish)
    assert publish.made == [(ALICE, NOW)]
    assert tab.journal == [("publish home", "shown")]


@pytest.mark.parametrize("opened", [None, False])
async def test_who_never_looked_is_spared(*, opened: bool | None) -> None:
    tab, publish = FakeTab(opened=opened), Publishing()
    await refresh(tab, publish)
    assert publish.made == tab.journal == []


@pytest.mark.parametrize(
    "trouble",
    [
        DeskUnavailable(path="x", why="status 503"),
        SlackBusy(code="ratelimited", after=30),
        SlackRefused(code="not_enabled"),
    ],
)
async def test_a_failure_is_no_ones_trouble(trouble: Exception) -> None:
    """The next look makes it anew; nothing is tried again, nothing fails."""
    tab, publish = FakeTab(), Publishing(trouble)
    await refresh(tab, publish)
    assert len(publish.made) == 1
    assert tab.journal == [("publish home", "not shown")]
