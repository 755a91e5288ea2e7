"""What goes wrong with the processes: killed, stopped, clocks set wrong, invocations done over.

The order and the moments are drawn from the seed.
"""

import asyncio
import itertools
import os
import signal
from collections.abc import Awaitable, Callable, Iterator, Sized
from contextlib import suppress
from dataclasses import dataclass
from random import Random

import aiohttp

from local import parts
from local.supervisor import Stack
from tests.faults import clock, cluster, record, versions
from tests.faults.profiles import Profile
from tests.faults.record import Record, Strike

TRIES = 5
"""For an operator, whom Restate answers only while it runs."""
_ENDED = (
    "SELECT id FROM sys_invocation WHERE status = 'completed' AND target_service_name "
    "= '{service}' AND target_handler_name = '{handler}' ORDER BY id"
)
REPLAYED = ("Messenger/post", "Loan/open", "Loan/collect", "Account/transfer")
"""What must come to nothing when it is done over again."""
STEPS = ((parts.BOT, 1), (parts.SERVICES, 1), (parts.BOT, -1), (parts.SERVICES, -1))
"""Whose clock goes wrong next, and whether it is then ahead or behind."""


@dataclass(frozen=True)
class Blow:
    """One strike as it is planned.

    `hold` is how long a stopped process stands still, `off` by how much a clock is set wrong.
    """

    wait: float
    what: str
    part: str
    hold: float = 0.0
    off: float = 0.0


def plan(profile: Profile, *, seed: int) -> Iterator[Blow]:
    """All blows of a run, in their order."""
    rng = Random(f"{seed}/nemesis")
    kinds = ["kill"] * profile.kills + ["pause"] * profile.pauses + ["replay"] * profile.replays
    kinds += ["clock"] * profile.steps
    rng.shuffle(kinds)
    victims = list(itertools.islice(_victims(profile), profile.kills + profile.pauses))
    rng.shuffle(victims)
    replayed, steps = itertools.cycle(REPLAYED), itertools.cycle(STEPS)
    spared = _midway(kinds) if profile.upgrade else 0
    for number, kind in enumerate(kinds):
        wait = profile.gap * rng.uniform(0.5, 1.5)
        if kind == "replay":
            yield Blow(wait, kind, next(replayed))
        elif kind == "clock":
            part, way = next(steps)
            yield Blow(wait, kind, part, off=way * clock.MOST[part] * rng.uniform(0.6, 1))
        else:
            part, hold = victims.pop(), rng.uniform(1, 4)
            yield Blow(wait, kind, part if number >= spared else _first(part), hold=hold)


def _victims(profile: Profile) -> Iterator[str]:
    """Bot and services twice as often as Restate; of a cluster, one node after the other."""
    nodes = cluster.names(profile.nodes)
    ours = (parts.SERVICES, parts.BOT) * (1 if len(nodes) > 1 else 2)
    if profile.upgrade:
        ours = (*ours[:2], f"{parts.SERVICES}{versions.SECOND}", f"{parts.BOT}{versions.SECOND}")
    for node in itertools.cycle(nodes):
        yield from (*ours, node)


def _midway(blows: Sized) -> int:
    """How many of them come before the next version does."""
    return len(blows) // 2


def _first(part: str) -> str:
    """The same of the first version: nothing depends on the next one before it is there."""
    return part.removesuffix(versions.SECOND)


class Nemesis:
    """Strikes at a stack until its plan is done."""

    def __init__(self, stack: Stack, noted: Record, *, seed: int) -> None:
        self._stack = stack
        self._record = noted
        self._rng = Random(f"{seed}/replays")

    async def rage(
        self, profile: Profile, *, seed: int, midway: Callable[[], Awaitable[None]]
    ) -> None:
        """The whole plan. Afterwards nothing stands still, but things may be starting.

        `midway` happens after the first half of it.
        """
        blows = list(plan(profile, seed=seed))
        for number, blow in enumerate(blows):
            if number == _midway(blows):
                await midway()
            await asyncio.sleep(blow.wait)
            match blow.what:
                case "kill":
                    await self._kill(blow.part)
                case "pause":
                    await self._pause(blow.part, blow.hold)
                case "clock":
                    self._record.strikes.append(Strike(record.now(), "clock", blow.part))
                    clock.put(self._stack.settings.data_dir, blow.part, blow.off)
                case _:
                    await self._replay(blow.part)

    async def _kill(self, part: str) -> None:
        """`kill -9` of what runs: a part that is still starting is waited for first."""
        await self._all_ready(part)
        self._record.strikes.append(Strike(record.now(), "kill", part))
        self._stack.kill(part)

    async def _pause(self, part: str, seconds: float) -> None:
        await self._all_ready(part)
        pid = self._stack.pid(part)
        if pid is None:
            self._record.in_vain += 1
            return
        self._record.strikes.append(Strike(record.now(), "pause", part))
        os.killpg(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGCONT)

    async def _all_ready(self, part: str) -> None:
        """The part; of a cluster each node, for it does not bear two that are down at once."""
        nodes = [each.name for each in self._stack.parts if each.name.startswith(parts.RESTATE)]
        for name in nodes if part in nodes else [part]:
            await self._stack.ready(name)

    async def _replay(self, handler: str) -> None:
        """An operator restarts an invocation that has ended: what it did must not happen twice."""
        for _ in range(TRIES):
            with suppress(aiohttp.ClientError, TimeoutError):
                if await self._restart_one(handler):
                    self._record.strikes.append(Strike(record.now(), "replay", handler))
                    return
            await asyncio.sleep(1)
        self._record.in_vain += 1

    async def _restart_one(self, handler: str) -> bool:
        """Whether there was one, and it was restarted."""
        service, _, name = handler.partition("/")
        sql = _ENDED.format(service=service, handler=name)
        headers = {"accept": "application/json"}
        async with aiohttp.ClientSession(
            headers=headers, raise_for_status=True, timeout=aiohttp.ClientTimeout(total=5)
        ) as http:
            async with http.post(f"{self._stack.admin}/query", json={"query": sql}) as answer:
                found = [str(row["id"]) for row in (await answer.json())["rows"]]
            if not found:
                return False
            url = f"{self._stack.admin}/invocations/{self._rng.choice(found)}/restart-as-new"
            async with http.patch(url):
                return True
