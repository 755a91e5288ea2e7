"""The faults' end of Socket Mode, with Slack's own client at the other end."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.faults.fates import Fate, Fates
from tests.faults.record import Record
from tests.faults.slack import Slack
from tests.faults.sockets import Sockets

EVENT = b'{"event": {"type": "message"}}'
ENDS: tuple[Fate, ...] = ("refresh", "warning", "cut", "silent")


@asynccontextmanager
async def connected(fates: Fates, heard: list[SocketModeRequest]) -> AsyncGenerator[Sockets]:
    """A client that acknowledges half a second after it has heard."""

    async def hear(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        heard.append(request)
        await asyncio.sleep(0.5)
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    noted = Record()
    async with Sockets(noted, fates) as sockets:
        slack = Slack(noted, Fates(0, {}), connect=sockets.address)
        await slack.start()
        client = SocketModeClient(
            "xapp-1", web_client=AsyncWebClient(base_url=slack.api), ping_interval=0.2
        )
        client.socket_mode_request_listeners.append(hear)
        try:
            await client.connect()
            yield sockets
        finally:
            await client.close()
            await slack.close()


async def test_an_event_is_acknowledged_over_its_connection() -> None:
    heard: list[SocketModeRequest] = []
    async with connected(Fates(0, {}), heard) as sockets:
        assert await sockets.event(EVENT, name="Ev1", again=0) is not None
    assert [each.retry_attempt for each in heard] == [0]


@pytest.mark.parametrize("how", ENDS)
async def test_what_was_under_way_when_a_connection_ended_comes_again(how: Fate) -> None:
    """It was heard, its answer went nowhere, and the next connection hears it again."""
    heard: list[SocketModeRequest] = []
    fates = Fates(0, {how: 1.0})
    async with connected(fates, heard) as sockets:
        assert await sockets.event(EVENT, name="Ev1", again=0) is None
        fates.calm = True
        async with asyncio.timeout(10):
            while await sockets.event(EVENT, name="Ev1", again=1) is None:
                await asyncio.sleep(0.1)
    assert heard[0].retry_attempt == 0
    assert heard[-1].retry_attempt == 1
