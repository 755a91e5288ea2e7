"""The local stack: starts all parts, keeps them running, tells Restate of them, stops them.

`local.__main__` runs one for a person; the stories run theirs on free ports.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import aiohttp

from local import console, data_dir, parts, ports, registration, signing
from local.keeper import Keeper
from local.parts import Part
from local.settings import Settings

GRACE_SECONDS = 3.0
LONGEST_STOP_SECONDS = 8.0


class NotInstalled(RuntimeError):
    """A program that a part needs is not there."""


class Stack:
    """All parts of a stack. `async with Stack(settings) as stack` is entered when all are ready.

    `parts` are those that run, in their order; the tests leave some out or put others in.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        chosen: tuple[Part, ...] | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.settings = settings
        self.parts = parts.of(settings) if chosen is None else chosen
        self._say = say
        self._keepers: dict[str, Keeper] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._resources = AsyncExitStack()

    @property
    def slack(self) -> str:
        """Base address of the local Slack: page, `/api/` and `/_control`."""
        return self.settings.slack_page

    @property
    def ingress(self) -> str:
        return self.settings.ingress

    @property
    def admin(self) -> str:
        return self.settings.admin

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Returns when every part is ready and Restate knows the handlers.

        Raises `PortUnavailable`, `DataDirInUse`, `NotInstalled` or `UnusableKey` before anything
        was started, `PartFailed` or `RegistrationRefused` later; `stop()` is due in each case.
        """
        self._check_programs()
        ports.check(
            [variable for part in self.parts for variable in part.ports],
            numbers=self.settings.ports,
        )
        self._resources.enter_context(data_dir.hold(self.settings.data_dir))
        self.settings.logs.mkdir(exist_ok=True)
        self._say("Starting Credit Desk:")
        http = await self._resources.enter_async_context(aiohttp.ClientSession())
        signed_by = {signing.KEYS: signing.public_key(self.settings.data_dir)}
        for part in self.parts:
            environment = signed_by | {**part.environment}  # a developer's own key stands
            told = replace(part, environment=environment) if part.wants_signatures else part
            keeper = Keeper(told, logs=self.settings.logs, http=http, say=self._say)
            keeper.log.unlink(missing_ok=True)
            self._keepers[part.name] = keeper
        self._tasks = [asyncio.create_task(self._run(part)) for part in self.parts]
        await self._unless_failed(self._settle(http))

    async def failure(self) -> None:
        """Waits for a part that can't be kept running, and raises its `PartFailed`."""
        await self._unless_failed(asyncio.Event().wait())

    async def stop(self) -> None:
        """Ends all parts, the last started first, within ten seconds."""
        deadline = time.monotonic() + LONGEST_STOP_SECONDS
        for keeper in reversed(self._keepers.values()):
            left = max(deadline - time.monotonic(), 0.1)
            await keeper.stop(grace=min(GRACE_SECONDS, left))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._resources.aclose()
        self._keepers, self._tasks = {}, []

    def kill(self, name: str) -> None:
        """`kill -9` of one part, as a crash would; it is started again at once."""
        self._keepers[name].kill()

    def pid(self, name: str) -> int | None:
        """The process of one part, leader of its group; None while there is none."""
        return self._keepers[name].pid

    async def restart(self, name: str) -> None:
        """Ends one part politely and starts it again; returns when it is ready."""
        await self._unless_failed(self._keepers[name].restart(grace=GRACE_SECONDS))

    async def ready(self, name: str) -> None:
        """Waits until one part is ready, again after a kill, and connected if it connects."""
        await self._unless_failed(self._keepers[name].wait_until_ready())

    def _check_programs(self) -> None:
        for part in self.parts:
            if not Path(part.command[0]).exists():
                msg = console.not_installed(part)
                raise NotInstalled(msg)

    async def _run(self, part: Part) -> None:
        for earlier in part.after:
            if earlier in self._keepers:
                await self._keepers[earlier].ready.wait()
        await self._keepers[part.name].run()

    async def _settle(self, http: aiohttp.ClientSession) -> None:
        for keeper in self._keepers.values():
            await keeper.ready.wait()
        for part in self.parts:
            if part.deployment:
                await registration.register(part.deployment, admin=self.admin, http=http)

    async def _unless_failed(self, wanted: Coroutine[Any, Any, object]) -> None:
        """Awaits `wanted`, but raises what a part's keeper raises in the meantime."""
        waiting = asyncio.ensure_future(wanted)
        try:
            await asyncio.wait([waiting, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
            for task in self._tasks:
                if task.done():
                    task.result()
            await waiting
        finally:
            waiting.cancel()
