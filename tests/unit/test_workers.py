"""Workers: several processes on one port, that end together however one of them ends."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from local import ports

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0


@asynccontextmanager
async def serving(
    *, workers: int, port: str | None = None, until_ready: bool = True
) -> AsyncGenerator[tuple[Process, str]]:
    """The services by themselves, without Restate, and their port; ended after."""
    port = port or ports.free()["SERVICES_PORT"]
    environment = {
        **os.environ,
        "OPENAI_API_KEY": "none",
        "SYNTHETIC_BANK": "yes",
        "OFFICERS_CHANNEL": "T0DESK.C0OFFICERS",
        "APPROVALS_CHANNEL": "T0DESK.C0APPROVALS",
        "SERVICES_PORT": port,
        "SERVICES_WORKERS": str(workers),
    }
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services"),
        cwd=ROOT,
        env=environment,
        stderr=PIPE,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            while until_ready and not await healthy(port):
                await asyncio.sleep(0.05)
        yield child, port
    finally:
        if child.returncode is None:
            os.killpg(child.pid, signal.SIGKILL)
        await child.communicate()


async def healthy(port: str) -> bool:
    """Whether anybody answers at the port."""
    try:
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"http://127.0.0.1:{port}/health") as reply,
        ):
            return reply.ok
    except aiohttp.ClientError:
        return False


def workers_of(child: Process) -> list[int]:
    """The processes that the first one started."""
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children")
    return [int(pid) for pid in children.read_text().split()]


async def freed(port: str) -> None:
    """Returns when nobody answers at the port any more."""
    async with asyncio.timeout(PATIENCE):
        while await healthy(port):
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_all_end_when_asked_to(number: signal.Signals) -> None:
    """The first process passes it on, waits for all, and ends well."""
    async with serving(workers=2) as (child, port):
        assert len(workers_of(child)) == 2
        child.send_signal(number)
        assert await asyncio.wait_for(child.wait(), PATIENCE) == 0
        assert not await healthy(port)


async def test_one_that_dies_ends_all() -> None:
    """Half a desk would go unnoticed; whoever started it sees it end, and starts it again."""
    async with serving(workers=2) as (child, port):
        os.kill(workers_of(child)[0], signal.SIGKILL)
        assert await asyncio.wait_for(child.wait(), PATIENCE) == 1
        assert not await healthy(port)


async def test_workers_do_not_outlive_the_first() -> None:
    """After `kill -9` of the first process the port is free for the next."""
    async with serving(workers=2) as (child, port):
        child.kill()
        await child.wait()
        await freed(port)
        async with serving(workers=1, port=port):
            assert await healthy(port)


async def test_a_taken_port_is_a_sentence() -> None:
    """It names the port and what to set."""
    async with (
        serving(workers=1) as (_, port),
        serving(workers=1, port=port, until_ready=False) as (second, _),
    ):
        _, said = await asyncio.wait_for(second.communicate(), PATIENCE)
        assert second.returncode == 2
        assert f"port {port} of 127.0.0.1 can't be used" in said.decode()
        assert "SERVICES_PORT" in said.decode()
