"""The sign that the desk works on a message: Slack's status line, or a reaction without it.

A sign is a courtesy: it is tried once and never fails its caller, `handlers`.
"""

import asyncio
import logging
from typing import Protocol
from weakref import WeakValueDictionary

from bot import identity
from bot.slack import SlackBusy, SlackRefused
from bot.views import words_en as words
from services.contracts.keys import Key
from services.contracts.posts import StatusLine
from services.contracts.session import Place

REACTION = "hourglass_flowing_sand"
REMEMBERED = 2000
"""Messages that are known to be answered; a late sign comes within seconds."""
PATIENCE = 3.0
"""Seconds; the room's posts wait behind a sign."""

_NOT_HERE = frozenset(
    {
        "unknown_method",
        "missing_scope",
        "not_allowed_token_type",
        "feature_not_enabled",
        "method_deprecated",
        "access_denied",
    }
)
_log = logging.getLogger(__name__)


class Door(Protocol):
    """What of Slack a sign needs."""

    async def show_status(self, *, channel: str, thread: str, text: str) -> None: ...

    async def react(self, *, channel: str, ts: str, name: str) -> None: ...

    async def unreact(self, *, channel: str, ts: str, name: str) -> None: ...


class Signs:
    """Shows and clears signs; remembers whether this workspace has status lines."""

    def __init__(self, slack: Door) -> None:
        self._slack = slack
        self._has_status: bool | None = None
        """Not known until one was shown, or Slack said that there are none."""
        self._reacted: set[tuple[str, str]] = set()
        self._over: dict[tuple[str, str], None] = {}
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self._begun: set[asyncio.Task[str]] = set()

    @property
    def has_status(self) -> bool:
        """True once this workspace took a status line: it has what Slack has for agents."""
        return bool(self._has_status)

    def begin(self, line: StatusLine) -> None:
        """Show at once that the message was heard, without waiting for it."""
        task = asyncio.get_running_loop().create_task(self.show(line))
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)

    async def show(self, line: StatusLine) -> str:
        """Show or clear the sign; tells the journal how it went."""
        sign = (identity.channel_of(line.place.room), str(line.message))
        lock = self._locks.setdefault(sign, asyncio.Lock())
        try:
            async with asyncio.timeout(PATIENCE), lock:
                if line.code is None:
                    self._end(sign)
                elif sign in self._over:
                    return "over"
                return await self._show(line)
        except (SlackBusy, SlackRefused, TimeoutError) as error:
            _log.info("no sign in %s: %s", line.place.room, error or type(error).__name__)
            return "not shown"

    async def end(self, place: Place, message: Key) -> None:
        """The message is answered. Slack ends its own status line with a post by itself."""
        if self._has_status:
            self._end((identity.channel_of(place.room), str(message)))
        else:
            await self.show(StatusLine(place=place, message=message, code=None))

    def _end(self, sign: tuple[str, str]) -> None:
        """From now on a sign that comes late is not shown any more."""
        self._over[sign] = None
        if len(self._over) > REMEMBERED:
            self._over.pop(next(iter(self._over)))

    async def _show(self, line: StatusLine) -> str:
        channel = identity.channel_of(line.place.room)
        if self._has_status is not False and await self._status(line, channel):
            if line.code is None and (channel, line.message) in self._reacted:
                await self._react(line, channel)
            return "status"
        return await self._react(line, channel)

    async def _status(self, line: StatusLine, channel: str) -> bool:
        if line.place.thread is None:
            return False
        text = words.STATUS[line.code] if line.code else ""
        try:
            await self._slack.show_status(channel=channel, thread=line.place.thread, text=text)
        except SlackRefused as error:
            if error.code in _NOT_HERE:
                self._has_status = False
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
