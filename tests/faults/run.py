"""One run: people live and the nemesis rages; then heal, converge, and hold all to the promises."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp

from local import registration
from services.contracts.keys import CreditId
from services.operations import DeskUnreachable
from tests.faults import (
    check_credits,
    check_limits,
    check_messages,
    clock,
    plan,
    record,
    sockets,
    stage,
    ways,
)
from tests.faults.courier import Courier
from tests.faults.customers import Person, World
from tests.faults.fates import Fates
from tests.faults.final import Final, Looking
from tests.faults.findings import Violation
from tests.faults.model import Model
from tests.faults.nemesis import Nemesis
from tests.faults.officers import Office
from tests.faults.probes import Probes
from tests.faults.profiles import Profile
from tests.faults.record import Message, Record
from tests.faults.slack import Slack
from tests.faults.sockets import Sockets
from tests.faults.stage import Staged
from tests.faults.ways import Signed
from tests.stories import people

HEALING = 120.0
"""Seconds after the last strike within which all must have come to rest."""

STILL = 5.0
"""Seconds that the last looks of our own may take."""
VERSIONS = 2
WAITING = 100
"""Applications that have to wait when the next version comes, some in each of these states."""
STATES = ("answer", "vote", "offer", "contest")
GATHERED = 60.0
"""Seconds within which these have to have come."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run."""

    record: Record
    final: Final | None
    probes: Probes
    fates: Mapping[str, Fates]
    """What became of requests to Slack and to the model, and of what the wires carried."""
    rested: float
    """Seconds from the last strike until all had come to rest."""
    awaited: Mapping[str, int]
    """How many applications waited for what when the next version came, if one did."""
    violations: tuple[Violation, ...]


async def run(home: Path, profile: Profile, *, seed: int, without: Iterable[str] = ()) -> Outcome:
    """The whole run, with its data under `home`. Finds nothing where every promise holds."""
    noted = Record()
    fates = {"Slack": Fates(seed), "model": Fates(seed + 1), "wires": stage.wires(seed + 2)}
    fates["connections"] = Fates(seed + 3, sockets.LIKELY)
    by_socket, mode = Sockets(noted, fates["connections"]), ways.mode(seed)
    slack = Slack(noted, fates["Slack"], connect=by_socket.address)
    model = Model(noted, fates["model"], seed=seed)
    among = stage.Surroundings(slack, model, fates["wires"], mode)
    await slack.start()
    await model.start()
    try:
        async with (
            by_socket,
            stage.running(home, profile, among=among, without=without) as staged,
            Signed(staged.first.events, noted) as signed,
            Courier(
                by_socket if mode == "socket" else signed, noted=noted, seen=slack, seed=seed
            ) as courier,
            aiohttp.ClientSession() as http,
        ):
            turned = asyncio.Event()
            if not profile.upgrade:
                turned.set()
            world = World(slack, courier, noted, record.now(), int(time.time()), {}, turned)
            players = _Run(staged, world, fates, http)
            return await players.play(profile, seed=seed)
    finally:
        await model.close()
        await slack.close()


