"""People of the play: they write, type commands, click and fill forms, and look at what shows."""

import itertools
import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from services.contracts.keys import CreditId
from tests.faults import marks, record, slack
from tests.faults.record import Message
from tests.faults.slack import Shown
from tests.hostile.characters import Output, call
from tests.hostile.slack import Sent
from tests.hostile.stage import Staged

Seen = TypeVar("Seen")

PATIENCE = 40.0
"""Seconds until somebody gives up waiting. Never a measure of speed."""
MENTION = "<@U0DESK>"
_numbers = itertools.count(1)


class NothingCame(Exception):
    """What a person waited for never showed."""


class Actor:
    """One person in one thread of their own, in the direct message or in a channel."""

    def __init__(self, user: str, staged: Staged, *, channel: str = "") -> None:
        self.user = user
        self.credit: CreditId | None = None
        """The one that this person has applied for last."""
        self._staged = staged
        self._channel = channel or record.direct(user)
        self.root: Message | None = None
        """The message with which the thread began."""

    @property
    def key(self) -> str:
        """The thread's, once something was said."""
        return self.root.thread if self.root else ""

    @property
    def shown(self) -> list[Shown]:
        """What the bot has posted in the thread, and of one in a channel to this person alone."""
        if self.root is None:
            return []
        here = self._staged.slack.thread(self.root)
        alone = record.direct(self.user)
        return here if self._channel == alone else [*here, *self._staged.slack.room(alone)]

    async def says(
        self,
        words: str,
        *,
        files: tuple[str, ...] = (),
        wild: bool = False,
        first: Sequence[Output] = (),
        to: "Actor | None" = None,
    ) -> Message:
        """Write, and wait until the desk has answered, with words or with a card.

        `first` is what the model answers first; `to` is in whose thread it is said.
        """
        root = to.root if to else self.root
        number = next(_numbers)
        ts = f"{int(time.time())}.{number:06}"
        message = Message(
            token=marks.token(self.user, number),
            user=self.user,
            channel=root.channel if root else self._channel,
            ts=ts,
            root=root.root if root else ts,
            kind="chat",
            sent=record.now(),
        )
        self._staged.record.wrote(message)
        if not to:
            self.root = self.root or message
        if wild:
            self._staged.model.wild.add(message.token)
        if first:
            self._staged.model.scripted[message.token] = list(first)
        before = len(self._staged.slack.thread(message))
        mentions = message.channel.startswith("C")
        called = f"{MENTION} {words}" if mentions else words
        text = f"{called} ({message.token}, {marks.canary(self.user)})"
        await self._staged.courier.bring(message, text, mentions=mentions, files=files)
        if to is None:
            await self._answered(message, before)
        return message

    async def types(self, words: str) -> str:
        """Type `/credit …`. What it answers."""
        said = (await self._staged.way.command(self.user, words) or b"").decode()
        if said:
            private = Shown(record.direct(self.user), "", "", "/credit", said)
            self._staged.slack.sent.append(Sent(json.loads(said), private))
        return said

    async def sends_form(self, typed: str, values: Mapping[str, Any]) -> bool:
        """Type `/credit …`, and send the form that it opens. Whether it was taken."""
        trigger = f"{next(_numbers)}.form"
        await self._staged.way.command(self.user, typed, trigger=trigger)
        return await self._staged.courier.send(self.user, trigger, values)

    def joins(self, shown: Shown) -> None:
        """Go on in the thread that the desk began with this, for an application by form."""
        self.credit = CreditId(shown.mark.removeprefix("p:applied."))
        ts = shown.ts
        self.root = Message("", self.user, shown.channel, ts, ts, "apply", record.now())

    async def sees(self, action: str) -> Shown:
        """Wait for a message with this button."""
        return await self._wait(lambda: self._with(action), f"the button {action}")

    async def marked(self, end: str) -> Shown:
        """Wait for a message whose mark ends so."""
        return await self._wait(
            lambda: next((each for each in self.shown if each.mark.endswith(end)), None),
            f"a post {end}",
        )

    async def decided(self) -> None:
        """Wait until the review is over: an offer, a rejection, or people decide."""
        ends = (".offer.1", ".rejection", ".decision", ".referred.1")

        def over() -> bool | None:
            return any(each.mark.endswith(ends) for each in self.shown) or None

        await self._wait(over, "a decision")

    async def finds(self, room: str, mark: str) -> Shown:
        """Wait for a message in a room, outside of threads, whose mark begins so."""
        shown = self._staged.slack.room(room)
        return await self._wait(
            lambda: next((each for each in shown if each.mark.startswith(mark)), None),
            f"{mark} in {room}",
        )

    async def clicks(self, action: str, shown: Shown | None = None) -> None:
        """Press the button, in this thread or where somebody else has it."""
        card = shown or await self.sees(action)
        await self._staged.courier.click(self.user, card, action, card.buttons[action])

    async def fills(self, action: str, values: Mapping[str, Any], shown: Shown) -> None:
        """Open the form behind the button, and send it."""
        value = shown.buttons[action]
        await self._staged.courier.fill(self.user, shown, action, value, values)

    async def applies(self, euros: int, months: int = 24) -> CreditId:
        """Apply, to a model that does as it should; the id of the application."""
        wish = json.dumps({"amount": euros, "months": months})
        over, submit = call("hand_over_to_credit_agent"), call("submit_application", wish)
        await self.says("I would like to apply.", first=[[over], [submit]])
        card = await self.marked(".received")
        self.credit = CreditId(card.mark.removeprefix("p:").partition(".")[0])
        return self.credit

    async def _answered(self, message: Message, before: int) -> None:
        """A post more in the thread, or a whisper, or a card that the turn brought elsewhere."""
        whispers = len(self._staged.record.whispers)

        def news() -> bool | None:
            told = self._staged.record.whispers[whispers:]
            here = any(w.root == message.root for w in told)
            return len(self._staged.slack.thread(message)) > before or here or None

        await self._wait(news, f"an answer to {message.token} in {message.thread}")

    def _with(self, action: str) -> Shown | None:
        return next((each for each in self.shown if action in each.buttons), None)

    async def _wait(self, look: Callable[[], Seen | None], what: str) -> Seen:
        found = await slack.until(look, seconds=PATIENCE)
        if found is None:
            raise NothingCame(f"{self.user} waits for {what}")
        return found
