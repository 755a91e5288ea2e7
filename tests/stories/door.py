"""A door before the local Slack, for stories about a Slack that behaves otherwise."""

from abc import ABC, abstractmethod
from typing import Any

import aiohttp
from aiohttp import web

from bench.listening import Listener

Json = dict[str, Any]


class Door(ABC):
    """Listens on a free port once started. What it lets through, the Slack at `base` answers."""

    def __init__(self, base: str) -> None:
        self.url = ""
        self._base = base
        self._http = aiohttp.ClientSession()
        self._listener = Listener("localhost")

    async def start(self) -> None:
        """Listen."""
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self.answer)
        await self._listener.start(web.AppRunner(app, access_log=None, shutdown_timeout=1))
        self.url = f"http://{self._listener.address}/api/"

    async def close(self) -> None:
        """Answer nothing more."""
        await self._listener.close()
        await self._http.close()

    @abstractmethod
    async def answer(self, request: web.Request) -> web.Response:
        """What is said to a call of the bot."""

    async def passed_on(self, request: web.Request) -> Json:
        """The local Slack's answer to the same call."""
        kept = ("authorization", "content-type")
        async with self._http.request(
            request.method,
            f"{self._base}/api/{request.match_info['method']}",
            data=await request.read(),
            headers={name: request.headers[name] for name in kept if name in request.headers},
            params=request.query,
        ) as answer:
            return await answer.json()
