"""The model behind one door: OpenAI's Responses API. The only module that imports `openai`.

It keeps nothing: the whole input goes with each call, and of the answer only the items stay.
"""

from collections.abc import Sequence
from typing import Any, Literal, cast

import openai
import restate
from openai.types.responses import (
    Response,
    ResponseInputItemParam,
    ToolParam,
)

from services.agent import tool
from services.agent.items import Called, Item, Returned, Said
from services.contracts.wire import Wire

_FINAL = frozenset(range(400, 500)) - {408, 409, 429}
"""Refusals that no repetition heals."""

MAX_OUTPUT_TOKENS = 2000
MAX_ITEMS = 16
"""More output items than this in one answer are not looked at."""


class ModelReply(Wire):
    """One answer of the model. `ending` tells whether its words or calls can be used."""

    items: tuple[Item, ...]
    ending: Literal["complete", "truncated", "refused", "empty"]
    tokens_in: int = 0
    tokens_out: int = 0


class Model:
    """Asks one model. Safe to share between turns."""

    def __init__(self, *, api_key: str, base_url: str | None, name: str, timeout: float) -> None:
        """`timeout` is in seconds, for one call; repeating is left to Restate."""
        self._name = name
        self._client = openai.AsyncOpenAI(
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=0,
        )
        self._tools: dict[str, list[ToolParam]] = {}

    async def respond(self, agent: tool.Agent, items: Sequence[Item]) -> ModelReply:
        """One call. Raises `restate.TerminalError` for a refusal by the API that won't heal.

        Timeouts, 408, 409, 429 and 5xx propagate, to be tried again.
        """
        try:
            response = await self._client.responses.create(
                model=self._name,
                instructions=agent.instructions,
                # Sent as they are: the client would walk through both, item by item, each time.
                extra_body={"input": [_param(i) for i in items], "tools": self._offered(agent)},
                tool_choice="auto" if agent.speaks else "required",
                max_output_tokens=MAX_OUTPUT_TOKENS,
                store=False,
            )
        except openai.APIStatusError as failure:
            if failure.status_code in _FINAL:
                message = f"the model's API refused the call with {failure.status_code}"
                raise restate.TerminalError(message, status_code=502) from failure
            raise
        return _reply(response)

    def _offered(self, agent: tool.Agent) -> list[ToolParam]:
        """The agent's moves as the API wants them, made once."""
        if agent.name not in self._tools:
            self._tools[agent.name] = [_tool(move) for move in agent.moves]
        return self._tools[agent.name]


def _reply(response: Response) -> ModelReply:
    items: list[Item] = []
    refused = False
    for output in response.output[:MAX_ITEMS]:
        # By its own word: the client makes a message even of a kind that it doesn't know.
        if output.type == "message":
            refused = refused or any(part.type == "refusal" for part in output.content)
            text = "".join(part.text for part in output.content if part.type == "output_text")
            if text.strip():
                items.append(Said(role="assistant", text=_clean(text)))
        elif output.type == "function_call":
            items.append(
                Called(
                    call_id=_clean(output.call_id),
                    name=_clean(output.name),
                    arguments=_clean(output.arguments),
                )
            )
    usage = response.usage
    return ModelReply(
        items=tuple(items),
        ending=_ending(response, items, refused=refused),
        tokens_in=usage.input_tokens if usage else 0,
        tokens_out=usage.output_tokens if usage else 0,
    )


def _clean(text: str) -> str:
    """The text without half characters, which no journal can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _ending(
    response: Response, items: list[Item], *, refused: bool
) -> Literal["complete", "truncated", "refused", "empty"]:
    if refused:
        return "refused"
    if response.status == "incomplete":
        return "truncated"
    return "complete" if items else "empty"


def _param(item: Item) -> ResponseInputItemParam:
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


def _tool(move: tool.Move) -> ToolParam:
    parameters = cast("dict[str, object]", _plain(tool.schema(move)))
    return {
        "type": "function",
        "name": move.name,
        "description": move.description,
        "parameters": parameters,
        "strict": False,
    }


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without Pydantic's titles, which cost tokens and tell nothing."""
    return {
        key: _plain(cast("dict[str, Any]", value)) if isinstance(value, dict) else value
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
