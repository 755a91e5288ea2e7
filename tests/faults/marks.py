"""Words that nobody says by chance: one for each message, one for each customer. Pure.

A token tells which message an answer answers; a canary tells whose words or figures leak.
"""

import hashlib
import re
from collections.abc import Iterable

_LETTERS = "bcdfghjklmnprstvwxz"
"""No vowels: such a word means nothing to any rule. No q: it begins the words."""
_TOKEN = re.compile(rf"\btq[{_LETTERS}]{{9}}")
_CANARY = re.compile(rf"\bzq[{_LETTERS}]{{9}}")


def token(*what: object) -> str:
    """The word of one message."""
    return "tq" + _drawn("token", *what)


def canary(user: str) -> str:
    """The word of one customer."""
    return "zq" + _drawn("canary", user)


def tokens(text: str) -> tuple[str, ...]:
    """The tokens in a text, in their order."""
    return tuple(_TOKEN.findall(text))


def canaries(texts: Iterable[str]) -> frozenset[str]:
    """The canaries in these texts."""
    return frozenset(found for text in texts for found in _CANARY.findall(text))


def _drawn(*what: object) -> str:
    digest = hashlib.sha256("/".join(str(part) for part in what).encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:9])
