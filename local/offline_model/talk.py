"""The conversation as the rules see it, and what they may answer. Pure; built from a request."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from local.offline_model.request import Item, Request, Tool


@dataclass(frozen=True)
class Say:
    """Words for the customer; they end the turn."""

    text: str


@dataclass(frozen=True)
class Call:
    """A call of one of the offered tools."""

    name: str
    arguments: Mapping[str, object]


Output = Say | tuple[Call, ...]


@dataclass(frozen=True)
class Line:
    """Something that was said before, or a note on what the desk did."""

    by: Literal["user", "assistant", "desk"]
    text: str


@dataclass(frozen=True)
class Question:
    """A question that waits for the customer's answer."""

    credit_id: str
    text: str


@dataclass(frozen=True)
class Talk:
    """`message` is what the customer wrote last; `results` is what tools gave since then."""

    tools: frozenset[str]
    categories: tuple[str, ...]
    today: date | None
    questions: tuple[Question, ...]
    before: tuple[Line, ...]
    message: str
    results: Mapping[str, str]
    brief: str
    """All that was said by people and by the desk, for an agent that works on a task."""

    @property
    def last_said(self) -> str:
        """What the desk's agent said right before the message."""
        return next((line.text for line in reversed(self.before) if line.by != "user"), "")


def of(request: Request) -> Talk:
    """The conversation in the request."""
    items = request.input
    last = max((n for n, item in enumerate(items) if item.role == "user"), default=len(items))
    context = _context(items)
    return Talk(
        tools=frozenset(tool.name for tool in request.tools),
        categories=_categories(request.tools),
        today=_today(context),
        questions=_questions(context),
        before=tuple(_lines(items[:last])),
        message=items[last].text if last < len(items) else "",
        results=dict(_results(items[last:])),
        brief="\n".join(item.text for item in items if item.role not in ("assistant", "")),
    )


_TODAY = re.compile(r"^Today is (\d{4}-\d{2}-\d{2})\b", re.MULTILINE)
_SUMMARY = re.compile(r"^Earlier: ", re.MULTILINE)
_NOTE = re.compile(r"\s*\[desk\]")
_QUESTION = re.compile(r"^Open question for (CR-[2-9A-HJ-NP-Z]{8}): (.*)$", re.MULTILINE)
# Only a note of its own ends what was talked about before it: one inside the context that
# stands in front of each message tells nothing about the order.
_DESK = re.compile(r"\s*\[desk\].*\bCR-[2-9A-HJ-NP-Z]{8}", re.DOTALL)


def _context(items: tuple[Item, ...]) -> str:
    """What the desk says of the day and of open questions.

    Not what it noted, nor what it sums up of earlier turns: people's words stand there too.
    """
    texts = [item.text for item in items if item.role in ("developer", "system")]
    return "\n".join(_SUMMARY.split(text)[0] for text in texts if not _NOTE.match(text))


def _today(developer: str) -> date | None:
    found = _TODAY.findall(developer)
    try:
        return date.fromisoformat(found[-1]) if found else None
    except ValueError:
        return None


def _questions(developer: str) -> tuple[Question, ...]:
    latest = dict(_QUESTION.findall(developer))
    return tuple(Question(credit_id=credit, text=text) for credit, text in latest.items())


def _lines(items: tuple[Item, ...]) -> Iterator[Line]:
    """What was said, and where the desk itself finished something: its note, or a submission."""
    names = {item.call_id: item.name for item in items if item.type == "function_call"}
    for item in items:
        if item.role != "user" and _DESK.match(item.text):
            yield Line(by="desk", text=item.text)
        elif item.role in ("user", "assistant"):
            yield Line(by="user" if item.role == "user" else "assistant", text=item.text)
        elif names.get(item.call_id) == "submit_application" and _accepted(item):
            yield Line(by="desk", text=item.result)


def _accepted(item: Item) -> bool:
    trouble = '"refused"' in item.result or '"error"' in item.result
    return item.type == "function_call_output" and not trouble


def _results(items: tuple[Item, ...]) -> Iterator[tuple[str, str]]:
    names = {item.call_id: item.name for item in items if item.type == "function_call"}
    for item in items:
        if item.type == "function_call_output" and item.call_id in names:
            yield names[item.call_id], item.result


def _categories(tools: tuple[Tool, ...]) -> tuple[str, ...]:
    """The closed list of categories that `list_transactions` offers in its schema."""
    schema = next((t.parameters for t in tools if t.name == "list_transactions"), None)
    return next(_enums(schema), ())


def _enums(schema: object) -> Iterator[tuple[str, ...]]:
    if isinstance(schema, dict):
        for key, value in cast("dict[str, Any]", schema).items():
            if key == "enum" and isinstance(value, list):
                yield tuple(str(name) for name in cast("list[object]", value))
            else:
                yield from _enums(value)
    elif isinstance(schema, list):
        for value in cast("list[object]", schema):
            yield from _enums(value)


def arguments_text(call: Call) -> str:
    """The arguments as the API carries them: a JSON object in a string."""
    return json.dumps(call.arguments, ensure_ascii=False)
