"""Which ASGI server should serve the handlers: throughput, latency, and whether it is correct.

Each candidate serves the services and, in a second process, a probe with three steps.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus

from bench import crowd, memory
from bench.figures import Figure, at_most, noted, percentile
from bench.served import SERVERS
from bench.stage import Stage, running
from local import parts
from local.parts import Part
from local.settings import Settings
from services.contracts.keys import PersonKey

CUSTOMER = PersonKey("T0DESK.U0SERVED")
AT_ONCE = 32
CALLS = 1500
ROUNDS = 2
BALANCE = f"Account/{CUSTOMER}/balance"
STEPS = "Probe/steps"
PROBES: tuple[tuple[str, str, object], ...] = (
    ("balance", BALANCE, dict[str, object]()),
    ("3 steps", STEPS, 1),
)
SUSPENDING = {
    "SUSPEND_AFTER_SECONDS": "0",
    "RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT": "0s",
}
LONGEST_EXIT_SECONDS = 3.0


@dataclass(frozen=True)
class Load:
    """What came of many calls: how many a second, and the milliseconds of each."""

    per_second: float
    milliseconds: tuple[float, ...]


async def measure(*, short: bool) -> list[Figure]:
    """Nothing in short: servers don't change from one commit to the next."""
    if short:
        return []
    figures: list[Figure] = []
    loads: dict[tuple[str, str], list[Load]] = {}
    for _ in range(ROUNDS):
        for server in SERVERS:
            async with serving(server) as stage:
                for name, handler, body in PROBES:
                    await load(stage, handler, body, calls=AT_ONCE * 4)
                    loads.setdefault((server, name), []).append(
                        await load(stage, handler, body, calls=CALLS)
                    )
    for (server, name), rounds in loads.items():
        label = f"{server}: {name}, {AT_ONCE} at once"
        took = [each for one in rounds for each in one.milliseconds]
        rate = sum(each.per_second for each in rounds) / len(rounds)
        figures += [
            noted(label, rate, "per s"),
            noted(f"{label}, p50", percentile(took, 0.5), "ms"),
            noted(f"{label}, p95", percentile(took, 0.95), "ms"),
        ]
    for server in SERVERS:
        figures += await correct(server)
    return figures


async def correct(server: str) -> list[Figure]:
    """What goes wrong under suspension, cancellation, a restart of Restate, and SIGTERM."""
    async with serving(server, environment=SUSPENDING) as stage:
        wrong = await suspended(stage) + await cancelled(stage) + await reconnected(stage)
    # Not suspending here: a call that was suspended would not be under way.
    async with serving(server) as stage:
        exit_seconds = await ended(stage)
    return [
        at_most(f"{server}: wrong under suspension, cancellation, restart", wrong, "", bound=0),
        at_most(f"{server}: SIGTERM to exit", exit_seconds, "s", bound=LONGEST_EXIT_SECONDS),
    ]


@asynccontextmanager
async def serving(
    server: str, *, environment: Mapping[str, str] | None = None
) -> AsyncGenerator[Stage]:
    """Restate, with services and probe served by that server; `CUSTOMER`'s books are open."""

    def more(told: Settings) -> tuple[Part, ...]:
        usual = next(part for part in parts.of(told) if part.name == parts.SERVICES)
        return _served(usual, told, server)

    async with running(chosen=(parts.RESTATE,), more=more, environment=environment) as stage:
        async with crowd.gathered(stage):
            await stage.call("Crowd/open", crowd.Customers(keys=(CUSTOMER,)))
        yield stage


def _served(usual: Part, told: Settings, server: str) -> tuple[Part, ...]:
    command = (sys.executable, "-m", "bench.served", server)
    environment = {**usual.environment, "PYTHONPATH": str(told.root)}
    port = str(told.ports["SERVICES_PORT"])
    desk = replace(usual, command=(*command, "--port", port), environment=environment)
    other = str(told.ports["BOT_PORT"])
    address = f"http://127.0.0.1:{other}"
    probe = Part(
        name="probe",
        command=(*command, "--port", other, "--probe"),
        environment=environment,
        address=address,
        ready=(f"{address}/health",),
        ports=("BOT_PORT",),
        deployment=f"{address}/",
    )
    return desk, probe


async def load(stage: Stage, handler: str, body: object, *, calls: int) -> Load:
    """That many calls, `AT_ONCE` at a time. Raises for any that fails."""
    took: list[float] = []
    left = iter(range(calls))

    async def caller() -> None:
        for _ in left:
            milliseconds = 1000 * await _call(stage, handler, body)
            took.append(milliseconds)

    begun = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(AT_ONCE)))
    return Load(calls / (time.perf_counter() - begun), tuple(took))


async def _call(stage: Stage, handler: str, body: object, *, expected: object = None) -> float:
    begun = time.perf_counter()
    async with stage.http.post(f"{stage.stack.ingress}/{handler}", json=body) as reply:
        said = await reply.json()
    if reply.status != HTTPStatus.OK or (expected is not None and said != expected):
        raise RuntimeError(f"{handler} answered {reply.status}: {said}")
    return time.perf_counter() - begun


async def suspended(stage: Stage) -> int:
    """How many of 200 handlers that suspend between their steps come to a wrong result."""
    calls = (_call(stage, "Probe/sleeps", n, expected=n + 2) for n in range(200))
    results = await asyncio.gather(*calls, return_exceptions=True)
    return sum(isinstance(each, BaseException) for each in results)


async def cancelled(stage: Stage) -> int:
    """How many of 20 handlers that wait don't end within 5 s of their cancellation."""
    for number in range(20):
        async with stage.http.post(f"{stage.stack.ingress}/Probe/waits/send", json=number) as reply:
            sent = await reply.json()
        url = f"{stage.stack.admin}/invocations/{sent['invocationId']}/cancel"
        async with stage.http.patch(url) as reply:
            reply.raise_for_status()
    still = (
        "SELECT id FROM sys_invocation WHERE target_handler_name='waits' AND status<>'completed'"
    )
    rows: list[dict[str, object]] = []
    for _ in range(50):
        rows = await stage.query(still)
        if not rows:
            break
        await asyncio.sleep(0.1)
    return len(rows)


async def reconnected(stage: Stage) -> int:
    """How many of 100 calls fail after Restate was killed and started again."""
    stage.stack.kill(parts.RESTATE)
    await asyncio.sleep(0.2)
    await stage.stack.ready(parts.RESTATE)
    calls = [_call(stage, STEPS, n, expected=n + 3) for n in range(100)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    return sum(isinstance(each, BaseException) for each in results)


async def ended(stage: Stage) -> float:
    """Seconds from SIGTERM to the end of the probe's process, while a call is under way."""
    async with stage.http.post(f"{stage.stack.ingress}/Probe/waits/send", json=1):
        await asyncio.sleep(0.5)
    under_way = (
        "SELECT id FROM sys_invocation WHERE target_handler_name='waits' AND status='running'"
    )
    if len(await stage.query(under_way)) != 1:
        raise RuntimeError("no call is under way")
    (pid,) = memory.processes("--probe", "bench.served")[:1]
    begun = time.perf_counter()
    os.kill(pid, signal.SIGTERM)
    while pid in memory.processes("--probe", "bench.served"):
        if time.perf_counter() - begun > 10:  # noqa: PLR2004  # it will not end by itself
            os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.02)
    return time.perf_counter() - begun
