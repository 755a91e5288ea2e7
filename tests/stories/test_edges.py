"""Restate's edges: who may call a handler, from where, and which doors the stack opens."""

import os
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import aiohttp
import pytest

from tests.stories import people
from tests.stories.staging import Desk

LISTENING = "0A"
LOCAL_SLACK = "LOCAL_SLACK_PORT"
"""It listens on every address and has no option for less; a real desk has none."""


@pytest.mark.parametrize("port", ["SERVICES_PORT", "MESSENGER_PORT"])
@pytest.mark.parametrize("path", ["discover", "invoke/Account/transfer", "invoke/Messenger/post"])
async def test_what_restate_did_not_sign_is_refused(desk: Desk, port: str, path: str) -> None:
    """Who reaches our own endpoints past Restate gets 401, and not even a list of handlers."""
    url = f"http://127.0.0.1:{desk.stack.settings.ports[port]}"
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{url}/{path}", data=b"{}") as refused:
            assert refused.status == 401
        async with http.get(f"{url}/health") as health:
            assert health.status == 200


@pytest.mark.parametrize("handler", ["transfer", "admit", "exposure"])
async def test_the_ingress_does_not_lead_to_private_handlers(desk: Desk, handler: str) -> None:
    """Not with money, and not with reads that no caller outside needs."""
    url = f"{desk.stack.ingress}/Account/{people.key(desk.customer())}"
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{url}/{handler}", json={}) as refused:
            assert refused.status == 400
            assert "not public" in await refused.text()
        async with http.post(f"{url}/balance", json={}) as answered:
            assert answered.status == 200


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="Linux tells who listens")
def test_nothing_listens_beyond_this_machine(desk: Desk) -> None:
    """Not Restate's ingress, admin and node, nor whatever port a part may open besides."""
    heard = {at for process in descendants(os.getpid()) for at in listening(process)}
    numbers = desk.stack.settings.ports
    ours = {number for name, number in numbers.items() if name not in (LOCAL_SLACK, "BOT_PORT")}
    ours -= {numbers["OFFLINE_MODEL_PORT"]}
    assert ours <= {port for _, port in heard}
    beyond = {(host, port) for host, port in heard if not host.is_loopback}
    assert {port for _, port in beyond} <= {numbers[LOCAL_SLACK]}


def descendants(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text().split():
            yield int(child)
            yield from descendants(int(child))


def listening(process: int) -> Iterator[tuple[IPv4Address | IPv6Address, int]]:
    """Where a process listens, by what the kernel says of its sockets."""
    own = {
        str(each.readlink()) for each in Path(f"/proc/{process}/fd").iterdir() if each.is_symlink()
    }
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            local, state, inode = (line.split()[at] for at in (1, 3, 9))
            if state == LISTENING and f"socket:[{inode}]" in own:
                host, port = local.split(":")
                yield _address(host), int(port, 16)


def _address(written: str) -> IPv4Address | IPv6Address:
    """The kernel writes addresses as words of the machine's own byte order."""
    words = [bytes.fromhex(written[at : at + 8])[::-1] for at in range(0, len(written), 8)]
    raw = b"".join(words)
    if len(raw) == len(IPv4Address(0).packed):
        return IPv4Address(raw)
    return IPv6Address(raw).ipv4_mapped or IPv6Address(raw)
