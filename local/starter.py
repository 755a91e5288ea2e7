"""Whether the `make` that started us still wants us. Looks, and does nothing else.

`make` passes on SIGTERM to what it started, but neither SIGINT nor SIGHUP; and when it is killed,
nobody tells us at all. Linux shows which signals a process catches: a `make` that was interrupted
catches that one no more while it waits for us.
"""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path

LOOK_EVERY_SECONDS = 0.25
PASSED_OVER = (signal.SIGINT, signal.SIGHUP)


async def gone(environ: Mapping[str, str]) -> None:
    """Returns when the `make` that started us ended or was interrupted; without one, never."""
    if "MAKELEVEL" not in environ:
        await asyncio.Event().wait()
    parent = os.getppid()
    at_first = _caught(parent)
    while os.getppid() == parent and not at_first - _caught(parent):
        await asyncio.sleep(LOOK_EVERY_SECONDS)


def _caught(pid: int) -> set[signal.Signals]:
    """Which of `PASSED_OVER` the process catches; where nobody can say, none."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return set()
    mask = next(
        (int(line.split()[1], 16) for line in status.splitlines() if "SigCgt" in line),
        0,
    )
    return {number for number in PASSED_OVER if mask >> (number - 1) & 1}
