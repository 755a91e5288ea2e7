"""Keeps one part running: starts it, says when it is ready, starts it again when it ends.

`local.supervisor` has one keeper for each part. It knows nothing of the other parts.
"""

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import Process
from collections import deque
from collections.abc import Callable
from pathlib import Path

import aiohttp

from local import console, probe
from local.parts import Part

LEASH = Path(__file__).with_name("leash.py")
MOST_ENDS = 5
WITHIN_SECONDS = 30.0
LONGEST_START_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.05


class PartFailed(RuntimeError):
    """A part can't be kept running. The message names its log and shows the last lines."""


class Keeper:
    """One part's life. `run()` keeps it up until `stop()`; `ready` says that it answers."""

    def __init__(
        self,
        part: Part,
        *,
        logs: Path,
        http: aiohttp.ClientSession,
        say: Callable[[str], None],
    ) -> None:
        self.part = part
        self.ready = asyncio.Event()
        self.log = logs / f"{part.name}.log"
        self._http = http
        self._say = say
        self._child: Process | None = None
        self._ends: deque[float] = deque(maxlen=MOST_ENDS + 1)
        self._wanted = True
        self._asked_to_end = False
        self._started_before = False

    @property
    def pid(self) -> int | None:
        """The process that runs now, which leads a group of its own; None between two."""
        child = self._child
        return child.pid if child and child.returncode is None else None

    async def run(self) -> None:
        """Returns after `stop()`; raises `PartFailed` when starting it again is in vain."""
        while self._wanted:
            begun = time.monotonic()
            child = await self._start()
            looking = asyncio.create_task(self._look_until_ready(begun))
            try:
                code = await child.wait()
            finally:
                looking.cancel()
            self.ready.clear()
            if self._wanted and not self._asked_to_end:
                self._count_end(code)
            self._asked_to_end = False

    async def stop(self, *, grace: float) -> None:
        """Ends it for good: politely, and after `grace` seconds by force."""
        self._wanted = False
        await self._end(grace=grace)

    async def restart(self, *, grace: float) -> None:
        """Ends it politely; `run()` starts it again. Returns when it is ready."""
        self._asked_to_end = True
        await self._end(grace=grace)
        await self.ready.wait()

    async def wait_until_ready(self) -> None:
        """Returns when it answers now; also after what it connects to was started again."""
        await self.ready.wait()
        while not await probe.is_ready(self.part, http=self._http):
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def kill(self) -> None:
        """`kill -9`, as a crash would. `run()` starts it again."""
        self.ready.clear()
        self._signal(signal.SIGKILL)

    async def _start(self) -> Process:
        for path, text in self.part.files.items():
            path.write_text(text, encoding="utf-8")
        leash = (sys.executable, "-I", "-S", str(LEASH), str(os.getpid()))
        with self.log.open("ab") as log:
            self._child = await asyncio.create_subprocess_exec(
                *leash,
                *self.part.command,
                env=dict(self.part.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if not self._wanted:  # stopped while it was being started
            self._signal(signal.SIGKILL)
        return self._child

    async def _look_until_ready(self, begun: float) -> None:
        while not await probe.is_ready(self.part, http=self._http):
            if time.monotonic() - begun > LONGEST_START_SECONDS:
                self.kill()
                return
            await asyncio.sleep(LOOK_EVERY_SECONDS)
        seconds = time.monotonic() - begun
        self._say(console.ready(self.part, seconds=seconds, again=self._started_before))
        self._started_before = True
        self.ready.set()

    def _count_end(self, code: int) -> None:
        """A crash is healed, a refusal to start is passed on, and so are too many crashes."""
        self._ends.append(time.monotonic())
        often = len(self._ends) > MOST_ENDS and self._ends[-1] - self._ends[0] < WITHIN_SECONDS
        if often or (code > 0 and not self._started_before):
            raise PartFailed(console.failed(self.part, code=code, log=self.log, often=often))
        self._say(console.ended(self.part, code=code))

    async def _end(self, *, grace: float) -> None:
        self.ready.clear()
        child = self._child
        if child is None or child.returncode is not None:
            return
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(child.wait(), grace)
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await child.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self.pid is not None:
            try:
                os.killpg(self.pid, number)
            except ProcessLookupError:
                return
