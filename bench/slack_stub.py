"""Slack's Web API as far as the bot calls it: answers at once, and notes when posts came.

Of posts it keeps what the bot finds them by. `bench.slack_side` points a real bot at it.
"""

import asyncio
import itertools
import json
import time
from typing import Any, cast

from aiohttp import web

from bench.listening import Listener
from tests import slack_wire

TEAM = "T0BENCH"
BOT = "U0BENCHBOT"
BOT_TOKEN = "xoxb-bench"  # noqa: S105 - nothing real is behind it
SIGNING_SECRET = "bench-signing-secret"  # noqa: S105 - as above
FIRST_POST = 1_800_000_000
"""Seconds of the first post's ts, apart from those of what people write."""
DONE_AT_ONCE = frozenset(
    {"assistant.threads.setStatus", "chat.update", "reactions.add", "reactions.remove"}
)

Json = dict[str, Any]


class SlackStub:
    """Listens on a free port once started.

    Each message it is told to expect takes the next post in its thread for its reply.
    """

    def __init__(self) -> None:
        self.posts = 0
        self.calls = 0
        """Requests of all methods."""
        self.unexpected: list[str] = []
        """Threads of posts that nobody waited for."""
        self._threads: dict[str, list[Json]] = {}
        self._waiting: dict[str, asyncio.Future[tuple[float, str]]] = {}
        self._numbers = itertools.count(FIRST_POST)
        self._listener = Listener()

    @property
    def api(self) -> str:
        """What `SLACK_API_URL` is set to."""
        return f"http://{self._listener.address}/api/"

    async def start(self) -> None:
        """Listen."""
        await self._listener.start(web.ServerRunner(web.Server(self._answer)))

    async def close(self) -> None:
        """Stop listening."""
        await self._listener.close()

    def expect(self, thread: str) -> "asyncio.Future[tuple[float, str]]":
        """The moment of the next post in that thread (`time.perf_counter`), and its text."""
        reply: asyncio.Future[tuple[float, str]] = asyncio.get_running_loop().create_future()
        self._waiting[thread] = reply
        return reply

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        arrived = time.perf_counter()
        self.calls += 1
        body = slack_wire.body(await request.read(), content_type=request.content_type)
        fields = self._fields(request.path.rpartition("/")[2], body, arrived)
        return web.Response(body=json.dumps(fields).encode(), content_type="application/json")

    def _fields(self, method: str, body: Json, arrived: float) -> Json:
        match method:
            case "chat.postMessage":
                return self._posted(body, arrived)
            case "conversations.replies":
                found = self._threads.get(str(body.get("ts")), [])
                return {"ok": True, "messages": found, "has_more": False}
            case "chat.getPermalink":
                return {"ok": True, "permalink": f"http://slack.example/p{body.get('message_ts')}"}
            case "auth.test":
                return {"ok": True, "team_id": TEAM, "user_id": BOT, "bot_id": "B0BENCH"}
            case _ if method in DONE_AT_ONCE:
                return {"ok": True}
            case _:
                return {"ok": False, "error": "unknown_method"}

    def _posted(self, body: Json, arrived: float) -> Json:
        thread = str(body.get("thread_ts") or "")
        reply = self._waiting.pop(thread, None)
        self.posts += 1
        if reply is None:
            self.unexpected.append(thread)
        elif not reply.done():
            reply.set_result((arrived, str(body.get("text"))))
        ts = f"{next(self._numbers)}.000100"
        blocks = cast("list[Json]", body.get("blocks") or [])
        marks = [{"block_id": block.get("block_id")} for block in blocks]
        self._threads.setdefault(thread, []).append({"ts": ts, "blocks": marks})
        made = {"ts": ts, "thread_ts": thread} if thread else {"ts": ts}
        return {"ok": True, "channel": body.get("channel"), "ts": ts, "message": made}
