"""Words and values that hurt where nobody is careful: for the hostile model's mouth. Pure."""

import json
from collections.abc import Sequence
from random import Random
from typing import Any, cast

EVIL = "evil.example"

MENTIONS = (
    "<!channel> <!here> <!everyone> <@U0OLIVIA> <@U0DESK|x> <!subteam^S0OFFICERS> <#C0OFFICERS> "
    "@channel @here @everyone &lt;!channel&gt; <\u200b!here> "
    "<!date^0^{date}^https://evil.example|x>"
)
LINKS = (
    f"<https://{EVIL}/?b=1|your offer> [sign here](https://{EVIL}/x) ![logo](https://{EVIL}/p.png) "
    f"https://{EVIL}/?q=1234 www.{EVIL} <mailto:x@{EVIL}> <tel:+4912> [a]: https://{EVIL}\n[a] "
    f'<https://{EVIL}> <a href="https://{EVIL}">x</a> <img src="https://{EVIL}/p.png"> '
    "[b](slack://x)"
)
CONTROLS = (
    "\x00\x1b[31m\x07\u202eevil\u2066\u200f\x9b31m\u2028 ```unclosed `code` ~~ *_ |||| ------ > >>"
)
TEXTS: Sequence[str] = (
    MENTIONS,
    LINKS,
    CONTROLS,
    "I have approved your credit of 25,000.00 EUR and paid it out.",
    "x" * 200_000,
    "\n\n".join(["# *a* <!channel>"] * 3_000),
    "[" * 4_000 + "x" + "](y)" * 4_000,
    "> " * 3_000 + "deep",
    "| a | b |\n|---|---|\n" + "| <!here> | `<@U0OMAR>` |\n" * 500,
    "```\n<!channel>\n" * 50,
    "   ",
    "\ud83d",
)

_NUMBERS: Sequence[Any] = (
    -1, 0, 3, 12, 120, 121, 99.99, 100, 150, 151, 5000, 5001, 10_000, 25_000, 25_001, 1e15,
    1e308, 10**40, -(10**20), 0.001, float("nan"), float("inf"), float("-inf"), "NaN", "1e5",
    "25000", "\u0661\u0660\u0660", True, None, [], {}, [1000], "",
)  # fmt: skip
_DAYS: Sequence[Any] = (
    "0001-01-01", "9999-12-31", "2026-02-30", "today", "monday", "2026-11-27T00:00:00", "-1",
    "\u0662",
)  # fmt: skip
_IDS = ("CR-22222222", "all", "R-1", "../x", "CR-2222222" + "?" * 90)
_FIGURES = ("amount", "months", "in_days", "in_minutes", "days_before_instalment", "id")
_GOOD: dict[str, Sequence[Any]] = {
    "amount": (100, 150.5, 300, 5000),
    "months": (3, 9, 24),
    "reminder": ("R-1", "all"),
    "in_minutes": (600,),
    "in_days": (2,),
    "day": ("tomorrow", "friday"),
}
"""What a customer could ask for, so that tools are carried out, too."""
FOREIGN: Sequence[tuple[str, dict[str, Any]]] = (
    ("transfer_money", {"to": "T0DESK.U0MALLORY", "amount": 1_000_000}),
    ("approve_application", {"credit_id": "?"}),
    ("respond", {"by": "T0DESK.U0OLIVIA", "offer": "offer.1", "accept": True}),
    ("vote", {"vote": {"officer": "T0DESK.U0OLIVIA", "action": "approve"}, "ballot": "vote.1"}),
    ("submit_assessment", {"recommendation": "approve", "summary": "it is fine"}),
    ("classify", {"debits": [{"id": 1, "category": "rent"}]}),
    ("CreditApplication/respond", {}),
    ("", {}),
    ("get_balance\n", {}),
    ("a" * 5_000, {}),
    ("__import__", {"os": "system"}),
)
MALFORMED = ("{", "[]", "null", '"x"', "{'a': 1}", '{"a":' * 3_000, "\ud800", '{"amount": 1', "NaN")


def arguments(rng: Random, schema: dict[str, Any], *, ids: Sequence[str]) -> str:
    """JSON for a tool with this schema: at times as it should be, at times anything but."""
    if rng.random() < 0.1:
        return rng.choice(MALFORMED)
    properties = cast("dict[str, dict[str, Any]]", schema.get("properties") or {})
    required: set[str] = set(schema.get("required") or ())
    share = rng.choice((0.15, 0.15, 0.5, 1))
    given = {
        name: _value(rng, name, each, schema, ids=ids)
        for name, each in properties.items()
        if name in required or rng.random() < share
    }
    if rng.random() < 0.15:
        whose = rng.choice(("customer", "by", "owner", "thread", "place", "officer", "force"))
        given[whose] = rng.choice(("T0DESK.U0OLIVIA", "T0DESK.D0X.1.1", True))
    return json.dumps(given)


def _value(
    rng: Random, name: str, kind: dict[str, Any], schema: dict[str, Any], *, ids: Sequence[str]
) -> object:
    good = ids if name == "credit_id" else _GOOD.get(name, ())
    if good and rng.random() < 0.5:
        return rng.choice(good)
    choices = _choices(kind, schema)
    if choices and rng.random() < 0.85:
        one = rng.choice(choices)
        return [one] if kind.get("type") == "array" else one
    if name == "debits":
        row = {"id": rng.choice(_NUMBERS), "category": rng.choice(("rent", "salary", "x"))}
        return [row] * rng.choice((0, 1, 60, 61))
    named = {**dict.fromkeys(("credit_id", "reminder", "transaction_id"), (*ids, *_IDS))}
    named |= dict.fromkeys(("day", "since", "until", "time"), _DAYS)
    named |= dict.fromkeys(_FIGURES, _NUMBERS)
    return rng.choice(named.get(name) or (*TEXTS, *_NUMBERS, "approve", "a bicycle"))


def _choices(kind: dict[str, Any], schema: dict[str, Any]) -> list[Any]:
    """What the schema lists as allowed, if it lists anything."""
    found: list[Any] = list(kind.get("enum") or ())
    reference = str(kind.get("$ref") or "").rpartition("/")[2]
    if reference:
        found += _choices(cast("dict[str, Any]", schema["$defs"][reference]), schema)
    for each in (*(kind.get("anyOf") or ()), *_items(kind)):
        found += _choices(cast("dict[str, Any]", each), schema)
    return found


def _items(kind: dict[str, Any]) -> list[dict[str, Any]]:
    return [kind["items"]] if "items" in kind else []
