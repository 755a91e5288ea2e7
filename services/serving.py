"""How handlers are served to Restate: the one door to the ASGI server, inside our own event loop.

Used by every process that has handlers: the services, the bot, and those of the benchmarks.
"""

import asyncio
import signal
import socket
from collections.abc import Callable
from typing import Any, cast

import restate.server
from granian.http import HTTP2Settings
from granian.log import LogLevels
from granian.server.embed import Server

from services import attempts

GRACE = 1.0
"""Seconds that calls under way get at the end; Restate runs again what they cut off."""
STREAMS = 1000
"""Calls at once on one of Restate's connections."""


class PortTaken(Exception):
    """Nothing can listen where it is told to."""


def address_of(host: str, port: int) -> str:
    """The numeric address of the host. Raises `PortTaken` where somebody listens already.

    The server shares its port with whoever asks for it, so this is to be asked first.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as wrong:
            raise PortTaken(f"port {port} of {host} can't be used ({wrong.strerror})") from wrong
        return str(probe.getsockname()[0])


def on_end(stop: Callable[[], None]) -> None:
    """Call this at SIGTERM and Ctrl-C. The SDK takes the signals for itself, and tells of them."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        restate.server.install_shutdown_hook(loop, stop, number)


async def serve(handlers: object, *, address: str, port: int, stop: asyncio.Event) -> None:
    """Serve until `stop` is set. Raises `RuntimeError` when the server ends by itself."""
    attempts.bear_set_clocks()
    server = cast("Any", Server)(
        handlers,
        address=address,
        port=port,
        interface="asginl",
        websockets=False,
        backlog=1024,
        backpressure=STREAMS,
        http2_settings=HTTP2Settings(max_concurrent_streams=STREAMS),
        log_level=LogLevels.error,
        log_dictconfig={"incremental": True, "handlers": {}, "loggers": {}},  # to our log
    )
    running = asyncio.ensure_future(server.serve())
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if running.done():
        await running
        raise RuntimeError("the server of the handlers ended by itself")
    server.stop()
    # By itself it waits for calls under way, however long these take.
    await asyncio.wait([running], timeout=GRACE)
