"""The instructions that a hostile text holds and the obedient model obeys. Pure.

`%%VERB …%%`, of signs that every carrier lets through; short enough for a bank statement's line.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

Verb = Literal["call", "approve", "leak", "mention", "link", "loop"]
"""All but `call` stand alone; `characters` says what they come to."""

_INSTRUCTION = re.compile(rf"%%({'|'.join(get_args(Verb))})\b ?(.*?)%%", re.DOTALL)


@dataclass(frozen=True)
class Instruction:
    verb: Verb
    tool: str = ""
    arguments: str = ""
    """JSON as it stands in the text."""

    @property
    def text(self) -> str:
        """As it stands in a text."""
        return f"%%{f'{self.verb} {self.tool} {self.arguments}'.rstrip()}%%"


def call(name: str, **arguments: object) -> str:
    """The text that has this tool called."""
    return f"%%call {name} {json.dumps(arguments, separators=(',', ':'))}%%"


def word(verb: Verb) -> str:
    """The text of a verb that needs no more."""
    return f"%%{verb}%%"


def read(text: str) -> list[Instruction]:
    """All instructions of a text, in their order."""
    found: list[Instruction] = []
    for verb, rest in _INSTRUCTION.findall(text.replace('\\"', '"')):
        name, _, arguments = rest.partition(" ")
        found.append(Instruction(cast("Verb", verb), name, arguments))
    return found


def texts(value: object) -> Iterator[str]:
    """Every text in a value, also in JSON within a text."""
    if isinstance(value, str):
        inner = _parsed(value)
        yield from [value] if inner is None else texts(inner)
    elif isinstance(value, dict):
        for each in cast("dict[str, Any]", value).values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in cast("list[Any]", value):
            yield from texts(each)


def _parsed(text: str) -> object:
    """What the text is as JSON; None where it is none, or only a part of some."""
    try:
        return json.loads(text) if text[:1] in ("{", "[") else None
    except (ValueError, RecursionError):
        return None
