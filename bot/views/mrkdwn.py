"""Text for Slack: escaping, a model's Markdown as mrkdwn, cutting and splitting. Pure.

Whatever comes from a model or a person passes through here before it is shown.
"""

import re

SECTION = 2900
"""Slack takes 3,000 characters in a section; the rest is room for a code fence."""

_FENCE = "```"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]+`)", re.DOTALL)
_LANGUAGE = re.compile(r"^```[A-Za-z0-9_+-]*\n")
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_BULLET = re.compile(r"^([ \t]*)[-*+][ \t]+", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?![\w*])")
_STRUCK = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
_HALF_ENTITY = re.compile(r"&[a-z]{0,3}$")
_STRONG = "\x01"


def escape(text: str) -> str:
    """The text as it is: no mention, no link, no markup that reaches anybody."""
    plain = _CONTROL.sub("", text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quote(text: str) -> str:
    """The text as a quotation, line by line."""
    return "\n".join(f"> {line}" for line in escape(text).splitlines()) or "> "


def from_markdown(text: str) -> str:
    """Markdown as mrkdwn: bold, italics, lists, headings, code. Links keep their words only."""
    pieces = _CODE.split(escape(text.replace("\r\n", "\n")).strip())
    return "".join(
        _code(piece) if number % 2 else _prose(piece) for number, piece in enumerate(pieces)
    )


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


def _code(piece: str) -> str:
    if not piece.startswith(_FENCE):
        return piece
    bare = _LANGUAGE.sub(f"{_FENCE}\n", piece)
    return bare if bare.endswith(_FENCE) and len(bare) >= 2 * len(_FENCE) else f"{bare}\n{_FENCE}"


def _prose(piece: str) -> str:
    text = _LINK.sub(lambda found: found[1], piece)
    text = _BULLET.sub(r"\1• ", text)
    text = _HEADING.sub(_heading, text)
    text = _BOLD.sub(rf"{_STRONG}\2{_STRONG}", text)
    text = _ITALIC.sub(r"_\1_", text)
    text = _STRUCK.sub(r"~\1~", text)
    return re.sub(f"{_STRONG}+", "*", text)


def _heading(found: re.Match[str]) -> str:
    return f"{_STRONG}{_BOLD.sub(lambda bold: bold[2], found[1])}{_STRONG}"


def _seam(text: str, size: int) -> int:
    window = text[:size]
    for mark in ("\n\n", "\n", " "):
        at = window.rfind(mark)
        if at > size // 2:
            return at + len(mark)
    return len(_HALF_ENTITY.sub("", window))
