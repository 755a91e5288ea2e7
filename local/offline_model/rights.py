"""What a customer may always ask: why it was decided so, a human, another look. Pure.

These go before everything else, also while a question is open.
"""

import re
from collections.abc import Callable, Mapping
from typing import Literal

from local.offline_model import numerals, outputs, sentences, words
from local.offline_model.outputs import Outcome
from local.offline_model.talk import Call, Output, Say, Talk

Right = Literal["human", "contest", "how_to_contest", "why"]


def wanted(text: str) -> Right | None:
    """The right that the text makes use of, or None."""
    said = numerals.typed(text.lower())
    if _NOT.search(said):
        return None
    return next((right for pattern, right in _RIGHTS if pattern.search(said)), None)


def answer(right: Right, talk: Talk) -> Output:
    """The tool's call; once it has been made, words where no card says it all."""
    if right == "how_to_contest":
        return Say(sentences.CONTESTING)
    tool = _TOOLS[right]
    if tool not in talk.results:
        ids = words.credit_ids(talk.message)
        return (Call(tool, {"credit_id": ids[0]} if ids else {}),)
    return Say(_SAID[right](outputs.read(talk.results[tool], Outcome).outcome))


_TOOLS: Mapping[Right, str] = {
    "human": "call_a_human",
    "contest": "contest_decision",
    "why": "explain_decision",
}
_SAID: Mapping[Right, Callable[[str], str]] = {
    "human": sentences.human_called,
    "contest": sentences.contested,
    "why": sentences.explained,
}

_HUMAN = r"(?:humans?|(?:real |actual )?persons?|someone real|(?:credit )?officers?|advis[oe]rs?)"
_DECISION = r"(?:decision|rejection|refusal|outcome)"
_NOT = re.compile(
    r"\b(?:don't|do not|won't|will not|not|never)\s+(?:want |wish |need |going |like )?(?:to )?"
    r"(?:talk|speak|contest|appeal)\b"
)
_RIGHTS: tuple[tuple[re.Pattern[str], Right], ...] = (
    (
        re.compile(
            rf"\b(?:talk|speak|chat|write)(?:ing)? (?:to|with) (?:\w+ ){{0,2}}{_HUMAN}\b"
            rf"|\b(?:want|need|like|call|get me|give me|connect me (?:to|with)) (?:an? )?{_HUMAN}\b"
            rf"|^(?:an? )?{_HUMAN}(?:,? please)?[.!]*$"
            r"|\b(?:someone|somebody)\b[^.!?]*\b(?:call|write|contact) (?:to )?me\b"
        ),
        "human",
    ),
    (
        re.compile(
            r"\bhow\b[^.!?]*\b(?:contest|appeal|object)\b"
            r"|\b(?:what if|if|when) i (?:contest|appeal|object)"
        ),
        "how_to_contest",
    ),
    (
        re.compile(
            rf"\b(?:contest|appeal|dispute|challenge)\b"
            rf"|\bobject to\b[^.!?]*\b{_DECISION}\b"
            rf"|\b{_DECISION}\b (?:is|was) (?:wrong|unfair|a mistake)\b"
        ),
        "contest",
    ),
    (
        re.compile(
            rf"\bwhy\b[^.!?]*\b(?:reject\w*|refus\w+|declin\w+|deni\w+|approv\w+|turned down"
            rf"|stopp\w+|abort\w*|decid\w+|{_DECISION})\b"
            rf"|\b(?:reasons?|explain|explanation)\b[^.!?]*\b(?:reject\w*|{_DECISION})\b"
            r"|^why(?: not)?[?!.]*$"
        ),
        "why",
    ),
)
