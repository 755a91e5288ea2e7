"""An answer is shown while it is written: now and then, and never at the cost of the answer.

Runs beside one model call, within its journaled step. What fails is not tried again: the post
that follows is whole.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from services.contracts import drafts
from services.contracts.keys import Key
from services.ingress import Ingress, Unreachable

FIRST = 0.5
"""Seconds of writing before anything is shown: what is quick is posted at once."""
EVERY = 1.0
"""Seconds between two looks at what was written since."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drafting:
    """Shows one answer; `of` makes the draft of its beginning."""

    ingress: Ingress
    of: Callable[[str], drafts.Draft]
    first: float = FIRST
    every: float = EVERY

    @asynccontextmanager
    async def __call__(self) -> AsyncGenerator[Callable[[str], None]]:
        """While inside, what the given function is told is shown as it grows."""
        paper = _Paper()
        showing = asyncio.create_task(self._show(paper))
        try:
            yield paper.write
        finally:
            showing.cancel()

    async def _show(self, paper: "_Paper") -> None:
        try:
            await self._follow(paper)
        except Unreachable as failure:
            _log.info("an answer is not shown while it is written: %s", failure)

    async def _follow(self, paper: "_Paper") -> None:
        await paper.beyond(0)
        await asyncio.sleep(self.first)  # noqa: TID251 - inside a step, and of no effect on it
        draft = self.of(paper.text)
        begun = await self.ingress.call(drafts.BEGIN, draft, key=draft.place.room)
        shown = len(draft.text)
        while begun.reference:
            await asyncio.sleep(self.every)  # noqa: TID251 - as above
            text = await paper.beyond(shown)
            growth = drafts.Growth(
                place=draft.place, reference=Key(begun.reference), text=text[shown:]
            )
            grown = await self.ingress.call(drafts.GROW, growth)
            if grown.outcome == "over":
                return
            shown = len(text) if grown.outcome == "shown" else shown


class _Paper:
    """What was written so far, and a way to wait for more."""

    def __init__(self) -> None:
        self.text = ""
        self._more = asyncio.Event()

    def write(self, text: str) -> None:
        self.text = text
        self._more.set()

    async def beyond(self, length: int) -> str:
        """The whole text, once it is longer than that."""
        while len(self.text) <= length:
            self._more.clear()
            await self._more.wait()
        return self.text
