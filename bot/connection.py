"""Staying connected to Slack by Socket Mode, however often and however long it is away.

The SDK reconnects by itself; this watches it and starts anew where it does not.
"""

import asyncio
import logging
from collections.abc import Callable

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

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

    @property
    def up(self) -> bool:
        return self._up

    def say(self, *, up: bool) -> None:
        """Note the state, and log when it changes."""
        if up != self._up:
            _log.info("connected to Slack" if up else "connection to Slack lost")
        self._up = up


async def keep(make: Callable[[], AsyncSocketModeHandler], connection: Connection) -> None:
    """Hold a connection until cancelled."""
    while True:
        handler = make()
        opening = asyncio.create_task(handler.connect_async())
        try:
            await _watch(handler, connection)
            _log.warning("no connection to Slack for %.0f s: starting anew", STUCK)
        finally:
            opening.cancel()
            await _close(handler)
            connection.say(up=False)


async def _watch(handler: AsyncSocketModeHandler, connection: Connection) -> None:
    loop = asyncio.get_running_loop()
    seen = loop.time()
    while loop.time() - seen < STUCK:
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
