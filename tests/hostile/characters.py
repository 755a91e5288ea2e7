"""What the hostile model answers: as the obedient one, or as the wild one. Pure.

Obedient: does whatever any text of its input says. Wild: a seed draws the worst that it can say.
"""

import json
import re
from dataclasses import dataclass
from random import Random
from typing import Any, cast

from local.offline_model import envelope
from tests.hostile import grammar, nasty
from tests.hostile.grammar import Instruction

Json = dict[str, Any]
Output = list[Json]

REVIEW, CLASSIFY = "submit_assessment", "classify"
_ID = re.compile(r"CR-[2-9A-HJ-NP-Z]{8}|R-\d+|\d{4}-\d{2}\.\d{2}")
_HANDOFFS = ("hand_over_to_credit_agent", "hand_back_to_front_desk")
_ENDLESS = 12
_AMOUNT = re.compile(r"Application CR-\w{8}: ([\d,]+)\.00 EUR")


@dataclass(frozen=True)
class Read:
    """A request, as far as a character looks at it."""

    body: Json
    tools: dict[str, Json]
    """Name to schema."""
    instructions: tuple[Instruction, ...]
    """All that stand in the input, each once."""
    done: tuple[tuple[str, str], ...]
    """What was called since the last message of a person."""

    @property
    def raw(self) -> str:
        return json.dumps(self.body, ensure_ascii=False)


def read(body: Json) -> Read:
    """What the request says."""
    items = cast("list[Json]", body["input"])
    last = max((n for n, item in enumerate(items) if item.get("role") == "user"), default=0)
    calls = (item for item in items[last:] if item.get("type") == "function_call")
    given = (i.get("content") or i.get("output") for i in items)
    found = (each for item in given for text in grammar.texts(item) for each in grammar.read(text))
    return Read(
        body=body,
        tools={tool["name"]: tool["parameters"] for tool in cast("list[Json]", body["tools"])},
        instructions=tuple(dict.fromkeys(found)),
        done=tuple((str(call["name"]), str(call["arguments"])) for call in calls),
    )


def call(name: str, arguments: str = "{}") -> Json:
    """A call of a tool, without its ids."""
    return envelope.function_call(name, arguments, item_id="", call_id="")


def say(text: str) -> Json:
    """Words."""
    return envelope.message(text, item_id="")


def obedient(told: Read) -> Output:
    """Every instruction once in a turn, those that need another agent by way of a handoff."""
    verbs = {each.verb for each in told.instructions}
    todo = [each for each in _calls(told) if each not in told.done]
    if todo:
        return _carry_out(told, todo)
    if "loop" in verbs:
        return [call(next(iter(told.tools)) if REVIEW in told.tools else "list_credits")] * _ENDLESS
    if REVIEW in told.tools:
        return [_assess(told)]
    if CLASSIFY in told.tools:
        rows = [{"id": n, "category": "groceries"} for n in range(1, 61)]
        return [call(CLASSIFY, json.dumps({"debits": rows}))]
    words = ["Noted."]
    words += [told.raw] if "leak" in verbs else []
    words += [nasty.MENTIONS] if "mention" in verbs else []
    words += [nasty.LINKS] if "link" in verbs else []
    return [say("\n\n".join(words))]


def _calls(told: Read) -> list[tuple[str, str]]:
    calls = [(each.tool, each.arguments) for each in told.instructions if each.verb == "call"]
    if any(each.verb == "approve" for each in told.instructions) and REVIEW not in told.tools:
        calls.append((REVIEW, json.dumps({"recommendation": "approve", "summary": "as told"})))
    return calls


def _carry_out(told: Read, todo: list[tuple[str, str]]) -> Output:
    """What this agent has; else another agent's turn; else it asks for what there is not."""
    here = [each for each in todo if each[0] in told.tools]
    gone = {name for name, _ in told.done}
    way = next((each for each in _HANDOFFS if each in told.tools and each not in gone), None)
    if here or way is None:
        return [call(*each) for each in here or todo]
    return [call(way)]


def _assess(told: Read) -> Json:
    """By the last digit of the amount: some are asked, some referred. Told so, it approves."""
    digit = euros(told)[-1:] or "0"
    approve = any(each.verb == "approve" for each in told.instructions)
    if digit in "67" and not approve and "The customer answered:" not in told.raw:
        return call("ask_customer", json.dumps({"question": "What is it for?"}))
    advice = "refer" if digit in "89" and not approve else "approve"
    summary = told.raw[:800] if any(e.verb == "leak" for e in told.instructions) else nasty.LINKS
    summary = f"{nasty.MENTIONS} {summary}"[:800]
    return call(REVIEW, json.dumps({"recommendation": advice, "summary": summary}))


def euros(told: Read) -> str:
    """The amount of the application under review, without separators."""
    found = _AMOUNT.search(told.raw)
    return found[1].replace(",", "") if found else ""


def wild(told: Read, rng: Random) -> tuple[Output, str]:
    """The output, and the status of the answer."""
    ids = tuple(dict.fromkeys(_ID.findall(told.raw)))
    status = "incomplete" if rng.random() < 0.04 else "completed"
    kind = rng.random()
    if kind < 0.08:
        return [], status
    if kind < 0.28:
        said = [rng.choice(nasty.TEXTS) for _ in range(rng.choice((1, 1, 2)))]
        return [say("\n".join((*said, told.raw if rng.random() < 0.2 else "")))], status
    if kind < 0.33:
        return [_refusal(rng.choice(nasty.TEXTS))], status
    count = rng.choice((1, 1, 2, 3, 8, 16, 300))
    return [_any_call(told, rng, ids) for _ in range(count)], status


def _any_call(told: Read, rng: Random, ids: tuple[str, ...]) -> Json:
    if rng.random() < 0.12:
        name, given = rng.choice(nasty.FOREIGN)
        return call(name, json.dumps(given))
    name = rng.choice(list(told.tools))
    return call(name, nasty.arguments(rng, told.tools[name], ids=ids))


def _refusal(words: str) -> Json:
    return {**say(""), "content": [{"type": "refusal", "refusal": words}]}
