"""The wall clock of a part, set forward and back while it runs.

What Python code reads is shifted: the journaled now, the age of a signature, the moment from
which a post is looked for. What the SDK's core reads is not: when a timer that is set goes off,
and the age of Restate's signatures.
"""

import mmap
import struct
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from local import parts

MOST: Mapping[str, float] = {parts.BOT: 120.0, parts.SERVICES: 8.0}
"""Seconds by which a clock is off at most: Slack's times are real, a month of a loan is short."""
_OFF = struct.Struct("d")


def create(home: Path) -> None:
    """Clocks that are right. Each stays as it is set when its part is killed."""
    for part in MOST:
        _file(home, part).write_bytes(_OFF.pack(0.0))


def put(home: Path, part: str, seconds: float) -> None:
    """Let the part's clock be off by so much from now on."""
    with _file(home, part).open("r+b") as file:
        file.write(_OFF.pack(seconds))


def put_right(home: Path) -> None:
    """Let every clock be right again."""
    for part in MOST:
        put(home, part, 0.0)


def live_by(home: Path, part: str) -> None:
    """Let this process read that clock, under each name by which a module has the machine's."""
    with _file(home, part).open("rb") as file:
        off = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    right = time.time

    def shifted() -> float:
        (seconds,) = _OFF.unpack_from(off)
        return right() + float(seconds)

    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items()):
            if value is right:
                setattr(module, name, shifted)


def _file(home: Path, part: str) -> Path:
    return home / f"{part}.clock"
