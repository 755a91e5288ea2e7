"""The offline model, which fails in a given way where it is told to, and shouts a secret then.

For the stories of what people read when the model fails.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

from aiohttp import web

from bench.listening import Listener
from local.offline_model import envelope, server

SECRET = "sk-planted-for-the-model-4711"
LEAK = f"Traceback: openai.AuthenticationError({SECRET}) at https://api.example.com/v1 in x.py"
NOT_OVER = ("failed", "cancelled", "in_progress", "queued", "unheard of")
STATUSES = (400, 401, 404, 408, 409, 429, 500, 503)

Json = dict[str, Any]
Failure = Callable[[web.Request, Json], Awaitable[web.Response]]


@asynccontextmanager
async def serving(*, patience: float) -> AsyncGenerator[str]:
    """Its base URL. A model that never answers takes longer than `patience` seconds."""
    app = server.build()

    @web.middleware
    async def fail(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        asked = json.loads(await request.read())
        name = _told_to(asked)
        if name == "timeout":
            await asyncio.sleep(patience + 1)
        return await FAILURES[name](request, asked) if name else await handler(request)

    app.middlewares.append(fail)
    listener = Listener()
    await listener.start(web.AppRunner(app, shutdown_timeout=1))
    try:
        yield f"http://{listener.address}/v1"
    finally:
        await listener.close()


def amount(name: str) -> int:
    """The amount in euros at whose review the model fails in this way."""
    return 1000 + 10 * list(FAILURES).index(name)


def _told_to(asked: Json) -> str:
    """By the last message of a customer, or by the amount that is reviewed."""
    texts = [str(i.get("content")) for i in asked["input"] if i.get("role") == "user"]
    tools = {tool["name"] for tool in asked["tools"]}
    if "submit_assessment" in tools:
        return next(n for n in FAILURES if f"{amount(n):,}.00 EUR" in "\n".join(texts))
    return next((n for n in FAILURES if texts[-1].endswith(f"fail: {n}")), "")


def _status(code: int) -> Failure:
    async def answer(_request: web.Request, _asked: Json) -> web.Response:
        return web.json_response(envelope.error(LEAK), status=code)

    return answer


def _body(text: str) -> Failure:
    async def answer(_request: web.Request, _asked: Json) -> web.Response:
        return web.Response(text=text, content_type="application/json")

    return answer


def _output(*items: Json, status: str = "completed") -> Failure:
    async def answer(_request: web.Request, asked: Json) -> web.Response:
        made = envelope.response(items, request=asked, response_id="resp_1", created_at=1)
        return web.json_response({**made, "status": status})

    return answer


async def _reset(request: web.Request, _asked: Json) -> web.Response:
    cast("asyncio.Transport", request.transport).abort()
    return web.Response()


_REFUSAL: Json = {
    **envelope.message("", item_id="msg_1"),
    "content": [{"type": "refusal", "refusal": LEAK}],
}
_HALF = (
    envelope.message(LEAK, item_id="msg_1"),
    envelope.function_call("list_credits", "{}", item_id="fc_1", call_id="call_1"),
)
FAILURES: Mapping[str, Failure] = {
    **{str(code): _status(code) for code in STATUSES},
    "timeout": _status(503),
    "reset": _reset,
    "truncated": _output(envelope.message(LEAK, item_id="msg_1"), status="incomplete"),
    **{status: _output(*_HALF, status=status) for status in NOT_OVER},
    "cut short": _output({**envelope.message(LEAK, item_id="msg_1"), "status": "in_progress"}),
    "refusal": _output(_REFUSAL),
    "empty": _output(),
    "junk": _body(f'{{"output": "{LEAK}"'),
    "no response": _body(json.dumps({"detail": LEAK})),
    "unknown tool": _output(
        envelope.function_call("run", json.dumps({"code": LEAK}), item_id="fc_1", call_id="call_1")
    ),
}
"""How the model fails, by name."""
OUTAGES = frozenset(
    {"408", "409", "429", "500", "503", "timeout", "reset", "junk", "no response", *NOT_OVER}
)
"""What may heal, so that it is waited for."""
