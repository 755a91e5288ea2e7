"""`python -m local up|reset`: the local stack for a person. The Makefile calls it."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from local import console, data_dir, settings, starter
from local.data_dir import DataDirInUse
from local.keeper import PartFailed
from local.ports import PortUnavailable
from local.registration import RegistrationRefused
from local.settings import Misconfigured, Settings
from local.signing import UnusableKey
from local.supervisor import NotInstalled, Stack

ROOT = Path(__file__).resolve().parent.parent
REFUSALS = (
    *(DataDirInUse, Misconfigured, NotInstalled),
    *(PartFailed, PortUnavailable, RegistrationRefused, UnusableKey),
)


def main() -> int:
    """0 when it was asked to stop, 1 with a sentence when it can't run, 2 for a wrong command."""
    command = sys.argv[1:]
    if command not in (["up"], ["reset"]):
        say("Say `python -m local up` or `python -m local reset`.")
        return 2
    try:
        stack = settings.read(os.environ, root=ROOT)
        if command == ["up"]:
            asyncio.run(up(stack))
        else:
            data_dir.wipe(stack.data_dir)
            say(f"Nothing is left in {stack.data_dir}.")
    except REFUSALS as refusal:
        print(refusal, file=sys.stderr, flush=True)  # noqa: T201 - it is a command
        return 1
    return 0


async def up(chosen: Settings) -> None:
    """Runs the stack until Ctrl-C, SIGTERM, SIGHUP, or the end of the `make` that started it."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    begun = time.monotonic()
    stack = Stack(chosen, say=say)
    endings = (stopped.wait(), starter.gone(os.environ))

    async def whole_life() -> None:
        await stack.start()
        say(console.welcome(chosen, seconds=time.monotonic() - begun))
        await stack.failure()

    try:
        await _first(whole_life(), *endings)
        say("\nStopping.")
    finally:
        await stack.stop()
    say("Stopped. What it knew is kept.")


def say(line: str) -> None:
    """To the terminal, if there still is one."""
    try:
        print(line, flush=True)  # noqa: T201 - it is a command
    except OSError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for good


async def _first(*coroutines: Coroutine[Any, Any, object]) -> None:
    """Awaits whichever ends first, and raises what it raised; the others are cancelled."""
    tasks = [asyncio.create_task(each) for each in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


if __name__ == "__main__":
    sys.exit(main())
