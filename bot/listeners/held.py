"""Messages on their way to Restate: in order within a thread, and kept while it is away.

Slack redelivers what was not acknowledged for five minutes, and never in order. What is kept here
dies with the process; it is sent under the same name as Slack's redeliveries, so it counts once.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Protocol
from weakref import WeakValueDictionary

from bot import identity
from bot.ingress import DeskUnavailable, Refused
from bot.views import words
from bot.views.language import _
from services.contracts import session
from services.contracts.keys import ThreadKey
from services.contracts.posts import StatusLine

ACKNOWLEDGED_WITHIN = 2.5
"""Seconds; Slack waits 3, and what takes longer goes on without it."""
AGAIN_AFTER = 1.0
KEPT_FOR = 2 * 60 * 60.0
MOST_KEPT = 2000
"""What comes beyond it is Slack's to deliver again."""

_log = logging.getLogger(__name__)

Send = Callable[[session.Message], Coroutine[Any, Any, None]]
"""Hands a message to Restate. Raises `DeskUnavailable` or `Refused`."""


class Tell(Protocol):
    """Says a sentence to one person beside the messages."""

    def __call__(self, *, channel: str, user: str, thread: str | None, sentence: str) -> None: ...


class Held:
    """Sends messages. `heard` shows at a message that Restate has it."""

    def __init__(
        self,
        send: Send,
        *,
        tell: Tell,
        heard: Callable[[StatusLine], None],
        longer_after: float,
    ) -> None:
        """`longer_after` is in seconds: who has waited for so long is told, once in a thread."""
        self._send = send
        self._tell = tell
        self._heard = heard
        self._longer_after = longer_after
        self._turns: WeakValueDictionary[ThreadKey, asyncio.Lock] = WeakValueDictionary()
        self._kept: dict[tuple[ThreadKey, str], asyncio.Task[None]] = {}
        self._told: set[ThreadKey] = set()

    async def send(self, message: session.Message) -> None:
        """Returns when Restate has it. Raises `DeskUnavailable` where it has not yet."""
        name = (identity.thread(message.place), str(message.reference))
        if name not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                raise DeskUnavailable(path=name[0], why="too much is kept already")
            task = asyncio.get_running_loop().create_task(self._deliver(message))
            self._kept[name] = task
            task.add_done_callback(lambda done: self._delivered(name, done))
        try:
            async with asyncio.timeout(ACKNOWLEDGED_WITHIN):
                await asyncio.shield(self._kept[name])
        except TimeoutError:
            raise DeskUnavailable(path=name[0], why="kept, and tried again") from None

    async def settled(self) -> None:
        """Wait until nothing is kept."""
        while self._kept:
            await asyncio.wait(self._kept.values())

    async def _deliver(self, message: session.Message) -> None:
        key = identity.thread(message.place)
        begun = asyncio.get_running_loop().time()
        async with self._turns.setdefault(key, asyncio.Lock()):
            while True:
                try:
                    await self._send(message)
                    break
                except DeskUnavailable:
                    waited = asyncio.get_running_loop().time() - begun
                    if waited > KEPT_FOR:
                        raise
                if waited > self._longer_after:
                    self._say_longer(key, message)
                await asyncio.sleep(AGAIN_AFTER)
        if message.addressed:
            self._heard(
                StatusLine(
                    place=message.place,
                    message=message.reference,
                    code="thinking",
                    reader=message.author,
                )
            )

    def _say_longer(self, key: ThreadKey, message: session.Message) -> None:
        if message.addressed and key not in self._told:
            self._told.add(key)
            self._tell(
                channel=identity.channel_of(message.place.room),
                user=identity.user_of(message.author),
                thread=message.place.thread,
                sentence=_(words.TAKES_LONGER),
            )

    def _delivered(self, name: tuple[ThreadKey, str], task: asyncio.Task[None]) -> None:
        del self._kept[name]
        key, reference = name
        if not any(kept == key for kept, _ in self._kept):
            self._told.discard(key)
        if not task.cancelled() and (error := task.exception()):
            given_up = "given up" if isinstance(error, DeskUnavailable | Refused) else "failed"
            _log.error("ALERT message %s in %s %s: %s", reference, key, given_up, error)