class _Run:
    def __init__(
        self,
        staged: Staged,
        world: World,
        fates: Mapping[str, Fates],
        http: aiohttp.ClientSession,
    ) -> None:
        self._staged = staged
        self._stack = staged.stack
        self._world = world
        self._fates = fates
        self._http = http
        self._looking = Looking(staged.stack, http)
        self._probes = Probes(staged.stack, self._looking)
        self._awaited: Counter[str] = Counter()

    async def play(self, profile: Profile, *, seed: int) -> Outcome:
        newcomers = people.solid()
        users = [next(newcomers) for _ in range(profile.customers)]
        plans = plan.customers(profile, seed=seed, users=users)
        persons = [
            Person(each, self._world, strangers=(*users[number + 1 :], *users[:number]))
            for number, each in enumerate(plans)
        ]
        nemesis = Nemesis(self._stack, self._world.record, seed=seed)
        background = [
            asyncio.create_task(self._probes.watch()),
            asyncio.create_task(self._probes.follow()),
            asyncio.create_task(Office(self._world, seed=seed, held=profile.held).work()),
        ]
        try:
            lives = asyncio.gather(*(person.live() for person in persons))
            await nemesis.rage(profile, seed=seed, midway=self._upgrade)
            healed = await self._heal()
            await self._converge(lives, persons)
            rested = record.now() - healed
        finally:
            for task in background:
                task.cancel()
            await asyncio.wait(background)
        for task in background:
            if not task.cancelled():
                task.result()
        return await self._judge(await self._left_over(), rested=rested)

    async def _upgrade(self) -> None:
        """The next version is registered and hears Slack; what has begun stays with the first."""
        following = self._staged.following
        if following is None:
            return
        await self._gather()
        for deployment in following.deployments:
            await registration.register(deployment, admin=self._stack.admin, http=self._http)
        self._world.courier.way.turn_to(following.events)
        self._world.turned.set()

    async def _gather(self) -> None:
        """Until enough applications wait, or it has taken too long, which is found later."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GATHERED):
                while not _is_enough(self._awaited):
                    await asyncio.sleep(0.5)
                    with suppress(aiohttp.ClientError):
                        self._awaited = await self._looking.awaited()

    async def _heal(self) -> float:
        for fates in self._fates.values():
            fates.calm = True
        clock.put_right(self._stack.settings.data_dir)
        for part in self._stack.parts:
            await self._stack.ready(part.name)
        return record.now()

    async def _converge(self, lives: "asyncio.Future[list[None]]", persons: list[Person]) -> None:
        """Until everybody has what they waited for, fresh messages too, or time is up."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + HEALING):
                await lives
                await self._world.courier.settle()
                while not self._world.courier.way.is_up:
                    await asyncio.sleep(0.2)
                while self._world.waiting:
                    await asyncio.sleep(0.2)
                await asyncio.gather(*(person.write_again() for person in persons))
                await self._world.courier.settle()
                while self._unanswered() or await self._unfinished():
                    await asyncio.sleep(0.5)

    async def _left_over(self) -> list[Violation]:
        """What never came, and what has not ended now that nobody asks anything any more."""
        with suppress(TimeoutError):
            async with asyncio.timeout(STILL):
                while await self._unfinished():
                    await asyncio.sleep(0.2)
        waiting = [
            Violation(
                "never came",
                f"{who} waits for {wait.what}, {HEALING:.0f} s after healing",
                wait.key,
            )
            for who, wait in self._world.waiting.items()
        ]
        return waiting + [
            Violation("unfinished", f"{each.target} is {each.status}", invocations=(each.id,))
            for each in await self._looking.unfinished()
        ]

    def _unanswered(self) -> list[Message]:
        posts = {post.mark for post in self._world.record.posts}
        said = (m for m in self._world.record.messages if m.kind not in ("aside", "apply"))
        return [m for m in said if m.acknowledged and m.answer_mark not in posts]

    async def _unfinished(self) -> bool:
        try:
            return bool(await self._looking.unfinished())
        except aiohttp.ClientError:
            return True

    async def _judge(self, problems: list[Violation], *, rested: float) -> Outcome:
        noted, final = self._world.record, None
        found = [*problems, *self._probes.violations()]
        if noted.refused:
            found.append(Violation("refused", f"{noted.refused} requests that Slack had signed"))
        try:
            final = await self._looking.read()
        except (aiohttp.ClientError, DeskUnreachable) as failure:
            found.append(Violation("unreadable", f"what Restate holds: {failure}"))
        if self._staged.following:
            found += await self._upgraded()
        found += [*check_messages.answered(noted), *check_messages.posted_once(noted)]
        found += check_messages.told_aside(noted)
        found += [*check_messages.in_order(noted), *check_messages.to_the_point(noted)]
        if final:
            found += check_messages.kept_apart(noted, customer_of=_customer_of(final))
            found += [*check_credits.decided_once(noted, final), *check_credits.moved_once(final)]
            found += [*check_credits.balanced(final), *check_credits.shown(noted, final)]
            found += check_limits.within_mandates(self._probes.looks, final, limits=plan.LIMITS)
            found += [*check_limits.held_rightly(final), *check_limits.agreed(final)]
        named = [await self._with_invocations(each) for each in found]
        return Outcome(noted, final, self._probes, self._fates, rested, self._awaited, tuple(named))

    async def _upgraded(self) -> list[Violation]:
        found: list[Violation] = []
        if not _is_enough(self._awaited):
            found.append(Violation("too few waited", f"for the next version: {self._awaited}"))
        if await self._looking.versions() < VERSIONS:
            found.append(Violation("not upgraded", "no application ran on the next version"))
        return found

    async def _with_invocations(self, of: Violation) -> Violation:
        if not of.key or of.invocations:
            return of
        try:
            invocations = await self._looking.involved(of.key, of.message)
        except aiohttp.ClientError:
            return of
        return replace(of, invocations=invocations)


def _is_enough(awaited: Counter[str]) -> bool:
    return awaited.total() >= WAITING and all(awaited[state] for state in STATES)


def _customer_of(final: Final) -> Callable[[CreditId], str | None]:
    users = {credit: view.application.customer for credit, view in final.applications.items()}

    def customer_of(credit: CreditId) -> str | None:
        key = users.get(credit)
        return key.partition(".")[2] if key else None

    return customer_of
