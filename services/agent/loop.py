"""The agent loop: model call, tool calls, … until words or a closing. Used by every agent.

Each model call is one journaled step. Nothing a model returns can raise: whatever it is,
it has a defined outcome.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal, Protocol

import restate
from pydantic import ValidationError

from services import durable
from services.agent import patience, tool
from services.agent.items import Called, Item, Returned, Said
from services.agent.model import Heard, ModelReply
from services.contracts import posts

MAX_MODEL_CALLS = 8
MAX_CALLS_AT_ONCE = 8
MAX_CALLS = 16
"""In one turn: what a model asks for beyond is not carried out, so that no message is a flood."""

_TOO_MANY = {"error": "too many calls; this one was not carried out"}
_CALLABLE = re.compile(r"[A-Za-z0-9_-]{1,64}")

_log = logging.getLogger(__name__)

Failure = Literal["model_unavailable", "gave_up"]


class Responds(Protocol):
    async def respond(
        self, agent: tool.Agent, items: Sequence[Item], heard: Heard | None = None
    ) -> ModelReply: ...


Aloud = Callable[[], AbstractAsyncContextManager[Heard]]
"""Shows the words of a model call while it runs, within its step; without any effect on it."""


@dataclass(frozen=True)
class Spoken:
    """The turn ended with words for the person; none when a card says it all."""

    text: str


@dataclass(frozen=True)
class Concluded:
    """The turn ended with a closing and its checked arguments."""

    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Failed:
    """The turn ended without anything usable."""

    failure: Failure


@dataclass(frozen=True)
class Turn:
    """What a turn came to: its ending, the agent that had the last word, and its new items."""

    ending: Spoken | Concluded | Failed
    agent: str
    items: tuple[Item, ...]
    model_calls: int
    tokens: int = 0
    """In and out, of all its calls."""
    private: bool = False
    """True where the model was told what is for the customer alone."""


@dataclass(frozen=True)
class _Progress:
    agent: tool.Agent
    items: tuple[Item, ...] = ()
    private: bool = False
    corrected: bool = False
    ending: Spoken | Concluded | Failed | None = None
    tokens: int = 0


@dataclass(frozen=True)
class Loop:
    """The parts that a turn needs. `show` is told what the desk is doing.

    `aloud` shows a person the words while they are written, where somebody can read them.
    `waiting` is who waits for the turn, and is told where the model is down.
    """

    agents: Mapping[str, tool.Agent]
    model: Responds
    show: Callable[[posts.StatusCode], None] = field(default=lambda _code: None)
    aloud: Aloud | None = None
    waiting: patience.Waiting | None = None

    async def run(self, scope: tool.Scope, *, start: str, history: Sequence[Item]) -> Turn:
        """Run one turn from `history`, beginning with the agent named `start`."""
        progress = _Progress(self.agents[start])
        for number in range(1, MAX_MODEL_CALLS + 1):
            reply = await self._ask(scope, number, progress.agent, (*history, *progress.items))
            progress = await self._take(scope, progress, reply)
            if progress.ending:
                return _turn(progress, progress.ending, calls=number)
        return _turn(progress, Failed("gave_up"), calls=MAX_MODEL_CALLS)

    async def _ask(
        self, scope: tool.Scope, number: int, agent: tool.Agent, items: Sequence[Item]
    ) -> ModelReply | None:
        respond = partial(self._respond, agent, items)
        return await patience.ask(scope.ctx, f"model call {number}", respond, self.waiting)

    async def _respond(self, agent: tool.Agent, items: Sequence[Item]) -> ModelReply:
        """Within the step, so that a refusal, as of a wrong key, is told the log once."""
        try:
            if self.aloud is None or not agent.speaks:
                return await self.model.respond(agent, items)
            async with self.aloud() as heard:
                return await self.model.respond(agent, items, heard)
        except restate.TerminalError as refusal:
            _log.error("ALERT %s", refusal.message)
            raise

    async def _take(
        self, scope: tool.Scope, progress: _Progress, reply: ModelReply | None
    ) -> _Progress:
        if reply is None:
            return replace(progress, ending=Failed("model_unavailable"))
        progress = replace(progress, tokens=progress.tokens + reply.tokens_in + reply.tokens_out)
        if reply.ending != "complete":
            return _once_more(progress)  # what was cut short or refused must not be acted on
        fresh = [_renamed(scope, item) for item in reply.items]
        items = (*progress.items, *fresh)
        calls = [item for item in fresh if isinstance(item, Called)]
        if calls:
            return await self._carry_out(scope, replace(progress, items=items), calls)
        words = "\n\n".join(item.text for item in reply.items if isinstance(item, Said)).strip()
        if words and progress.agent.speaks:
            return replace(progress, items=items, ending=Spoken(words))
        return _once_more(progress)

    async def _carry_out(
        self, scope: tool.Scope, progress: _Progress, calls: Sequence[Called]
    ) -> _Progress:
        """Start every tool of one response, wait for all, then finish them in order."""
        before = sum(isinstance(item, Called) for item in progress.items) - len(calls)
        room = min(MAX_CALLS_AT_ONCE, MAX_CALLS - before)
        begun = [
            self._begin(scope, progress.agent, call) if number < room else _told(_TOO_MANY)
            for number, call in enumerate(calls)
        ]
        statuses: list[posts.StatusCode] = [s.status for s in begun if s.status is not None]
        for status in statuses[:1]:
            self.show(status)
        waits = [pending.future for step in begun for pending in step.waits]
        await restate.gather(*waits)
        ends_turn = True
        for call, step in zip(calls, begun, strict=True):
            done = await step.finish()
            returned = Returned(call_id=call.call_id, output=tool.encode(done.output.value))
            progress = replace(
                progress,
                items=(*progress.items, returned),
                private=progress.private or not done.output.open,
                agent=done.agent or progress.agent,
                ending=progress.ending or done.ending,
            )
            ends_turn = ends_turn and done.output.ends_turn
        return replace(progress, ending=Spoken("")) if ends_turn else progress

    def _begin(self, scope: tool.Scope, agent: tool.Agent, call: Called) -> "_Step":
        move = agent.by_name.get(call.name)
        if move is None:
            return _told({"error": f"there is no tool named {call.name[:60]!r}"})
        if isinstance(move, tool.Handoff):
            return _Step(
                partial(_answer, _Done(tool.Output({"ok": True}, open=True), self.agents[move.to]))
            )
        try:
            arguments = move.arguments.model_validate_json(call.arguments or "{}")
        except ValidationError as invalid:
            return _told({"error": "invalid arguments", "details": _details(invalid)})
        if isinstance(move, tool.Closing):
            ending = Concluded(move.name, arguments.model_dump(mode="json"))
            return _Step(
                partial(_answer, _Done(tool.Output({"ok": True}, open=True), ending=ending))
            )
        started = move.start(scope, arguments)
        return _Step(partial(_finish, started), started.waits, move.status)


@dataclass(frozen=True)
class _Done:
    output: tool.Output
    agent: tool.Agent | None = None
    ending: Concluded | None = None


@dataclass(frozen=True)
class _Step:
    finish: Callable[[], Awaitable[_Done]]
    waits: tuple[durable.Pending[Any], ...] = ()
    status: posts.StatusCode | None = None


async def _answer(done: _Done) -> _Done:
    return done


async def _finish(started: tool.Started) -> _Done:
    return _Done(await started.finish())


def _turn(progress: _Progress, ending: Spoken | Concluded | Failed, *, calls: int) -> Turn:
    # What the loop itself said to the model is no part of the conversation.
    items = (i for i in progress.items if not (isinstance(i, Said) and i.role == "developer"))
    return Turn(
        ending,
        progress.agent.name,
        tuple(items),
        calls,
        progress.tokens,
        private=progress.private,
    )


def _renamed(scope: tool.Scope, item: Item) -> Item:
    """A call under an id and a name that the API takes back, whatever the model made up."""
    if not isinstance(item, Called):
        return item
    call_id = f"call_{scope.ctx.random().getrandbits(64):016x}"
    name = item.name if _CALLABLE.fullmatch(item.name) else "unreadable"
    return item.model_copy(update={"call_id": call_id, "name": name})


def _told(value: dict[str, Any]) -> _Step:
    return _Step(partial(_answer, _Done(tool.Output(value, open=True))))


def _once_more(progress: _Progress) -> _Progress:
    """Nothing usable came: say so to the model once, then give up."""
    if progress.corrected:
        return replace(progress, ending=Failed("gave_up"))
    moves = ", ".join(move.name for move in progress.agent.moves)
    wanted = "Answer the person in words" if progress.agent.speaks else "Use one of your tools"
    nudge = Said(role="developer", text=f"That was no usable answer. {wanted} (tools: {moves}).")
    return replace(progress, items=(*progress.items, nudge), corrected=True)


def _details(invalid: ValidationError) -> list[str]:
    return [
        f"{'.'.join(str(part) for part in error['loc']) or 'arguments'}: {error['msg']}"
        for error in invalid.errors(include_url=False, include_input=False)[:5]
    ]
