"""Staying connected to Slack by Socket Mode, however often and however long it is away.

The SDK reconnects by itself; this watches it and starts anew where it does not.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError

from bot import failures, introduction

PING = 2.0
"""Seconds between the SDK's own looks at the connection."""
LOOK = 1.0
STUCK = 20.0
"""Seconds without a connection after which the SDK's attempt is given up for a new one."""
CLOSING = 1.0

_log = logging.getLogger(__name__)


class Connection:
    """Whether Slack can reach us now; others ask, the keeper says."""

    def __init__(self) -> None:
        self._up = False
        self.met = asyncio.Event()
        """Set once it has been there."""

    @property
    def up(self) -> bool:
        return self._up

    def say(self, *, up: bool) -> None:
        """Note the state, and log when it changes."""
        if up != self._up:
            _log.info("connected to Slack" if up else "connection to Slack lost")
        self._up = up
        if up:
            self.met.set()


async def keep(make: Callable[[], AsyncSocketModeHandler], connection: Connection) -> None:
    """Hold a connection until cancelled. Raises `NotAdmitted` where there can't be a first one."""
    while True:
        handler = make()
        door = _Door(handler.client.issue_new_wss_url)
        handler.client.issue_new_wss_url = door.ask
        opening = asyncio.create_task(handler.connect_async())
        try:
            await _watch(handler, connection, door)
            _log.warning("no connection to Slack for %.0f s: starting anew", STUCK)
        finally:
            opening.cancel()
            await _close(handler)
            connection.say(up=False)


class _Door:
    """Asks Slack for a connection in the SDK's place, which tries for ever whatever the answer."""

    def __init__(self, ask: Callable[[], Awaitable[str]]) -> None:
        self._ask = ask
        self.refusal: introduction.NotAdmitted | None = None

    async def ask(self) -> str:
        try:
            return await self._ask()
        except SlackApiError as error:
            self.refusal = introduction.refusal(failures.meaning(error), of="SLACK_APP_TOKEN")
            raise


async def _watch(handler: AsyncSocketModeHandler, connection: Connection, door: _Door) -> None:
    loop = asyncio.get_running_loop()
    seen = loop.time()
    while loop.time() - seen < STUCK:
        if door.refusal and not connection.met.is_set():
            raise door.refusal
        up = await handler.client.is_connected()
        connection.say(up=up)
        if up:
            seen = loop.time()
        await asyncio.sleep(LOOK)


async def _close(handler: AsyncSocketModeHandler) -> None:
    try:
        async with asyncio.timeout(CLOSING):
            await handler.close_async()
    except Exception as error:  # noqa: BLE001 - whatever the SDK raises, this one is done with
        _log.info("closing the old connection: %s", type(error).__name__)
