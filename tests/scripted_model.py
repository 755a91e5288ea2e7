"""A model that says what a story wrote down, over the real protocol, and nothing else.

Owns the script; strict about what comes unasked and what is left over. Used by the stories.
"""

import asyncio
import contextlib
import itertools
import json
import sys
from collections import deque
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from aiohttp import web

from bench.listening import Listener
from local.offline_model import envelope, streaming

Lane = Literal["front_desk", "credit_agent", "review_agent", "classifier"]
Json = dict[str, Any]

_MARKS: tuple[tuple[str, Lane], ...] = (
    ("classify", "classifier"),
    ("submit_assessment", "review_agent"),
    ("submit_application", "credit_agent"),
    ("hand_over_to_credit_agent", "front_desk"),
)


# What a step answers ----------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """One answer: a response's output with its status, or an HTTP error, after a wait."""

    output: tuple[Json, ...] = ()
    status: Literal["completed", "incomplete"] = "completed"
    http: int = 200
    retry_after: float | None = None
    seconds: float = 0
    pen: "Pen | None" = None


class Pen:
    """Writes a streamed answer as far as the story lets it."""

    def __init__(self) -> None:
        self._words = 0
        self._more = asyncio.Event()

    def write(self, words: int) -> None:
        """So many words of the answer may be there, counted from its beginning."""
        self._words = words
        self._more.set()

    def finish(self) -> None:
        """The answer may be whole."""
        self.write(sys.maxsize)

    async def reach(self, word: int) -> None:
        """Wait until this word may be written."""
        while word > self._words:
            self._more.clear()
            await self._more.wait()


def text(words: str, *, pen: Pen | None = None) -> Answer:
    """The model says this; with a pen, word by word to who wants it so."""
    return Answer(output=(envelope.message(words, item_id=""),), pen=pen)


def calls(*wanted: tuple[str, Mapping[str, object] | str]) -> Answer:
    """The model asks for these tools at once.

    Arguments given as a string are sent as they are, so they can be malformed; the tools need
    not exist.
    """
    return Answer(
        output=tuple(
            envelope.function_call(
                name,
                arguments if isinstance(arguments, str) else json.dumps(arguments),
                item_id="",
                call_id="",
            )
            for name, arguments in wanted
        )
    )


def junk() -> Answer:
    """A response without any output."""
    return Answer()


def truncated(answer: Answer) -> Answer:
    """The same, cut off at the limit of output tokens."""
    return Answer(output=answer.output, status="incomplete")


def refusal(words: str) -> Answer:
    """The model declines to answer."""
    said: Json = envelope.message("", item_id="")
    said["content"] = [{"type": "refusal", "refusal": words}]
    return Answer(output=(said,))


def status(code: int, *, retry_after: float | None = None) -> Answer:
    """An HTTP error of the API; `retry_after` in seconds."""
    return Answer(http=code, retry_after=retry_after)


def hang(seconds: float) -> Answer:
    """No answer for that long, then a 503. Whoever asks again meanwhile gets the next step."""
    return Answer(http=503, seconds=seconds)


# What a step expects ----------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A request as it came. `texts` is all that its input says, tool results included."""

    lane: Lane
    texts: tuple[str, ...]
    said: str
    """The last message of the user."""
    results: tuple[str, ...]
    """What the tools gave since then, as JSON text."""
    body: Json

    @property
    def raw(self) -> str:
        """Everything that the model got to see, instructions and tools included."""
        return json.dumps(self.body, ensure_ascii=False)


@dataclass(frozen=True)
class Check:
    """Something that must hold of a request; `claim` says what, for the failure."""

    claim: str
    holds: Callable[[Asked], bool]


def says(part: str) -> Check:
    """The last message of the user has this in it."""
    return Check(f"the user says {part!r}", lambda asked: part in asked.said)


def told(part: str) -> Check:
    """A tool of this turn has given this."""
    return Check(f"a tool gave {part!r}", lambda asked: any(part in r for r in asked.results))


