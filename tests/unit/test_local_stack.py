"""The supervisor with small stand-in parts: heals what crashes, gives up in words, leaves none."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import aiohttp
import pytest

from local import ports, settings
from local.keeper import PartFailed
from local.parts import Part
from local.settings import Settings
from local.supervisor import NotInstalled, Stack

SERVE = """
import http.server, os, signal, sys
if "stubborn" in sys.argv: signal.signal(signal.SIGTERM, signal.SIG_IGN)
class Pid(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(str(os.getpid()).encode())
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Pid).serve_forever()
"""


@pytest.fixture
def local(tmp_path: Path) -> Settings:
    return settings.read(ports.free() | {"DATA_DIR": str(tmp_path / "data")}, root=tmp_path)


def part(
    stack: Settings, *, variable: str = "SERVICES_PORT", code: str = SERVE, how: str = ""
) -> Part:
    address = f"http://127.0.0.1:{stack.ports[variable]}"
    return Part(
        name=variable.removesuffix("_PORT").lower(),
        command=(sys.executable, "-c", code, str(stack.ports[variable]), how),
        environment=dict(os.environ),
        address=address,
        ready=(address,),
        ports=("SERVICES_PORT",),
    )


async def pid_of(one: Part) -> int:
    async with aiohttp.ClientSession() as http, http.get(one.address) as reply:
        return int(await reply.text())


def is_running(pid: int) -> bool:
    """False for a zombie too: it ended, only nobody has asked for its exit code yet."""
    try:
        os.kill(pid, 0)
        return sys.platform != "linux" or "\nState:\tZ" not in status(pid)
    except (ProcessLookupError, FileNotFoundError):
        return False


def status(pid: int) -> str:
    return Path(f"/proc/{pid}/status").read_text(encoding="ascii")


async def test_runs_until_left(local: Settings) -> None:
    """When the block is entered the part answers; when it is left the part is gone."""
    one = part(local)
    async with Stack(local, chosen=(one,)):
        pid = await pid_of(one)
    assert not is_running(pid)


async def test_a_killed_part_is_started_again(local: Settings) -> None:
    said: list[str] = []
    one = part(local)
    async with Stack(local, chosen=(one,), say=said.append) as stack:
        before = await pid_of(one)
        stack.kill("services")
        await stack.ready("services")
        assert await pid_of(one) != before
    assert any("services ended (signal SIGKILL); starting it again" in line for line in said)


async def test_a_restart_is_no_crash(local: Settings) -> None:
    said: list[str] = []
    one = part(local)
    async with Stack(local, chosen=(one,), say=said.append) as stack:
        before = await pid_of(one)
        await stack.restart("services")
        assert await pid_of(one) != before
    assert not any("ended" in line for line in said)


async def test_a_part_that_refuses_to_start_is_quoted(local: Settings) -> None:
    """Its last words are shown, so that nobody has to look for the log."""
    refusing = part(local, code="import sys; sys.exit('OFFICERS is malformed')")
    with pytest.raises(PartFailed, match=r"(?s)did not start.*services\.log.*OFFICERS is malf"):
        async with Stack(local, chosen=(refusing,)):
            pass


async def test_a_part_that_keeps_ending_is_given_up(local: Settings) -> None:
    one = part(local)
    async with Stack(local, chosen=(one,)) as stack:
        failure = asyncio.create_task(stack.failure())
        while not failure.done():
            await asyncio.wait([failure], timeout=0.05)
            stack.kill("services")
        with pytest.raises(PartFailed, match="keeps ending"):
            await failure


async def test_the_stubborn_are_ended_by_force(local: Settings) -> None:
    """Nothing outlives the stack, and nobody waits ten seconds for it."""
    one = part(local, how="stubborn")
    async with Stack(local, chosen=(one,)):
        pid = await pid_of(one)
        begun = time.monotonic()
    assert time.monotonic() - begun < 10
    assert not is_running(pid)


async def test_what_is_not_installed_is_named(local: Settings) -> None:
    missing = Part("restate", ("/nowhere/restate-server",), {}, "", (), ())
    with pytest.raises(NotInstalled, match="restate-server is not installed"):
        await Stack(local, chosen=(missing,)).start()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a process to its parent")
async def test_parts_end_with_a_killed_supervisor(local: Settings) -> None:
    """`kill -9` of the stack itself leaves no orphan."""
    one = part(local)
    leash = Path(__file__).parents[2] / "local/leash.py"
    starter = "import os, subprocess, sys; subprocess.run([sys.executable, sys.argv[1],"
    starter += " str(os.getpid()), *sys.argv[2:]], check=False)"
    owner = await asyncio.create_subprocess_exec(
        sys.executable, "-c", starter, str(leash), *one.command
    )
    pid = await eventually_pid(one)
    owner.send_signal(signal.SIGKILL)
    await owner.wait()
    while is_running(pid):
        await asyncio.sleep(0.02)


async def eventually_pid(one: Part) -> int:
    while True:
        try:
            return await pid_of(one)
        except aiohttp.ClientError:
            await asyncio.sleep(0.02)
