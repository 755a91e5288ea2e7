"""What an agent is made of: tools, handoffs, closings. Values; nothing runs here.

A tool is bound to one person and one thread by its `Scope`. The model picks which tool and
the business arguments; it can never pick whose.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

import restate
from pydantic import BaseModel, ConfigDict

from services import durable
from services.contracts import posts, session
from services.contracts.keys import PersonKey, ThreadKey


class Arguments(BaseModel):
    """Base of a tool's arguments: unknown fields are refused, values are frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Args = TypeVar("Args", bound=Arguments)


@dataclass(frozen=True)
class Scope:
    """On whose behalf a turn runs. Set by code from the front end's event, never by a model."""

    ctx: restate.ObjectContext
    customer: PersonKey
    thread: ThreadKey
    place: session.Place
    words: str
    """The person's message of this turn, verbatim."""
    today: date
    questions: tuple[session.OpenQuestion, ...] = ()


@dataclass(frozen=True)
class Output:
    """What a tool tells the model: anything that JSON can say."""

    value: dict[str, Any]
    ends_turn: bool = False
    """True when what the tool did is the answer: a card is posted, no words are needed."""
    open: bool = False
    """True when nothing in it comes from the account: all may read an answer made of it."""


@dataclass(frozen=True)
class Started:
    """A tool under way: the calls it waits for, and how it goes on once they are there."""

    finish: Callable[[], Awaitable[Output]]
    waits: tuple[durable.Pending[Any], ...] = ()


@dataclass(frozen=True)
class Tool(Generic[Args]):
    """Something the model may ask for.

    `start` begins the tool's durable calls and returns; the loop waits for all tools of one
    response together, so several run in parallel.
    """

    name: str
    description: str
    arguments: type[Args]
    start: Callable[[Scope, Args], Started]
    status: posts.StatusCode = "thinking"


@dataclass(frozen=True)
class Handoff:
    """Gives the conversation to another agent, within the turn."""

    name: str
    description: str
    to: str


@dataclass(frozen=True)
class Closing:
    """Ends the turn with its checked arguments as the result, for a workflow to read."""

    name: str
    description: str
    arguments: type[Arguments]


Move = Tool[Any] | Handoff | Closing


@dataclass(frozen=True)
class Agent:
    """A name, instructions, and the moves it is allowed. Least privilege is why there are several.

    `speaks` is False for an agent that must end with a closing instead of words.
    """

    name: str
    instructions: str
    moves: tuple[Move, ...]
    speaks: bool = True
    by_name: dict[str, Move] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {move.name: move for move in self.moves})


def schema(move: Move) -> dict[str, Any]:
    """The JSON schema of a move's arguments, as the model sees it."""
    if isinstance(move, Handoff):
        return {"type": "object", "properties": {}, "additionalProperties": False}
    return move.arguments.model_json_schema()


def encode(output: dict[str, Any], *, limit: int = 6000) -> str:
    """A tool's output as JSON text, at most `limit` characters."""
    text = json.dumps(output, ensure_ascii=False, separators=(",", ":"))
    if len(text) <= limit:
        return text
    # Quotes and backslashes of the beginning are escaped again, which can double it.
    cut = {"error": "the result is too long", "beginning": text[: limit // 2 - 50]}
    return json.dumps(cut, ensure_ascii=False, separators=(",", ":"))