def contains(part: str) -> Check:
    """The input has this in it somewhere."""
    return Check(f"the input has {part!r}", lambda asked: any(part in t for t in asked.texts))


def lacks(part: str) -> Check:
    """The model sees this nowhere."""
    return Check(f"nothing has {part!r}", lambda asked: part not in asked.raw)


@dataclass(frozen=True)
class _Step:
    answer: Answer
    when: tuple[Check, ...]


# The server -------------------------------------------------------------------------------


class ScriptedModel:
    """Answers each agent's requests with its steps, in order.

    The same request directly again is a crashed caller that asks once more: it gets the same
    response, and no step is used. After an HTTP error it is a new attempt and takes the next
    step. So two conversations of one agent must differ in what is said.
    """

    def __init__(self) -> None:
        self.requests: list[Asked] = []
        self.failures: list[str] = []
        self.replayed = 0
        self.down = False
        """Every request is answered by a 503, and uses up no step."""
        self.otherwise: Callable[[Asked], Answer] | None = None
        """What is answered where there is no step; without it the story fails then."""
        self._steps: dict[Lane, deque[_Step]] = {lane: deque() for _, lane in _MARKS}
        self._last: dict[Lane, tuple[Json, Json, Pen | None]] = {}
        self._numbers = itertools.count(1)
        self._closing = asyncio.Event()
        self._listener = Listener()

    @property
    def url(self) -> str:
        """The base URL for the client, once started."""
        return f"http://{self._listener.address}/v1"

    def expect(self, lane: Lane, answer: Answer, *, when: Check | tuple[Check, ...] = ()) -> None:
        """The next step of that agent. Where a check does not hold, the story fails."""
        checks = when if isinstance(when, tuple) else (when,)
        self._steps[lane].append(_Step(answer=answer, when=checks))

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_post("/v1/responses", self._respond)
        app.router.add_route("*", "/{path:.*}", self._unknown)
        await self._listener.start(web.AppRunner(app, shutdown_timeout=1))

    async def close(self) -> None:
        """Stop listening, then `check`."""
        self._closing.set()
        await self._listener.close()
        self.check()

    @contextlib.contextmanager
    def story(self) -> Generator[None]:
        """For one story: fails it when the script is not used up, and forgets what is left."""
        yield
        try:
            self.check()
        finally:
            self.forget()

    def check(self) -> None:
        """Raise `AssertionError` for whatever was wrong, came unasked, or is left over."""
        left = {lane: len(steps) for lane, steps in self._steps.items() if steps}
        wrong = list(self.failures)
        if left:
            wrong.append(f"steps left over: {left} (requests replayed: {self.replayed})")
        assert not wrong, "scripted model:\n" + "\n".join(wrong)

    def forget(self) -> None:
        """Drop what is left over and what was wrong: the next story begins anew."""
        for steps in self._steps.values():
            steps.clear()
        self.failures.clear()
        self.requests.clear()
        self._last.clear()
        self.down = False
        self.otherwise = None

    async def _unknown(self, request: web.Request) -> web.Response:
        return self._failed(f"unknown request: {request.method} {request.path}", code=404)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        try:
            asked = _asked(json.loads(await request.read()))
        except (_WrongRequest, ValueError) as wrong:
            return self._failed(str(wrong))
        if self.down:
            return await self._error(status(503))
        self.requests.append(asked)
        last = self._last.get(asked.lane)
        if last and last[0] == asked.body:
            self.replayed += 1
            return await _send(request, asked, last[1], last[2])
        if not self._steps[asked.lane] and self.otherwise:
            self._steps[asked.lane].append(_Step(answer=self.otherwise(asked), when=()))
        if not self._steps[asked.lane]:
            return self._failed(f"{asked.lane}: no step for {_shown(asked)}")
        step = self._steps[asked.lane].popleft()
        for check in step.when:
            if not check.holds(asked):
                return self._failed(f"{asked.lane}: expected that {check.claim}: {_shown(asked)}")
        return await self._give(request, step.answer, asked)

    async def _give(self, request: web.Request, answer: Answer, asked: Asked) -> web.StreamResponse:
        self._last.pop(asked.lane, None)
        if answer.http != web.HTTPOk.status_code:
            return await self._error(answer)
        number = next(self._numbers)
        body = envelope.response(
            [_named(item, f"{number}_{n}") for n, item in enumerate(answer.output)],
            request=asked.body,
            response_id=f"resp_{number}",
            created_at=number,
        )
        body["status"] = answer.status
        if answer.status == "incomplete":
            body["incomplete_details"] = {"reason": "max_output_tokens"}
        self._last[asked.lane] = (asked.body, body, answer.pen)
        return await _send(request, asked, body, answer.pen)

    async def _error(self, answer: Answer) -> web.Response:
        if answer.seconds:
            closing = asyncio.ensure_future(self._closing.wait())
            await asyncio.wait([closing], timeout=answer.seconds)
            closing.cancel()
        headers = {} if answer.retry_after is None else {"Retry-After": str(answer.retry_after)}
        body = envelope.error(f"scripted {answer.http}", kind="scripted_error")
        return web.json_response(body, status=answer.http, headers=headers)

    def _failed(self, why: str, *, code: int = 400) -> web.Response:
        self.failures.append(why)
        return web.json_response(envelope.error(why), status=code)


