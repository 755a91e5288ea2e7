"""Conversations that every yardstick holds alike: one customer asks for the balance, again.

Used by the modules that measure turns.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bench import stage
from bench.stage import Stage
from local.parts import Part
from local.settings import Settings
from services.contracts.keys import Key, PersonKey, RoomKey
from services.contracts.session import Message, Place

QUESTION = "What is my balance right now?"
CUSTOMER = PersonKey("T0BENCH.U0BENCH")

_numbers = count(1)


@dataclass(frozen=True)
class Talk:
    """One conversation: `turn()` is its next turn and gives the seconds that it took."""

    on: Stage
    address: str
    request: Callable[[int], Message | Mapping[str, Any]]
    turns: "count[int]"

    async def turn(self) -> float:
        return await self.on.call(self.address, self.request(next(self.turns)))

    async def go_on(self, *, turns: int) -> None:
        for _ in range(turns):
            await self.turn()


def with_desk(
    on: Stage, *, customer: PersonKey = CUSTOMER, words: Sequence[str] = (QUESTION,)
) -> Talk:
    """A new thread with the desk, in a room of its own; the words again and again, in turn."""
    number = next(_numbers)
    place = Place(room=RoomKey(f"T0BENCH.C{number}"), thread=Key("1.1"))

    def request(turn: int) -> Message:
        text = words[(turn - 1) % len(words)]
        return Message(
            author=customer,
            place=place,
            reference=Key(f"{turn}.1"),
            sent_at=datetime.now(UTC),
            text=text,
            addressed=True,
        )

    return Talk(on, f"AgentSession/{place.room}.{place.thread}/message", request, count(1))


def with_yardstick(on: Stage, name: str) -> Talk:
    """A new session with a yardstick, by the name of its object."""
    key = f"T0BENCH.U{next(_numbers)}"
    return Talk(on, f"{name}/{key}/message", lambda _turn: {"text": QUESTION}, count(1))


def yardsticks(told: Settings) -> tuple[Part, ...]:
    """The parts of bench's own that a stage of turns has: yardsticks, and a silent messenger."""
    return (*messenger(told), stage.served(told, "bench.yardsticks", port="BOT_PORT"))


def messenger(told: Settings) -> tuple[Part, ...]:
    """The messenger that posts nothing, where no bot runs."""
    return (stage.served(told, "bench.messenger", port="MESSENGER_PORT"),)
