"""The addresses of credits' threads, for whoever looks from elsewhere.

A courtesy: where Slack doesn't tell one in time there is no link. Called by `listeners` and `tab`.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Protocol

from bot import identity
from bot.slack import SlackBusy, SlackRefused
from services.contracts.account import Credits
from services.contracts.keys import CreditId

PATIENCE = 0.8
"""Seconds for all of them; who asks is answered within three."""
ASKED = 20
"""Threads that are asked for at a time; those of the newest credits."""
REMEMBERED = 5000

_log = logging.getLogger(__name__)


class Door(Protocol):
    """What of Slack tells an address."""

    async def permalink(self, *, channel: str, ts: str) -> str: ...


class Links:
    """Asks for each address once; it never changes."""

    def __init__(self, slack: Door) -> None:
        self._slack = slack
        self._known: dict[tuple[str, str], str] = {}
        self._none = False
        """True once the workspace has said that it has no such thing."""

    async def of(self, own: Credits) -> Mapping[CreditId, str]:
        """Where each credit's thread is, as far as it is known or told in time. Never fails."""
        newest = sorted(own.items, key=lambda item: item.submitted_on, reverse=True)[:ASKED]
        at = {
            item.credit_id: (identity.channel_of(item.place.room), str(item.place.thread))
            for item in newest
            if item.place and item.place.thread
        }
        try:
            async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
                for channel, ts in set(at.values()) - self._known.keys():
                    tasks.create_task(self._ask(channel, ts))
        except TimeoutError:
            _log.info("not all links in time")
        return {each: self._known[where] for each, where in at.items() if where in self._known}

    async def _ask(self, channel: str, ts: str) -> None:
        if self._none:
            return
        try:
            self._known[channel, ts] = await self._slack.permalink(channel=channel, ts=ts)
        except SlackRefused as error:
            self._none = self._none or error.code == "unknown_method"
            _log.info("no link to %s: %s", channel, error.code)
        except SlackBusy as busy:
            _log.info("no link to %s now: %s", channel, busy.code)
        if len(self._known) > REMEMBERED:
            self._known.pop(next(iter(self._known)))
