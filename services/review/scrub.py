"""What of a transaction's text a model may see: no accounts, numbers, addresses or links.

Pure. Called wherever a transaction is put into words for a model.
"""

import re
import unicodedata

LENGTH = 60
_READ_AT_MOST = 600
"""Bounds the work on a text of any length; far more than what can remain of it."""

_DROPPED = re.compile(r"[<>`]")
# In this order: a link may hold an address, an account number is also a run of digits.
_REPLACED = (
    (re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+", re.IGNORECASE), "[link]"),
    (re.compile(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE), "[link]"),
    (re.compile(r"\S+@\S+"), "[email]"),
    (re.compile(r"\b[a-z]{2}\d{2}[a-z0-9]{11,30}\b", re.IGNORECASE), "[account]"),
    (
        re.compile(
            r"\b[a-z]{2}\d{2}(?:[ .-][a-z0-9]{4}){2,7}(?:[ .-][a-z0-9]{1,3})?\b", re.IGNORECASE
        ),
        "[account]",
    ),
    (re.compile(r"\d(?:[ ./-]?\d){5,}"), "[number]"),
)


def description(text: str) -> str:
    """One line of at most `LENGTH` characters.

    Account numbers, e-mail addresses, links and runs of six or more digits, also grouped
    ones, become a word in brackets; angle brackets, backticks and invisible characters go.
    """
    line = "".join(_visible(character) for character in text[:_READ_AT_MOST])
    line = " ".join(_DROPPED.sub("", line).split())
    for pattern, word in _REPLACED:
        line = pattern.sub(word, line)
    return line[:LENGTH].rstrip()


def _visible(character: str) -> str:
    match unicodedata.category(character):
        case "Cc" | "Zl" | "Zp" | "Cs" | "Co" | "Cn":
            return " "
        case "Cf":
            return ""
        case _:
            return character
