"""The local Slack behind a door that fails, and shouts the token that it was called with.

For the story of where secrets are found.
"""

import json
from collections import Counter
from typing import Any

import aiohttp
from aiohttp import web

from bench.listening import Listener

Json = dict[str, Any]

TRIED_AGAIN = ("auth.test", "apps.connections.open", "chat.postMessage", "chat.update")


class ShoutingSlack:
    """Listens on a free port once started.

    Its first answers to each method fail; what the bot tries again then goes through to the
    local Slack at `base`.
    """

    def __init__(self, base: str) -> None:
        self.url = ""
        self.failed: Counter[str] = Counter()
        """By method, how often it was answered with a failure."""
        self.told: set[str] = set()
        """The tokens that it was called with."""
        self.refuses_the_next = False
        """The next post is refused for good."""
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
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        self.told.add(token)
        failure = self._failure(method, f"Traceback: called with {token}")
        if failure:
            self.failed[method] += 1
            return failure
        headers = {
            n: request.headers[n] for n in ("authorization", "content-type") if n in request.headers
        }
        async with self._http.request(
            request.method,
            f"{self._base}/api/{method}",
            data=raw,
            headers=headers,
            params=request.query,
        ) as answer:
            return web.json_response(await answer.json())

    def _failure(self, method: str, shout: str) -> web.Response | None:
        if method == "chat.postMessage" and self.refuses_the_next:
            self.refuses_the_next = False
            return web.json_response({"ok": False, "error": shout})
        if method not in TRIED_AGAIN:
            told = {"ok": False, "error": shout, "needed": shout}
            return None if self.failed[method] else web.json_response(told)
        match self.failed[method]:
            case 0:
                return web.Response(status=500, text=shout)
            case 1:
                body = {"ok": False, "error": "internal_error", "detail": shout}
                return web.Response(text=json.dumps(body), content_type="application/json")
            case 2:
                return web.Response(status=503, text=json.dumps({"ok": False, "error": shout}))
            case _:
                return None
