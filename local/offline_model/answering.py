"""Which of the open questions a message answers. Pure; called by the desk's rules."""

import re
from collections.abc import Sequence

from local.offline_model import words
from local.offline_model.talk import Question


def meant(message: str, *, questions: Sequence[Question]) -> str | None:
    """The credit id that the message names, or whose question's own words it uses.

    None where that can't be told. A named id need not be one with an open question.
    """
    named = words.credit_ids(message)
    if named:
        return named[0] if len(named) == 1 else None
    if len(questions) == 1:
        return questions[0].credit_id
    said = _stems(message)
    scores = [len(said & own) for own in _own_stems(questions)]
    best = max(scores)
    if not best or scores.count(best) > 1:
        return None
    return questions[scores.index(best)].credit_id


_COMMON = """about after could every from have more please tell than that their them then
there these they this those were what when where which will with would your yours"""
_COMMON_WORDS = frozenset(re.findall(r"\w+", _COMMON))


def _stems(text: str) -> frozenset[str]:
    found = re.findall(r"[a-z]{4,}", text.lower())
    return frozenset(word[:6] for word in found if word not in _COMMON_WORDS)


def _own_stems(questions: Sequence[Question]) -> list[frozenset[str]]:
    """Per question the words that no other question has."""
    stems = [_stems(question.text) for question in questions]
    others = [
        frozenset[str]().union(*(stems[:place] + stems[place + 1 :])) for place in range(len(stems))
    ]
    return [own - other for own, other in zip(stems, others, strict=True)]
