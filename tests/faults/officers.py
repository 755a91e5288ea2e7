"""Officers at their cards: one decides, two at once, one past another's claim, one on an old card.

They look at the officers' channel and at nothing else.
"""

import asyncio
import itertools
from collections.abc import Mapping
from random import Random
from typing import Any, Literal

from bot import names
from bot.views import office_words
from tests.faults import record, slack
from tests.faults.customers import CHANGES_WITHIN, Wait, World
from tests.faults.slack import Shown

Style = Literal["in turn", "at once", "against each other", "ask", "claim", "old card"]
STYLES: tuple[Style, ...] = (
    "in turn",
    "at once",
    "against each other",
    "ask",
    "claim",
    "old card",
)
OLIVIA, OMAR = record.OFFICERS
UNTOUCHED = 0.4
"""Of the applications that wait for a next version, the share whose cards do: the officers'
channel takes one change after the other, and all come at once then.
"""
LONGEST = 12.0
"""Seconds after which somebody clicks again at the latest: who sees no change grows patient."""


class Office:
    """Both officers. `work()` goes on until it is cancelled."""

    def __init__(self, world: World, *, seed: int, held: float) -> None:
        """`held` is the share of applications with which people wait for the next version."""
        self._world = world
        self._held = held
        self._rng = Random(f"{seed}/officers")
        self._known: set[str] = set()

    async def work(self) -> None:
        """Take each new card, in a way of its own."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                for card in list(self._world.slack.room(record.OFFICERS_ROOM)):
                    if ".referral." in card.mark and card.mark not in self._known:
                        self._known.add(card.mark)
                        tasks.create_task(self._decide(card, self._rng.choice(STYLES)))
                await asyncio.sleep(slack.LOOK)

    async def _decide(self, card: Shown, style: Style) -> None:
        """Until the card is closed: it then has no buttons, and nobody is asked any more."""
        credit = card.mark.removeprefix("p:").partition(".")[0]
        self._world.waiting[card.mark] = Wait(f"the card to be decided, {style}", credit)
        if self._rng.random() < self._held * UNTOUCHED:
            await self._world.turned.wait()
        first, patience = dict(card.buttons), CHANGES_WITHIN
        await self._begin(card, style)
        for officer in itertools.cycle((OLIVIA, OMAR)):
            if _is_over(card):
                break
            if names.REFERRAL_APPROVE in card.buttons:
                if style == "old card" and first != card.buttons:
                    await self._press(officer, card, names.REFERRAL_APPROVE, first)
                await self._press(officer, card, names.REFERRAL_APPROVE)
            changed = await self._changed(card, within=patience)
            patience = CHANGES_WITHIN if changed else min(2 * patience, LONGEST)
        self._world.waiting.pop(card.mark)

    async def _begin(self, card: Shown, style: Style) -> None:
        """What is particular to the style; whatever comes of it, they then vote in turn."""
        match style:
            case "in turn" | "old card":
                pass
            case "at once":
                votes = [self._press(o, card, names.REFERRAL_APPROVE) for o in (OLIVIA, OMAR)]
                await asyncio.gather(*votes)
                await self._changed(card)
            case "against each other":
                approval = self._press(OLIVIA, card, names.REFERRAL_APPROVE)
                await asyncio.gather(approval, self._reject(OMAR, card))
                await self._changed(card)
            case "ask":
                question = {"type": "plain_text_input", "value": "What do you need it for?"}
                given = {names.QUESTION_FIELD: question}
                await self._fill(OLIVIA, card, names.REFERRAL_ASK, given)
                await self._changed(card)
            case "claim":
                await self._press(OLIVIA, card, names.REFERRAL_CLAIM)
                await self._changed(card)
                await self._press(OMAR, card, names.REFERRAL_APPROVE)

    async def _reject(self, officer: str, card: Shown) -> None:
        chosen = [{"value": "OTHER"}]
        given: dict[str, Any] = {
            names.REASON_FIELD: {"type": "checkboxes", "selected_options": []},
            names.MORE_REASONS_FIELD: {"type": "checkboxes", "selected_options": chosen},
            names.NOTE_FIELD: {"type": "plain_text_input", "value": "It is too early."},
        }
        await self._fill(officer, card, names.REFERRAL_REJECT, given)

    async def _press(
        self, officer: str, card: Shown, action: str, old: Mapping[str, str] | None = None
    ) -> None:
        value = (old or card.buttons).get(action)
        if value is not None:
            await self._world.courier.click(officer, card, action, value)

    async def _fill(self, officer: str, card: Shown, action: str, given: Mapping[str, Any]) -> None:
        value = card.buttons.get(action)
        if value is not None:
            await self._world.courier.fill(officer, card, action, value, given)

    async def _changed(self, card: Shown, *, within: float = CHANGES_WITHIN) -> bool:
        before = card.text

        def change() -> bool | None:
            return card.text != before or None

        return bool(await slack.until(change, seconds=within))


def _is_over(card: Shown) -> bool:
    asked = office_words.REFERRAL_STATES["asked"]
    return not card.buttons and asked not in card.text
