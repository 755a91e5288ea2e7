"""How much memory our processes hold, read from the kernel's process table (Linux)."""

import os
from collections.abc import Iterator
from pathlib import Path

KILOBYTES_PER_MEGABYTE = 1000 / 1.024
TABLE = Path("/proc")


def resident(*words: str) -> float:
    """Megabytes resident in the processes below this one whose command holds all `words`."""
    return sum(_resident(pid) for pid in processes(*words))


def processes(*words: str) -> list[int]:
    """The ids of these processes."""
    return [pid for pid in _below(os.getpid()) if set(words) <= set(_command(pid))]


def _below(parent: int) -> Iterator[int]:
    for pid in _children(parent):
        yield pid
        yield from _below(pid)


def _children(parent: int) -> Iterator[int]:
    for path in TABLE.glob("[0-9]*/stat"):
        try:
            after_name = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(after_name[1]) == parent:
            yield int(path.parent.name)


def _command(pid: int) -> list[str]:
    try:
        return (TABLE / str(pid) / "cmdline").read_text().split("\0")
    except OSError:
        return []


def _resident(pid: int) -> float:
    try:
        lines = (TABLE / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0.0
    sizes = [int(line.split()[1]) for line in lines if line.startswith("VmRSS:")]
    return sum(sizes) / KILOBYTES_PER_MEGABYTE