async def _send(
    request: web.Request, asked: Asked, body: Json, pen: Pen | None
) -> web.StreamResponse:
    if not asked.body.get("stream"):
        return web.json_response(body)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    words = 0
    with contextlib.suppress(ConnectionError):  # who asked may have been killed meanwhile
        await response.prepare(request)
        for event in streaming.events(body):
            if pen and event["type"] == streaming.DELTA:
                words += 1
                await pen.reach(words)
            await response.write(streaming.encode(event))
        await response.write_eof()
    return response


class _WrongRequest(Exception):
    """The real API would refuse this request, or no agent of ours would send it."""


def _asked(given: object) -> Asked:
    body = cast("Json", given if isinstance(given, dict) else {})
    items = _items(body)
    last = max((n for n, item in enumerate(items) if item.get("role") == "user"), default=0)
    results = (item for item in items[last:] if item.get("type") == "function_call_output")
    return Asked(
        lane=_lane(body),
        texts=tuple(_text(item) for item in items),
        said=_text(items[last]) if items else "",
        results=tuple(_text(item) for item in results),
        body=body,
    )


def _lane(body: Json) -> Lane:
    offered = {str(tool.get("name")) for tool in cast("list[Json]", body.get("tools") or [])}
    for mark, lane in _MARKS:
        if mark in offered:
            return lane
    raise _WrongRequest(f"no agent has these tools: {sorted(offered)}")


def _items(body: Json) -> list[Json]:
    if body.get("store") is not False:
        raise _WrongRequest("store must be false")
    if not isinstance(body.get("input"), list):
        raise _WrongRequest("input must be a list of items")
    items = cast("list[Json]", body["input"])
    called, given = _call_ids(items, "function_call"), _call_ids(items, "function_call_output")
    if sorted(called) != sorted(given) or len(set(called)) != len(called):
        raise _WrongRequest(f"calls {called} and their outputs {given} don't match")
    return items


def _call_ids(items: list[Json], kind: str) -> list[str]:
    return [str(item.get("call_id")) for item in items if item.get("type") == kind]


def _text(item: Json) -> str:
    return str(item.get("content") or item.get("output") or item.get("arguments") or "")


def _named(item: Json, number: str) -> Json:
    named = item | {"id": f"item_{number}"}
    return named | {"call_id": f"call_{number}"} if "call_id" in item else named


def _shown(asked: Asked) -> str:
    return f"{asked.said[:200]!r}, tools gave {[result[:200] for result in asked.results]}"
