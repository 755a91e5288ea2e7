"""The sign that the desk works on a message: Slack's status line, or a reaction without it.

A sign is a courtesy: it is tried once and never fails its caller, `handlers`.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Protocol
from weakref import WeakValueDictionary

from bot import identity
from bot.failures import NOT_HERE
from bot.readers import Readers
from bot.slack import SlackBusy, SlackRefused
from bot.unavailable import Unavailable
from bot.views import language, words
from bot.views.language import _
from services.contracts.keys import Key
from services.contracts.posts import StatusLine
from services.contracts.session import Place

REACTION = "hourglass_flowing_sand"
REMEMBERED = 2000
"""Messages that are known to be answered; a late sign comes within seconds."""
PATIENCE = 3.0
"""Seconds; the room's posts wait behind a sign."""
RENEWED = 90.0
"""Seconds after which a status line is shown again: Slack takes it away after two minutes."""
RENEWALS = 20
"""How often; a turn has ended by then, and a sign whose turn was lost ends, too."""

_log = logging.getLogger(__name__)


class Door(Protocol):
    """What of Slack a sign needs."""

    async def show_status(self, *, channel: str, thread: str, text: str) -> None: ...

    async def react(self, *, channel: str, ts: str, name: str) -> None: ...

    async def unreact(self, *, channel: str, ts: str, name: str) -> None: ...


class Timer(Protocol):
    """What was put off, and can still be called off."""

    def cancel(self) -> None: ...


def _later(seconds: float, act: Callable[[], None]) -> Timer:
    return asyncio.get_running_loop().call_later(seconds, act)


class Signs:
    """Shows, renews and clears signs; knows whether this workspace has status lines."""

    def __init__(
        self,
        slack: Door,
        readers: Readers,
        *,
        later: Callable[[float, Callable[[], None]], Timer] = _later,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._slack = slack
        self._readers = readers
        self._later = later
        self._has_status = False
        self._no_status = Unavailable(clock)
        """Where neither is true, it is not known: one is tried."""
        self._reacted: set[tuple[str, str]] = set()
        self._over: dict[tuple[str, str], None] = {}
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self._begun: set[asyncio.Task[str]] = set()
        self._renewals: dict[tuple[str, str], Timer] = {}

    @property
    def has_status(self) -> bool:
        """True once this workspace took a status line: it has what Slack has for agents."""
        return self._has_status

    def begin(self, line: StatusLine) -> None:
        """Show at once that the message was heard, without waiting for it."""
        self._begin(line, renewals=RENEWALS)

    async def show(self, line: StatusLine, *, renewals: int = RENEWALS) -> str:
        """Show or clear the sign, and keep it up; tells the journal how it went."""
        sign = (identity.channel_of(line.place.room), str(line.message))
        lock = self._locks.setdefault(sign, asyncio.Lock())
        try:
            async with asyncio.timeout(PATIENCE), lock:
                if line.code is None:
                    self._end(sign)
                elif sign in self._over:
                    return "over"
                shown = await self._show(line)
                if shown == "status" and sign not in self._over:
                    self._renew_later(sign, line, renewals)
                return shown
        except (SlackBusy, SlackRefused, TimeoutError) as error:
            _log.info("no sign in %s: %s", line.place.room, error or type(error).__name__)
            return "not shown"

    async def end(self, place: Place, message: Key, *, posted: bool = True) -> None:
        """The message is answered. A post for all to read ends Slack's status line by itself."""
        if self._has_status and posted:
            self._end((identity.channel_of(place.room), str(message)))
        else:
            await self.show(StatusLine(place=place, message=message, code=None))

    def rest(self, place: Place, message: Key) -> None:
        """Something can be read now, with which Slack has ended its status line."""
        self._call_off((identity.channel_of(place.room), str(message)))

    def _begin(self, line: StatusLine, *, renewals: int) -> None:
        task = asyncio.get_running_loop().create_task(self.show(line, renewals=renewals))
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)

    def _renew_later(self, sign: tuple[str, str], line: StatusLine, renewals: int) -> None:
        self._call_off(sign)
        if renewals:
            renew = partial(self._begin, line, renewals=renewals - 1)
            self._renewals[sign] = self._later(RENEWED, renew)

    def _call_off(self, sign: tuple[str, str]) -> None:
        if renewal := self._renewals.pop(sign, None):
            renewal.cancel()

    def _end(self, sign: tuple[str, str]) -> None:
        """From now on a sign that comes late is not shown any more."""
        self._call_off(sign)
        self._over[sign] = None
        if len(self._over) > REMEMBERED:
            self._over.pop(next(iter(self._over)))

    async def _show(self, line: StatusLine) -> str:
        channel = identity.channel_of(line.place.room)
        if not self._no_status and await self._status(line, channel):
            if line.code is None and (channel, line.message) in self._reacted:
                await self._react(line, channel)
            return "status"
        return await self._react(line, channel)

    async def _status(self, line: StatusLine, channel: str) -> bool:
        if line.place.thread is None:
            return False
        with language.of(await self._readers.language(line.reader)):
            text = _(words.STATUS[line.code]) if line.code else ""
        try:
            await self._slack.show_status(channel=channel, thread=line.place.thread, text=text)
        except SlackRefused as error:
            if error.code in NOT_HERE:
                self._has_status = False
                self._no_status.note()
            return False
        self._has_status = True
        return True

    async def _react(self, line: StatusLine, channel: str) -> str:
        sign = (channel, str(line.message))
        if line.code is None:
            self._reacted.discard(sign)
            await self._slack.unreact(channel=channel, ts=line.message, name=REACTION)
        elif sign not in self._reacted:
            self._reacted.add(sign)
            await self._slack.react(channel=channel, ts=line.message, name=REACTION)
        return "reaction"
