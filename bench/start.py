"""How long a person waits after `make up`, and what the processes weigh before any work.

Everything is installed and in the disk cache. Leaves no process and no file behind.
"""

import asyncio
import os
import re
import signal
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bench import figures, footprint
from bench.figures import Figure
from bench.stage import ROOT
from local import parts, ports
from tests.stories.workspace import Workspace

PATIENCE = 60.0
CUSTOMER = "U0ALICE"
QUESTION = "what is my balance?"
LOCAL = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL")
"""Must be unset, in `.env` too, for the desk to be all on this machine."""
LINE = re.compile(r"^  (\S+) +http\S+ +([0-9.]+) s", re.MULTILINE)
IMPORTS = 5


@dataclass(frozen=True)
class Morning:
    """One `make up`: seconds to its last line and to the reply, and what its processes hold."""

    up: float
    replied: float
    parts: Mapping[str, float]
    """Seconds that each part took by its own, by what `make up` says."""
    weights: Mapping[str, float]
    """Megabytes resident after the reply."""


async def measure(*, short: bool) -> list[Figure]:
    """Two starts on one data directory, and imports; nothing where it is to be short."""
    if short:
        return []
    with tempfile.TemporaryDirectory(prefix="credit-desk-start-") as home:
        await _morning(home + "/warming")
        fresh = await _morning(home + "/measured")
        again = await _morning(home + "/measured")
    goal, unit = "warm make up to the first reply", "s"
    rows = [
        figures.at_most(goal, fresh.replied, unit, bound=12),
        figures.noted("the same where the data directory has been used", again.replied, unit),
        figures.noted("warm make up to its last line", fresh.up, unit),
    ]
    rows += [figures.noted(f"start of {name}", took, unit) for name, took in fresh.parts.items()]
    rows += [figures.noted(f"memory of {name}", size, "MB") for name, size in fresh.weights.items()]
    return rows + [await _import(name) for name in (parts.SERVICES, parts.BOT)]


async def _morning(home: str) -> Morning:
    environment = {
        **os.environ,
        **ports.free(),
        **dict.fromkeys(LOCAL, ""),
        "DATA_DIR": home,
        "PYTHONUNBUFFERED": "1",
    }
    begun = time.perf_counter()
    async with _made("up", environment) as made:
        said = await asyncio.wait_for(_until_up(made), PATIENCE)
        up = time.perf_counter() - begun
        slack = Workspace(f"http://localhost:{environment['LOCAL_SLACK_PORT']}")
        try:
            await slack.reply(await slack.write(CUSTOMER, QUESTION), "EUR")
        finally:
            await slack.close()
        replied = time.perf_counter() - begun
        weights = _weights(made.pid)
    took = {name: float(seconds) for name, seconds in LINE.findall(said)}
    return Morning(up=up, replied=replied, parts=took, weights=weights)


@asynccontextmanager
async def _made(target: str, environment: Mapping[str, str]) -> AsyncGenerator[Process]:
    make = await asyncio.create_subprocess_exec(
        *("make", target),
        cwd=ROOT,
        env=dict(environment),
        stdin=DEVNULL,
        stdout=PIPE,
        start_new_session=True,
    )
    try:
        yield make
    finally:
        os.killpg(make.pid, signal.SIGTERM)
        await make.communicate()


async def _until_up(make: Process) -> str:
    said = ""
    while line := await _line(make):
        said += line.decode()
        if line.startswith(b"Credit Desk is up"):
            return said
    raise RuntimeError(f"make up ended: {said}")


async def _line(make: Process) -> bytes:
    return await make.stdout.readline() if make.stdout else b""


def _weights(make: int) -> dict[str, float]:
    local = footprint.children(make)["local"]
    found = footprint.children(local) | {"local": local}
    wanted = (parts.SERVICES, parts.BOT, "local", "restate-server")
    return {name: footprint.of(found[name]).megabytes for name in wanted}


async def _import(package: str) -> Figure:
    """What a process's imports take more than an empty Python, by the median."""
    looks = [
        (await _python("pass"), await _python(f"import {package}.__main__")) for _ in range(IMPORTS)
    ]
    median = figures.median([1000 * (full - empty) for empty, full in looks])
    return figures.noted(f"import of {package}", median, "ms")


async def _python(code: str) -> float:
    begun = time.perf_counter()
    python = await asyncio.create_subprocess_exec(sys.executable, "-c", code, cwd=ROOT)
    if await python.wait():
        raise RuntimeError(f"{code} failed")
    return time.perf_counter() - begun
