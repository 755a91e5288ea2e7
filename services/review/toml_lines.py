"""On which line of a TOML file a key stands, so that a complaint can say it. Pure.

Reads tables, dotted and quoted keys; what stands inside inline values has its key's line.
"""

import re
from collections.abc import Mapping

Key = tuple[str, ...]

_TABLE = re.compile(r"\s*\[\[?(?P<key>[^\[\]]+)\]\]?\s*(?:#.*)?$")
_AT_LINE = re.compile(r"\(at line (?P<line>[0-9]+)")


def of_keys(text: str) -> dict[Key, int]:
    """The line, from 1 on, of each table and each key, named from the top."""
    lines: dict[Key, int] = {}
    table: Key = ()
    # Not `splitlines`: a comment may hold what only Unicode takes for the end of a line.
    for number, line in enumerate(text.split("\n"), start=1):
        key, equals, _ = line.partition("=")
        if header := _TABLE.match(line):
            table = _parts(header["key"])
            lines.setdefault(table, number)
        elif equals and "#" not in key:
            lines.setdefault((*table, *_parts(key)), number)
    return lines


def longest(text: str) -> int:
    """The longest line, where nothing else is known of the place."""
    sizes = [len(line) for line in text.split("\n")]
    return sizes.index(max(sizes)) + 1


def nearest(key: Key, lines: Mapping[Key, int]) -> int:
    """The line of the key, else of the table it belongs in, else the first."""
    while key and key not in lines:
        key = key[:-1]
    return lines.get(key, 1)


def of_syntax_error(message: str, text: str) -> int:
    """The line that the parser's message names; the last where it names the end."""
    named = _AT_LINE.search(message)
    return int(named["line"]) if named else max(1, text.rstrip("\n").count("\n") + 1)


def _parts(key: str) -> Key:
    return tuple(part.strip().strip("\"'") for part in key.split("."))
