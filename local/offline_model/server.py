"""The offline model over HTTP: `POST /v1/responses` and `GET /health`. The rules decide."""

import asyncio
import json
import secrets
import time
from typing import Any

from aiohttp import web

from local.offline_model import envelope, request, rules, streaming, talk
from local.offline_model.talk import Output, Say

_DELAY = web.AppKey("delay", float)
WORD_SECONDS = 0.03
"""Between two words of an answer that is streamed, to look like a model at work."""
_LARGEST_BODY = 16 * 1024 * 1024


def build(*, delay: float = 0) -> web.Application:
    """The application. Each answer waits `delay` seconds, to look like a model at work."""
    app = web.Application(client_max_size=_LARGEST_BODY)
    app[_DELAY] = delay
    app.router.add_get("/health", _health)
    app.router.add_post("/v1/responses", _respond)
    app.router.add_route("*", "/{path:.*}", _unknown)
    return app


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok", "model": "offline rules, no language model"})


async def _unknown(asked: web.Request) -> web.Response:
    text = f"Unknown request URL: {asked.method} {asked.path}."
    return web.json_response(envelope.error(text, code="unknown_url"), status=404)


async def _respond(asked: web.Request) -> web.StreamResponse:
    body = await asked.read()
    try:
        wanted = request.read(body)
        conversation = talk.of(wanted)
    except request.Malformed as malformed:
        return web.json_response(envelope.error(str(malformed)), status=400)
    await asyncio.sleep(asked.app[_DELAY])
    answer = envelope.response(
        _items(rules.next_output(conversation)),
        request=json.loads(body),
        response_id=f"resp_{secrets.token_hex(12)}",
        created_at=int(time.time()),
    )
    return await _stream(asked, answer) if wanted.stream else web.json_response(answer)


async def _stream(asked: web.Request, answer: dict[str, Any]) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(asked)
    for event in streaming.events(answer):
        if event["type"] == streaming.DELTA:
            await asyncio.sleep(WORD_SECONDS)
        await response.write(streaming.encode(event))
    await response.write_eof()
    return response


def _items(output: Output) -> list[dict[str, Any]]:
    if isinstance(output, Say):
        return [envelope.message(output.text, item_id=f"msg_{secrets.token_hex(12)}")]
    return [
        envelope.function_call(
            call.name,
            talk.arguments_text(call),
            item_id=f"fc_{secrets.token_hex(12)}",
            call_id=f"call_{secrets.token_hex(12)}",
        )
        for call in output
    ]
