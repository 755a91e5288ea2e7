"""Conversations for the offline model, written short; with the tools of the real agents.

`c:` the customer, `a:` the agent, `d:` the desk's context; a pair is a tool and what it gave.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from local.offline_model import request, rules, talk
from local.offline_model.talk import Say
from services.agent import tool
from services.desk import agents
from services.review import agent as reviewer
from services.review import policy

Line = str | tuple[str, object]
Json = dict[str, Any]

FRONT, CREDIT = agents.build(policy.load(Path(policy.__file__).with_name("policy.toml")))
REVIEW = reviewer.AGENT
TODAY = "d: Today is 2026-11-22."
_ROLES = {"c": "user", "a": "assistant", "d": "developer"}


def body(agent: tool.Agent, lines: Sequence[Line]) -> Json:
    """The request that the agent's loop sends."""
    numbers = count(1)
    items = [item for line in lines for item in _items(line, number=next(numbers))]
    return {"model": "offline", "input": items, "tools": tools(agent)}


def tools(agent: tool.Agent) -> list[Json]:
    """The agent's moves as the API offers them."""
    return [
        {"type": "function", "name": move.name, "parameters": tool.schema(move), "strict": False}
        for move in agent.moves
    ]


def answer(agent: tool.Agent, *lines: Line) -> str | list[tuple[str, Mapping[str, object]]]:
    """What the rules answer: words, or calls with their arguments."""
    asked = request.read(json.dumps(body(agent, lines)).encode())
    output = rules.next_output(talk.of(asked))
    if isinstance(output, Say):
        return output.text
    for call in output:
        move = agent.by_name[call.name]
        if not isinstance(move, tool.Handoff):
            move.arguments.model_validate_json(talk.arguments_text(call))
    return [(call.name, call.arguments) for call in output]


def _items(line: Line, *, number: int) -> list[Json]:
    if isinstance(line, str):
        role, _, text = line.partition(": ")
        return [{"role": _ROLES[role], "content": text}]
    name, gave = line
    call_id = f"call_{number}"
    call = {"type": "function_call", "call_id": call_id, "name": name, "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": call_id, "output": json.dumps(gave)}
    return [call, output]
