"""Slack's end of Socket Mode: envelopes over the app's connections, which break as Slack's do.

It asks for a new one and closes the old, breaks off without a word, or falls silent: then neither
side hears the other, and Slack does not know for a while.
"""

import asyncio
import itertools
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import WSMessage, WSMsgType, web

from bench.listening import Listener
from tests.faults import record
from tests.faults.fates import Fate, Fates
from tests.faults.record import Record, Strike
from tests.faults.ways import PATIENCE, Json

LIKELY: Mapping[Fate, float] = {"refresh": 0.02, "warning": 0.015, "cut": 0.015, "silent": 0.005}
"""After which share of the envelopes their connection ends, and how."""
REASONS: Mapping[Fate, str] = {"refresh": "refresh_requested", "warning": "warning"}
CLOSES_AFTER = 1.0
"""Seconds that a connection lives on after Slack has asked for a new one."""
UNDER_WAY = 0.02
"""Seconds after which a connection breaks: the envelope was heard, but maybe not yet answered."""
NOBODY = 0.2
"""Seconds after which Slack says that the app is not there."""
UNNOTICED = 6.0
"""Seconds until Slack gives up a connection that has fallen silent."""


@dataclass(eq=False)
class _Line:
    """One connection, and the envelopes that were not answered over it yet, by their id."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    awaited: dict[str, "asyncio.Future[bytes | None]"] = field(
        default_factory=dict[str, "asyncio.Future[bytes | None]"]
    )
    silent: bool = False

    def hear(self, message: WSMessage) -> None:
        """An envelope's acknowledgement. It counts on the envelope's own connection alone."""
        told = json.loads(message.data)
        awaited = self.awaited.pop(told["envelope_id"], None)
        if awaited and not awaited.done():
            awaited.set_result(json.dumps(told.get("payload") or {}).encode())

    def end(self) -> None:
        """Nobody will answer any more."""
        for awaited in self.awaited.values():
            if not awaited.done():
                awaited.set_result(None)


class Sockets:
    """Listens on a free port while it is entered. Gives each thing to any connection."""

    def __init__(self, noted: Record, fates: Fates) -> None:
        self._record = noted
        self._fates = fates
        self._lines: list[_Line] = []
        self._numbers = itertools.count(1)
        self._tickets: set[str] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._listener = Listener()

    @property
    def is_up(self) -> bool:
        return bool(self._lines)

    def address(self) -> str:
        """Where the app is to connect: good for one connection."""
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return f"ws://{self._listener.address}/link/{ticket}"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/link/{ticket}", self._connected)
        await self._listener.start(web.AppRunner(app, access_log=None, shutdown_timeout=0))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._ending:
            task.cancel()
        await asyncio.gather(*self._ending, return_exceptions=True)
        for line in list(self._lines):
            self._drop(line)
        await self._listener.close()

    def turn_to(self, url: str) -> None:
        """Who has connected hears; there is no address."""

    async def event(self, body: bytes, *, name: str, again: int) -> bytes | None:
        more = {"retry_attempt": again, "retry_reason": "timeout" if again else ""}
        told = {"type": "events_api", "accepts_response_payload": False, **more}
        return await self._bring({**told, "payload": json.loads(body)}, name=name)

    async def interact(self, payload: Json) -> bytes | None:
        told = {"type": "interactive", "accepts_response_payload": True, "payload": payload}
        return await self._bring(told, name=f"{payload['type']}/{payload['user']['id']}")

    async def _bring(self, told: dict[str, Any], *, name: str) -> bytes | None:
        number = next(self._numbers)
        if not self._lines:
            await asyncio.sleep(NOBODY)
            return None
        line = self._lines[number % len(self._lines)]
        envelope = f"{number}-{name}"
        awaited: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        line.awaited[envelope] = awaited
        try:
            async with asyncio.timeout(PATIENCE):
                if not line.silent:
                    await line.socket.send_json({"envelope_id": envelope, **told})
                self._strike(line, self._fates.next(f"socket/{name}"))
                return await awaited
        except (OSError, TimeoutError):
            return None
        finally:
            line.awaited.pop(envelope, None)

    async def _connected(self, request: web.Request) -> web.StreamResponse:
        ticket = request.match_info["ticket"]
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        line = _Line(web.WebSocketResponse(autoping=False), request.transport)
        await line.socket.prepare(request)
        await line.socket.send_json({"type": "hello", "num_connections": len(self._lines) + 1})
        self._lines.append(line)
        try:
            await self._hear(line)
        finally:
            if not line.silent:
                self._drop(line)
        return line.socket

    async def _hear(self, line: _Line) -> None:
        while True:
            message = await line.socket.receive()
            if message.type not in (WSMsgType.TEXT, WSMsgType.PING, WSMsgType.PONG):
                return
            if line.silent:
                continue
            if message.type == WSMsgType.TEXT:
                line.hear(message)
            elif message.type == WSMsgType.PING:
                await line.socket.pong(message.data)

    def _strike(self, line: _Line, fate: Fate) -> None:
        if fate == "done" or line.silent:
            return
        task = asyncio.get_running_loop().create_task(self._end(line, fate))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(self, line: _Line, how: Fate) -> None:
        await asyncio.sleep(UNDER_WAY)
        self._record.strikes.append(Strike(record.now(), how, "connection"))
        if reason := REASONS.get(how):
            with_it = {"type": "disconnect", "reason": reason, "debug_info": {"host": "faults"}}
            with suppress(OSError):
                await line.socket.send_json(with_it)
            await asyncio.sleep(CLOSES_AFTER)
        elif how == "silent":
            line.silent = True
            await asyncio.sleep(UNNOTICED)
        self._drop(line)

    def _drop(self, line: _Line) -> None:
        line.end()
        if line in self._lines:
            self._lines.remove(line)
        if line.transport is not None:
            line.transport.abort()
