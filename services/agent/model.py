"""The model behind one door: OpenAI's Responses API. The only module that imports `openai`.

It keeps nothing: the whole input goes with each call, and of the answer only the items stay.
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal, cast

import httpx2
import openai
import restate
from pydantic import BaseModel, BeforeValidator, ConfigDict

from services.agent import tool
from services.agent.items import Called, Item, Returned, Said
from services.contracts.wire import Wire

_FINAL = frozenset(range(400, 500)) - {408, 409, 429}
"""Refusals that no repetition heals."""
REFUSED = 502
"""The status of our own terminal error for them; an outage has another."""

MAX_OUTPUT_TOKENS = 2000
MAX_ITEMS = 16
"""More output items than this in one answer are not looked at."""
MAX_TEXT = 60_000
"""Characters of one answer, words and arguments together: more is never shown, nor journaled."""

Json = dict[str, Any]
Heard = Callable[[str], None]
"""Told the words so far, whenever there are more."""


class BrokenOff(Exception):
    """The model stopped in the middle of its answer; it may give a whole one when asked again."""


class ModelBusy(Exception):
    """The API did not do it now. The text is its status, never what it said."""


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

        Timeouts, 408, 409, 429, 5xx and `BrokenOff` propagate, to be tried again. `heard` is told
        the words while they are written; only what is returned was said.
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
        # A token has a byte at least, so that no call has more of them than it is long.
        return _reply(answer, most_in=len(sent))

    async def close(self) -> None:
        """Close its connections. It can't be asked any more."""
        await self._client.close()

    async def _ask(self, sent: bytes) -> "_Answer":
        # Not `responses.create`: it walks through request and answer value by value, which
        # took more processor time than the rest of a turn's own work.
        answer = await self._client.post("/responses", cast_to=httpx2.Response, content=sent)
        return _Answer.model_validate(json.loads(answer.content))

    async def _listen(self, sent: bytes, heard: Heard) -> "_Answer":
        """The same, word by word. The time limit holds for the whole, as it does for `_ask`."""
        said = _Words()
        answer: _Answer | None = None
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
                return _Answer.model_validate(json.loads(await stream.response.aread()))
            async for event in stream:
                match _Event.model_validate(event):
                    case _Event(type="response.output_text.delta") as more:
                        heard(said.with_more(more))
                    case _Event(type=kind, response=dict(whole)) if kind in _ENDS:
                        answer = _Answer.model_validate(whole)
                    case _:
                        pass
        if answer is None:
            raise BrokenOff("the model's answer ended before it was complete")
        return answer

    def _offered(self, agent: tool.Agent) -> list[Json]:
        """The agent's moves as the API wants them, made once."""
        if agent.name not in self._tools:
            self._tools[agent.name] = [_tool(move) for move in agent.moves]
        return self._tools[agent.name]


def _clean(text: object) -> object:
    """The text without half characters, which no journal can hold."""
    return text.encode("utf-8", "replace").decode("utf-8") if isinstance(text, str) else text


Text = Annotated[str, BeforeValidator(_clean)]


class _Read(BaseModel):
    """Of what the API answers, the part that we use; the rest is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Part(_Read):
    type: str
    text: Text = ""


class _Output(_Read):
    type: str
    content: tuple[_Part, ...] | None = None
    call_id: Text = ""
    name: Text = ""
    arguments: Text = ""


class _Usage(_Read):
    input_tokens: int = 0
    output_tokens: int = 0


class _Answer(_Read):
    status: str | None = None
    output: tuple[_Output, ...]
    usage: _Usage | None = None


_ENDS = frozenset({"response.completed", "response.incomplete", "response.failed"})


class _Event(_Read):
    """One event of an answer that comes word by word; the last ones hold the whole answer."""

    type: str
    delta: Text = ""
    output_index: int = 0
    response: Json | None = None


class _Words:
    """The words so far; each message of one answer is a paragraph, as in the whole answer."""

    def __init__(self) -> None:
        self._text = ""
        self._message = 0

    def with_more(self, more: _Event) -> str:
        if self._text and more.output_index != self._message:
            self._text += "\n\n"
        self._message = more.output_index
        self._text = (self._text + more.delta)[:MAX_TEXT]
        return self._text


def _reply(answer: _Answer, *, most_in: int) -> ModelReply:
    outputs = answer.output[:MAX_ITEMS]
    items = tuple(_bounded(item for output in outputs if (item := _item(output))))
    refused = any(_refuses(output) for output in outputs)
    usage = answer.usage or _Usage()
    return ModelReply(
        items=items,
        ending=_ending(answer, items, refused=refused),
        # A customer's day is charged with them, so that no nonsense may count.
        tokens_in=min(max(usage.input_tokens, 0), most_in),
        tokens_out=min(max(usage.output_tokens, 0), MAX_OUTPUT_TOKENS),
    )


def _item(output: _Output) -> Said | Called | None:
    """What the model said or called; None for anything else, such as its reasoning."""
    if output.type == "message":
        words = "".join(part.text for part in output.content or () if part.type == "output_text")
        return Said(role="assistant", text=words) if words.strip() else None
    if output.type == "function_call":
        return Called(call_id=output.call_id, name=output.name, arguments=output.arguments)
    return None


def _bounded(items: Iterable[Said | Called]) -> Iterator[Item]:
    """The items, cut where the answer gets too long. Half of an argument is an invalid one."""
    room = MAX_TEXT
    for item in items:
        match item:
            case Said():
                yield item.model_copy(update={"text": item.text[:room]})
                room -= len(item.text)
            case Called():
                named = {"name": item.name[:100], "call_id": item.call_id[:100]}
                yield item.model_copy(update={**named, "arguments": item.arguments[:room]})
                room -= len(item.arguments)
        if room <= 0:
            return


def _refuses(output: _Output) -> bool:
    return output.type == "message" and any(p.type == "refusal" for p in output.content or ())


def _ending(
    answer: _Answer, items: tuple[Item, ...], *, refused: bool
) -> Literal["complete", "truncated", "refused", "empty"]:
    if refused:
        return "refused"
    if answer.status == "incomplete":
        return "truncated"
    return "complete" if items else "empty"


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
