"""The model that all benchmarks ask: a Responses API that answers at once or after a delay.

It goes by the last words of a person and by the tools that it is offered; it has no memory.
"""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, cast

from aiohttp import web

from bench.listening import Listener
from local.offline_model import envelope
from local.offline_model.envelope import Json

AMOUNT = re.compile(r"(\d{3,6}) ?(?:euros?|EUR)", re.IGNORECASE)
MONTHS = re.compile(r"(\d{1,3}) ?months", re.IGNORECASE)


@dataclass(frozen=True)
class Exchange:
    """One call of the model: the words that it answered, and its output's bytes."""

    said: str
    called: str
    """The tool that was called; empty where words were given."""
    written: int


class BenchModel:
    """Listens on a free port from `start()` to `close()`; `url` is for `OPENAI_BASE_URL`."""

    def __init__(self, *, delay: float = 0.0) -> None:
        """`delay` is in seconds, for each answer; it can be changed while running."""
        self.delay = delay
        self.url = ""
        self.exchanges: list[Exchange] = []
        self._numbers = count(1)
        self._listener = Listener()

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/v1/responses", self._respond)
        await self._listener.start(web.AppRunner(app, access_log=None))
        self.url = f"http://{self._listener.address}/v1"

    async def close(self) -> None:
        await self._listener.close()

    async def _respond(self, request: web.Request) -> web.Response:
        body = cast("Json", await request.json())
        said, output = answer(body, number=next(self._numbers))
        self.exchanges.append(Exchange(said, output.get("name", ""), len(json.dumps(output))))
        if self.delay:
            await asyncio.sleep(self.delay)
        number = len(self.exchanges)
        return web.json_response(
            envelope.response([output], request=body, response_id=f"resp_{number}", created_at=0)
        )


def answer(body: Json, *, number: int) -> tuple[str, Json]:
    """The words that count, and the one output item for them."""
    items = cast("list[Json]", body["input"])
    tools = {str(tool["name"]) for tool in cast("list[Json]", body.get("tools") or [])}
    last = max((n for n, item in enumerate(items) if item.get("role") == "user"), default=0)
    said = _text(items[last].get("content"))
    results = [_text(i["output"]) for i in items[last:] if i.get("type") == "function_call_output"]
    asked = [_text(item.get("content")) for item in items if item.get("role") == "user"]
    name, arguments = _move(tools, said, results, asked)
    if name:
        call = envelope.function_call(
            name, json.dumps(arguments), item_id=f"fc_{number}", call_id=f"call_{number}"
        )
        return said, call
    return said, envelope.message(_words(said, results), item_id=f"msg_{number}")


def _move(
    tools: set[str], said: str, results: Sequence[str], asked: Sequence[str]
) -> tuple[str, dict[str, Any]]:
    """The tool that is due, and its arguments; no name where words are."""
    if "submit_assessment" in tools:
        return "submit_assessment", {"recommendation": "approve", "summary": "Nothing to clarify."}
    if "balance" in said.lower() and not results:
        return "get_balance", {}
    if not (AMOUNT.search(said) or MONTHS.search(said)):
        return "", {}
    if "submit_application" not in tools:
        return "hand_over_to_credit_agent", {}
    amounts = [found[1] for text in asked if (found := AMOUNT.search(text))]
    months = MONTHS.search(said)
    if not amounts or not months:
        return "", {}
    return "submit_application", {"amount": amounts[-1], "months": int(months[1])}


def _words(said: str, results: Sequence[str]) -> str:
    if "balance" in said.lower():
        return f"Here is what your account says right now: {results[-1]}. Anything else?"
    if AMOUNT.search(said):
        return "Over how many months would you like to pay it back?"
    return "I can tell you your balance, your transactions and how your credits stand."


def _text(content: object) -> str:
    """The text of an item's content, which is a string or a list of parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in cast("list[Json]", content))
    return str(content or "")
