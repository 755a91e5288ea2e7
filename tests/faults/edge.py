"""A wire between two parts that breaks: relays to a port, and at times cuts off what comes back.

What was asked has then been done, and who asked never hears of it. Of several ports it takes the
first that answers.
"""

import asyncio
from collections.abc import Sequence
from typing import Self

from tests.faults.fates import Fates

CHUNK = 64 * 1024


class Edge:
    """Listens on a free port while it is entered; `fates` says after which chunk it is cut."""

    def __init__(self, name: str, *, to: Sequence[int], fates: Fates) -> None:
        self._name = name
        self._to = to
        self._fates = fates
        self._relays: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """Where the wire begins."""
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
        for relay in self._relays:
            relay.cancel()
        await asyncio.gather(*self._relays, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        relay = asyncio.get_running_loop().create_task(self._relay(reader, writer))
        self._relays.add(relay)
        relay.add_done_callback(self._relays.discard)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened = await self._open()
        if opened is None:
            writer.transport.abort()
            return
        answers, there = opened
        ways = [
            asyncio.ensure_future(_forth(reader, there)),
            asyncio.ensure_future(self._back(answers, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            writer.close()
            there.close()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for port in self._to:
            try:
                return await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
        return None

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(CHUNK):
            if self._fates.next(self._name) != "done":
                writer.transport.abort()
                return
            writer.write(chunk)
            await writer.drain()


async def _forth(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(CHUNK):
        writer.write(chunk)
        await writer.drain()
