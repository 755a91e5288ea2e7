"""Text for Slack: escaping, quoting, cutting and splitting. Pure.

Whatever comes from a model or a person passes through `escape` before it is shown, or, while it
is still being written, through `unfinished`. There is no other way out.
"""

import re

SECTION = 2900
"""Slack takes 3,000 characters in a section; the rest is room for a code fence."""

_FENCE = "```"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Also what turns the direction of reading around, so that a text seems to say another."""
_REACHING = re.compile(r"(?<=:)(?=//)|(?i:(?<=\bwww)(?=\.)|(?<=@)(?=channel|here|everyone))")
"""Inside of what a client that looks for addresses and calls would make live."""
_HALF_ENTITY = re.compile(r"&[a-z]{0,3}$")
_BREAK = "\u200b"
_HARMLESS = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"} | {sign: f"{sign}{_BREAK}" for sign in "@:.]"}
)


def escape(text: str) -> str:
    """The text as it is: no mention, no link, no markup that reaches anybody.

    An invisible break keeps an address that is typed out from becoming a link.
    """
    plain = _REACHING.sub(_BREAK, _CONTROL.sub("", text))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unfinished(text: str) -> str:
    """A piece of Markdown that is still being written, for Slack to read as Markdown itself.

    Letter by letter, so that pieces can be parted anywhere: an invisible break behind each sign
    of which a mention, an address or a link could grow keeps it from becoming one.
    """
    return _CONTROL.sub("", text).translate(_HARMLESS)


def quote(text: str) -> str:
    """The text as a quotation, line by line."""
    return "\n".join(f"> {line}" for line in escape(text).splitlines()) or "> "


def cut(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis, in at most `limit` characters."""
    if len(text) <= limit:
        return text
    return _HALF_ENTITY.sub("", text[: limit - 1]).rstrip() + "…"


def split(text: str, *, size: int = SECTION) -> list[str]:
    """Parts of at most about `size` characters, parted at paragraphs, lines or words.

    A code block that is parted is closed and opened again.
    """
    parts: list[str] = []
    rest = text
    while len(rest) > size:
        at = _seam(rest, size)
        part, rest = rest[:at].rstrip(), rest[at:].lstrip("\n")
        if part.count(_FENCE) % 2:
            part, rest = f"{part}\n{_FENCE}", f"{_FENCE}\n{rest}"
        parts.append(part)
    return [*parts, rest] if rest.strip() else parts


def _seam(text: str, size: int) -> int:
    window = text[:size]
    for mark in ("\n\n", "\n", " "):
        at = window.rfind(mark)
        if at > size // 2:
            return at + len(mark)
    return len(_HALF_ENTITY.sub("", window))
