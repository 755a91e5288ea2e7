"""The rows: what guards, where it stands, what is there without it, and the test that misses it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLES = ("people", "officers", "money", "model", "slack", "kept")


class Misfit(Exception):
    """The row does not fit the source any more. The text says how."""


@dataclass(frozen=True)
class Guard:
    """One row. `name` is its family, and behind a point which of it."""

    name: str
    what: str
    file: str
    was: str
    """The lines that are the guard; they stand once in the file."""
    becomes: str
    test: str
    """As pytest names it, without the cases."""

    @property
    def family(self) -> str:
        """What SECURITY.md and the harnesses' guards call it."""
        return self.name.partition(".")[0]

    def taken_from(self, source: str) -> str:
        """The source without it. Raises `Misfit`."""
        found = source.count(self.was)
        if found != 1:
            raise Misfit(f"{self.file} has the guard {found} times")
        return source.replace(self.was, self.becomes)


def read() -> tuple[Guard, ...]:
    """All rows, in the order of the tables."""
    return tuple(guard for name in TABLES for guard in _rows(name))


def _rows(name: str) -> Iterator[Guard]:
    text = Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text)["guard"]:
        yield Guard(**row)
