"""An answer is shown while it is written, and nothing of that can harm it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from services.contracts import drafts
from services.contracts.keys import Key, PostId
from services.contracts.wire import Handler, Wire
from services.ingress import Ingress, Unreachable
from services.session.drafting import Drafting
from tests.unit.case import ALICE, PLACE

Outcome = drafts.Begun | drafts.Grown | Unreachable
BEGUN = drafts.Begun(reference="2.000001")
SHOWN, LATER, OVER = (drafts.Grown(outcome=name) for name in ("shown", "later", "over"))


@dataclass
class FakeIngress:
    """Answers in order; what it is not asked for hangs. `said` are the texts that it got."""

    answers: list[Outcome]
    said: list[str] = field(default_factory=list[str])
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def call(
        self, handler: Handler[Wire, Wire], request: Wire, *, key: Key | None = None
    ) -> Wire:
        assert isinstance(request, drafts.Draft | drafts.Growth)
        assert (handler.name, key) in (("begin", PLACE.room), ("grow", None))
        self.said.append(request.text)
        self.asked.set()
        answer = self.answers.pop(0)
        if isinstance(answer, Unreachable):
            raise answer
        return answer

    async def next(self) -> str:
        """What is said next."""
        await self.asked.wait()
        self.asked.clear()
        return self.said[-1]


def drafting(ingress: FakeIngress, *, first: float = 0) -> Drafting:
    def of(text: str) -> drafts.Draft:
        return drafts.Draft(
            post_id=PostId("reply.1"), place=PLACE, reader=ALICE, answers=Key("1.000001"), text=text
        )

    return Drafting(cast("Ingress", ingress), of, first=first, every=0)


async def idle() -> None:
    """Everything that can go on has gone on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_what_grows_is_told_bit_by_bit() -> None:
    """The beginning, then what is new, and nothing where nothing is."""
    ingress = FakeIngress([BEGUN, SHOWN, SHOWN])
    async with drafting(ingress)() as write:
        write("One")
        assert await ingress.next() == "One"
        write("One two")
        assert await ingress.next() == " two"
        await idle()
        write("One two three")
        assert await ingress.next() == " three"


async def test_what_slack_takes_later_is_told_again() -> None:
    ingress = FakeIngress([BEGUN, LATER, SHOWN])
    async with drafting(ingress)() as write:
        write("One")
        await ingress.next()
        write("One two")
        await ingress.next()
        await idle()
        assert ingress.said == ["One", " two", " two"]


async def test_after_its_end_nothing_is_told() -> None:
    """It was over, or never began, or nobody can be reached: the answer goes on."""
    ends: list[list[Outcome]] = [
        [drafts.Begun()],
        [Unreachable("begin")],
        [BEGUN, OVER],
        [BEGUN, Unreachable("grow")],
    ]
    for answers in ends:
        ingress = FakeIngress(list(answers))
        async with drafting(ingress)() as write:
            await _write_much(write)
        assert len(ingress.said) == len(answers)


async def test_what_is_quick_is_not_shown() -> None:
    """Nor is anything after the answer is there."""
    ingress = FakeIngress([])
    async with drafting(ingress, first=3600)() as write:
        await _write_much(write)
    await idle()
    assert ingress.said == []


async def _write_much(write: Callable[[str], None]) -> None:
    for length in range(1, 6):
        write("word " * length)
        await idle()
