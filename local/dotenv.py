"""The `.env` file: `KEY=VALUE` lines. Pure; `local.settings` calls it."""

import re

LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*)")


class MalformedLine(ValueError):
    """A line is neither empty, nor a comment, nor `KEY=VALUE`."""


def parse(text: str) -> dict[str, str]:
    """Names and values. Quotes around a value go; a later line wins over an earlier one."""
    values: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        match = LINE.fullmatch(stripped)
        if match is None:
            msg = f"Line {number} of .env is not KEY=VALUE."
            raise MalformedLine(msg)
        values[match["name"]] = _unquoted(match["value"])
    return values


def _unquoted(value: str) -> str:
    for quote in ("'", '"'):
        if value.startswith(quote) and value.find(quote, 1) > 0:
            return value[1 : value.find(quote, 1)]
    return value.split(" #", maxsplit=1)[0].strip()
