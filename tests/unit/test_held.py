"""Messages while Restate is away: kept, in order, told of once, and sent when it is back."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.ingress import DeskUnavailable, Refused
from bot.listeners import held
from bot.listeners.held import Held
from bot.views import words
from services.contracts import session
from services.contracts.keys import Key
from services.contracts.posts import StatusLine
from tests.unit.case import ALICE, NOW, PLACE

AWAY = DeskUnavailable(path="message", why="no")


@pytest.fixture(autouse=True)
def quickly() -> Iterator[None]:
    """Slack waits for a moment only, and Restate is asked again after less."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(held, "ACKNOWLEDGED_WITHIN", 0.05)
        patch.setattr(held, "AGAIN_AFTER", 0.01)
        yield


def message(number: int = 1, *, thread: str = "1700000000.000100", **more: Any) -> session.Message:
    known: dict[str, Any] = {"author": ALICE, "sent_at": NOW, "text": "Hi", "addressed": True}
    place = PLACE.model_copy(update={"thread": Key(thread)})
    return session.Message(place=place, reference=Key(f"{number}.0"), **(known | more))


@dataclass
class FakeRestate:
    """Takes messages while nothing is `wrong`. Remembers what was said and shown to people."""

    wrong: Exception | None = None
    longer_after: float = 0
    tries: int = 0
    taken: list[str] = field(default_factory=list[str])
    told: list[tuple[str | None, str]] = field(default_factory=list[tuple[str | None, str]])
    heard: list[StatusLine] = field(default_factory=list[StatusLine])

    async def send(self, message: session.Message) -> None:
        self.tries += 1
        await asyncio.sleep(0)
        if self.wrong:
            raise self.wrong
        self.taken.append(str(message.reference))

    def tell(self, *, channel: str, user: str, thread: str | None, sentence: str) -> None:
        assert (channel, user) == ("D0ALICE", "U0ALICE")
        self.told.append((thread, sentence))

    def held(self) -> Held:
        return Held(
            self.send, tell=self.tell, heard=self.heard.append, longer_after=self.longer_after
        )


async def refused(sending: Held, *messages: session.Message) -> None:
    """None of them is acknowledged."""
    for each in messages:
        with pytest.raises(DeskUnavailable):
            await sending.send(each)


async def test_what_restate_takes_is_shown_as_heard() -> None:
    """Where it was not meant for the desk, it may be silent."""
    restate = FakeRestate()
    sending = restate.held()
    await sending.send(message())
    await sending.send(message(2, addressed=False))
    assert restate.taken == ["1.0", "2.0"]
    assert [line.message for line in restate.heard] == ["1.0"]
    assert restate.told == []


async def test_messages_are_kept_in_order_and_told_of_once() -> None:
    """In each thread. Slack's redelivery of one that is kept is no other."""
    restate = FakeRestate(AWAY)
    sending = restate.held()
    others = message(4, thread="1800000000.000100")
    await refused(sending, message(1), message(2), message(1), others, message(3))
    assert restate.taken == []
    assert restate.told == [
        ("1700000000.000100", words.TAKES_LONGER),
        ("1800000000.000100", words.TAKES_LONGER),
    ]
    restate.wrong = None
    await sending.settled()
    assert [each for each in restate.taken if each != "4.0"] == ["1.0", "2.0", "3.0"]
    assert sorted(restate.taken) == ["1.0", "2.0", "3.0", "4.0"]
    assert len(restate.heard) == 4


async def test_the_next_outage_is_told_of_again() -> None:
    restate = FakeRestate(AWAY)
    sending = restate.held()
    for number in (1, 2):
        restate.wrong = AWAY
        await refused(sending, message(number))
        restate.wrong = None
        await sending.settled()
    assert len(restate.told) == 2


async def test_a_short_absence_is_told_to_nobody() -> None:
    """And acknowledged, where it is over before Slack has waited for too long."""
    restate = FakeRestate(AWAY, longer_after=60)
    sending = restate.held()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(held, "ACKNOWLEDGED_WITHIN", 30)
        hearing = asyncio.ensure_future(sending.send(message()))
        while restate.tries < 3:
            await asyncio.sleep(0)
        restate.wrong = None
        await hearing
    assert (restate.taken, restate.told) == (["1.0"], [])


async def test_what_is_not_for_the_desk_is_kept_without_a_word() -> None:
    restate = FakeRestate(AWAY)
    sending = restate.held()
    await refused(sending, message(addressed=False))
    assert restate.told == []
    restate.wrong = None
    await sending.settled()


async def test_a_refusal_is_final(caplog: pytest.LogCaptureFixture) -> None:
    restate = FakeRestate(Refused(path="message", why="status 400"))
    sending = restate.held()
    with pytest.raises(Refused):
        await sending.send(message())
    assert restate.tries == 1
    assert "ALERT message 1.0" in caplog.text


async def test_an_absence_without_end_has_an_end_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And more than can be kept is not kept; Slack may deliver it again."""
    monkeypatch.setattr(held, "KEPT_FOR", timedelta(milliseconds=200).total_seconds())
    monkeypatch.setattr(held, "MOST_KEPT", 1)
    restate = FakeRestate(AWAY)
    sending = restate.held()
    await refused(sending, message(1), message(2))
    await sending.settled()
    assert "ALERT message 1.0" in caplog.text
    restate.wrong = None
    await sending.send(message(2))
    assert restate.taken == ["2.0"]
