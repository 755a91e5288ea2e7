"""The model behind one door: OpenAI's Responses API. The only module that imports `openai`.

It keeps nothing: the whole input goes with each call, and of the answer only the items stay.
"""

import asyncio
import json
from collections.abc import Sequence
from typing import cast

import httpx2
import openai
import restate

from services.agent import answer as answers
from services.agent import tool
from services.agent.answer import MAX_ITEMS as MAX_ITEMS
from services.agent.answer import MAX_OUTPUT_TOKENS, Answer, Heard, Json
from services.agent.answer import MAX_TEXT as MAX_TEXT
from services.agent.answer import BrokenOff as BrokenOff
from services.agent.answer import ModelBusy as ModelBusy
from services.agent.answer import ModelReply as ModelReply
from services.agent.items import Called, Item, Returned, Said

_FINAL = frozenset(range(400, 500)) - {408, 409, 429}
"""Refusals that no repetition heals."""
REFUSED = 502
"""The status of our own terminal error for them; an outage has another."""


class Model:
    """Asks one model. Safe to share between turns."""

    def __init__(self, *, api_key: str, base_url: str | None, name: str, timeout: float) -> None:
        """`timeout` is in seconds, for one call; repeating is left to Restate."""
        self._name = name
        self._timeout = timeout
        self._client = openai.AsyncOpenAI(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=0,
            # Half of the processor time of the default transport, measured on our calls.
            http_client=openai.DefaultAioHttpClient(timeout=timeout),
        )
        self._tools: dict[str, list[Json]] = {}

    async def respond(
        self, agent: tool.Agent, items: Sequence[Item], heard: Heard | None = None
    ) -> ModelReply:
        """One call. Raises `restate.TerminalError` for a refusal by the API that won't heal.

        Timeouts, 408, 409, 429, 5xx and `BrokenOff` propagate, to be tried again, and so does an
        answer that is not over: whose status is neither `completed` nor `incomplete`. `heard` is
        told the words while they are written; only what is returned was said.
        """
        body: Json = {
            "model": self._name,
            "instructions": agent.instructions,
            "input": [_param(item) for item in items],
            "tools": self._offered(agent),
            "tool_choice": "auto" if agent.speaks else "required",
            "max_output_tokens": MAX_OUTPUT_TOKENS,
            "store": False,
            "stream": heard is not None,
        }
        sent = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            answer = await (self._listen(sent, heard) if heard else self._ask(sent))
        except openai.APIStatusError as failure:
            # Without the cause: its text is the answer's body, which may repeat our key.
            if failure.status_code in _FINAL:
                message = f"the model's API refused the call with {failure.status_code}"
                raise restate.TerminalError(message, status_code=REFUSED) from None
            raise ModelBusy(f"the model's API answered {failure.status_code}") from None
        except openai.APIConnectionError:
            raise
        except openai.APIError:
            raise ModelBusy(answers.ERROR) from None
        answers.check_over(answer)
        # A token has a byte at least, so that no call has more of them than it is long.
        return answers.reply(answer, most_in=len(sent))

    async def close(self) -> None:
        """Close its connections. It can't be asked any more."""
        await self._client.close()

    async def _ask(self, sent: bytes) -> Answer:
        # Not `responses.create`: it walks through request and answer value by value, which
        # took more processor time than the rest of a turn's own work.
        answer = await self._client.post("/responses", cast_to=httpx2.Response, content=sent)
        return Answer.model_validate(json.loads(answer.content))

    async def _listen(self, sent: bytes, heard: Heard) -> Answer:
        """The same, word by word. The time limit holds for the whole, as it does for `_ask`."""
        said = answers.Words()
        answer: Answer | None = None
        async with (
            asyncio.timeout(self._timeout),
            await self._client.post(
                "/responses",
                cast_to=object,
                content=sent,
                stream=True,
                stream_cls=openai.AsyncStream[object],
            ) as stream,
        ):
            if not stream.response.headers.get("content-type", "").startswith("text/event-stream"):
                # An API that gives whole answers only, however it is asked.
                return Answer.model_validate(json.loads(await stream.response.aread()))
            async for event in stream:
                # To its end, so that the connection can be used again; what ends first counts.
                answer = answer or said.take(answers.Event.model_validate(event), heard)
        if answer is None:
            raise BrokenOff("the model's answer ended before it was complete")
        return answer

    def _offered(self, agent: tool.Agent) -> list[Json]:
        """The agent's moves as the API wants them, made once."""
        if agent.name not in self._tools:
            self._tools[agent.name] = [_tool(move) for move in agent.moves]
        return self._tools[agent.name]


def _param(item: Item) -> Json:
    match item:
        case Said():
            return {"role": item.role, "content": item.text}
        case Called():
            return {
                "type": "function_call",
                "call_id": item.call_id,
                "name": item.name,
                "arguments": item.arguments,
            }
        case Returned():
            return {
                "type": "function_call_output",
                "call_id": item.call_id,
                "output": item.output,
            }


def _tool(move: tool.Move) -> Json:
    return {
        "type": "function",
        "name": move.name,
        "description": move.description,
        "parameters": _plain(tool.schema(move)),
        "strict": False,
    }


def _plain(schema: Json) -> Json:
    """The schema without Pydantic's titles, which cost tokens and tell nothing."""
    return {
        key: _plain(cast("Json", value)) if isinstance(value, dict) else value
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
