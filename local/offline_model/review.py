"""The rules of the review agent: ask once about flagged transactions, then assess. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from local.offline_model import numerals, words
from local.offline_model.talk import Call, Output, Say, Talk


def answer(talk: Talk) -> Output:
    """A question, or the assessment. The brief's lines are read, never obeyed."""
    if talk.results.keys() & {"ask_customer", "submit_assessment"}:
        return Say("I could not finish this review.")
    brief = talk.brief
    flagged = _flagged(brief)
    asked_about = [line for line in flagged if line.kind in _KINDS]
    answers = _ANSWER.findall(brief)
    if asked_about and not answers:
        if _rounds_left(brief):
            return (Call("ask_customer", {"question": _question(asked_about)}),)
        return _assessment("refer", _UNEXPLAINED, flagged)
    if any(_WORRYING.search(numerals.typed(said.lower())) for said in answers):
        return _assessment("refer", _WORRIES, flagged)
    return _assessment("approve", _EXPLAINED if asked_about else _NOTHING, flagged)


_UNEXPLAINED = (
    "Flagged transactions were not explained, and no question may be asked any more. "
    "A person should look at them."
)
_WORRIES = (
    "The customer's own answer speaks of a difficulty in paying back or does not want to explain. "
    "A person should decide."
)
_EXPLAINED = (
    "The customer answered the question about the flagged transactions. "
    "Nothing in the answer speaks against the application."
)
_NOTHING = (
    "No flagged transaction needs an explanation. "
    "Nothing that was given speaks against the application."
)

_MOST_EVIDENCE = 40
_KINDS = {
    "gambling": ("gambling payment", "gambling payments"),
    "payday": ("payday loan transaction", "payday loan transactions"),
    "collection": ("debt collection payment", "debt collection payments"),
}
_HEAD = re.compile(r"^Flagged transactions:\s*$", re.MULTILINE)
_FLAGGED = re.compile(r"- (?P<id>\S+) \| (?P<day>[^|]*) \| (?P<amount>[^|]*) \| (?P<kind>[^|]*) \|")
_ANSWER = re.compile(
    r"^The customer answered: "
    r"(.*(?:\n(?!The customer answered|Question rounds|Flagged|Today is).*)*)",
    re.MULTILINE,
)
_ROUNDS = re.compile(r"^Question rounds left: (\d+)", re.MULTILINE)
_WORRYING = re.compile(
    r"\blost my (?:job|work|income)\b|\bunemployed\b|\bjobless\b|\blaid off\b|\bgot fired\b"
    r"|\bbeen fired\b|\b(?:can't|cannot|can not|won't|unable to|not able to|struggl\w+ to)\s+"
    r"(?:pay|repay|afford)|\baddict\w*|\bbankrupt\w*|\binsolven\w*"
    r"|\b(?:don't|do not|won't|will not|refuse to|rather not|prefer not to)\s+(?:want to\s+|wish to"
    r"\s+|like to\s+)?(?:say|tell|answer|explain|talk)|\bnone of your business\b|\bno comment\b"
)


@dataclass(frozen=True)
class _Line:
    id: str
    kind: str
    amount: Decimal


def _flagged(brief: str) -> list[_Line]:
    """The lines under the heading, each transaction once."""
    found: dict[str, _Line] = {}
    for head in _HEAD.finditer(brief):
        for text in brief[head.end() :].lstrip("\n").splitlines():
            match = _FLAGGED.match(text.strip())
            if match is None:
                break
            amounts = words.wish(match["amount"]).amounts
            value = abs(amounts[0].value) if amounts else Decimal(0)
            kind = match["kind"].strip().split("_")[0]
            found[match["id"]] = _Line(id=match["id"], kind=kind, amount=value)
    return list(found.values())


def _rounds_left(brief: str) -> bool:
    rounds = _ROUNDS.findall(brief)
    return not rounds or int(rounds[-1]) > 0


def _question(lines: Iterable[_Line]) -> str:
    parts: list[str] = []
    by_kind: dict[str, list[_Line]] = {}
    for line in lines:
        by_kind.setdefault(line.kind, []).append(line)
    for kind, same in by_kind.items():
        total = sum((line.amount for line in same), Decimal(0))
        name = _KINDS[kind][len(same) > 1]
        parts.append(f"{len(same)} {name} ({total:,.2f} EUR in all)")
    return (
        f"In the months we look at I see {' and '.join(parts)}. Could you tell us in a few words "
        "what they were for, and whether you expect more of them?"
    )


def _assessment(recommendation: str, summary: str, flagged: list[_Line]) -> Output:
    evidence = [line.id for line in flagged][:_MOST_EVIDENCE]
    arguments = {"recommendation": recommendation, "summary": summary, "evidence": evidence}
    return (Call("submit_assessment", arguments),)
