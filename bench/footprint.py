"""What the processes of a stack take: processor time and memory, read from Linux's /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Footprint:
    """Of one process: seconds of processor time since its start, and megabytes resident now."""

    seconds: float
    megabytes: float


def of(pid: int) -> Footprint:
    """Of one process. Raises `OSError` when it is no more."""
    root = Path(f"/proc/{pid}")
    fields = (root / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
    pages = int((root / "statm").read_text(encoding="ascii").split()[1])
    seconds = (int(fields[11]) + int(fields[12])) / TICK
    return Footprint(seconds=seconds, megabytes=pages * PAGE / 1_000_000)


def children(parent: int) -> dict[str, int]:
    """The parts that this process started, by the program or module that they run.

    `python -m services` is `services`, `…/restate-server …` is `restate-server`.
    """
    found: dict[str, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _parent(entry) == parent:
            found[_name(entry)] = int(entry.name)
    return found


def _parent(entry: Path) -> int:
    try:
        stat = (entry / "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[1])


def _name(entry: Path) -> str:
    words = (entry / "cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
    if "-m" in words:
        return words[words.index("-m") + 1]
    return Path(words[0]).name
