"""Looks at the desk while it is struck: the ledger, the commitments, what the processes hold."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp

from bench import footprint
from local import parts
from local.supervisor import Stack
from services.operations import Desk, DeskUnreachable
from tests.faults.final import Look, Looking
from tests.faults.findings import Violation

EVERY = 2.0
OFTEN = 0.3
"""Seconds between two looks at what customers' accounts hold: an offer stands for longer."""
BOUND_MB = {parts.SERVICES: 400, parts.BOT: 300, parts.RESTATE: 1200}
"""Megabytes that a part may hold; at rest it is a fourth of that."""


@dataclass
class Probes:
    """What was seen; `watch()` goes on until it is cancelled."""

    stack: Stack
    looking: Looking
    looks: list[Look] = field(default_factory=list[Look])
    """What accounts held, in order; only what differs from the look before."""
    sums: int = 0
    """How many customers' books were looked at."""
    wrong: list[Violation] = field(default_factory=list[Violation])
    most: dict[str, float] = field(default_factory=dict[str, float])
    """The most megabytes that each part held."""

    async def watch(self) -> None:
        while True:
            self._weigh()
            # A part that is being struck does not answer: then there is nothing to see.
            with suppress(DeskUnreachable):
                await self._sum()
            await asyncio.sleep(EVERY)

    async def follow(self) -> None:
        """Keep what accounts hold. Goes on until it is cancelled."""
        last: dict[str, Look] = {}
        while True:
            with suppress(aiohttp.ClientError, TimeoutError):
                for look in await self.looking.accounts():
                    if last.get(look.person) != look:
                        last[look.person] = look
                        self.looks.append(look)
            await asyncio.sleep(OFTEN)

    async def _sum(self) -> None:
        desk = Desk(ingress_url=self.stack.ingress, admin_url=self.stack.admin)
        for view in await desk.ledger():
            self.sums += 1
            total = sum(each.balance.minor for each in view.accounts)
            if total:
                what = f"{view.person}'s accounts sum to {total}"
                self.wrong.append(Violation("ledger not zero", what, view.person))

    def _weigh(self) -> None:
        for name in BOUND_MB:
            pid = self.stack.pid(name)
            if pid is not None:
                with suppress(OSError):
                    size = footprint.of(pid).megabytes
                    self.most[name] = max(size, self.most.get(name, 0.0))

    def violations(self) -> list[Violation]:
        """Sums that were not zero, and parts that held too much."""
        heavy = [
            Violation("too much memory", f"{name} held {size:.0f} MB")
            for name, size in self.most.items()
            if size > BOUND_MB[name]
        ]
        return self.wrong + heavy
