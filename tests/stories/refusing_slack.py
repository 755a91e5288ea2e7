"""The local Slack behind a door that refuses what it is told to refuse: a room, or the app.

The local Slack can neither archive a room nor revoke a token.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bench.listening import Listener
from local import parts
from local.parts import Part
from local.settings import Settings
from tests import slack_wire
from tests.stories import staging
from tests.stories.staging import Desk
from tests.stories.workspace import Workspace

Json = dict[str, Any]


class RefusingSlack:
    """Listens on a free port once started; what it does not refuse, the local Slack does."""

    def __init__(self, base: str) -> None:
        self.url = ""
        self.app = ""
        """Slack's word for why it refuses whatever the bot's token asks for."""
        self.rooms: dict[str, str] = {}
        """By channel, why nothing is posted or changed there."""
        self.methods: dict[str, str] = {}
        """By method, why it is refused."""
        self.refused: Counter[str] = Counter()
        """By Slack's word, how often it was said."""
        self._base = base
        self._http = aiohttp.ClientSession()
        self._listener = Listener("localhost")

    async def start(self) -> None:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._answer)
        await self._listener.start(web.AppRunner(app, access_log=None, shutdown_timeout=1))
        self.url = f"http://{self._listener.address}/api/"

    async def close(self) -> None:
        await self._listener.close()
        await self._http.close()

    async def _answer(self, request: web.Request) -> web.Response:
        method, raw = request.match_info["method"], await request.read()
        body = slack_wire.body(raw, content_type=request.content_type) if raw else {}
        if code := self._refusal(method, body):
            self.refused[code] += 1
            return web.json_response({"ok": False, "error": code})
        kept = ("authorization", "content-type")
        async with self._http.request(
            request.method,
            f"{self._base}/api/{method}",
            data=raw,
            headers={name: request.headers[name] for name in kept if name in request.headers},
            params=request.query,
        ) as answer:
            return web.json_response(await answer.json())

    def _refusal(self, method: str, body: Json) -> str:
        if method == "apps.connections.open":  # by the other token
            return ""
        writes = method in ("chat.postMessage", "chat.update", "files.completeUploadExternal")
        room = str(body.get("channel") or body.get("channel_id")) if writes else ""
        return self.app or self.methods.get(method, "") or self.rooms.get(room, "")


@asynccontextmanager
async def running(
    home: Path, *, newcomers: Iterator[str]
) -> AsyncGenerator[tuple[Desk, RefusingSlack]]:
    """A desk whose Slack refuses on demand."""
    async with AsyncExitStack() as stack:
        doors: list[RefusingSlack] = []

        async def setting(told: Settings) -> tuple[Workspace, tuple[Part, ...]]:
            door = RefusingSlack(told.slack_page)
            stack.push_async_callback(door.close)
            await door.start()
            doors.append(door)
            more = {"SLACK_API_URL": door.url}
            chosen = tuple(
                replace(part, environment={**part.environment, **more})
                if part.name == parts.BOT
                else part
                for part in parts.of(told)
            )
            return Workspace(told.slack_page), chosen

        desk = await stack.enter_async_context(
            staging.running(home, newcomers=newcomers, environment={}, setting=setting)
        )
        yield desk, doors[0]
