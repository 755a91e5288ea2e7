"""Serves bench's own handlers in a process of their own, with the settings of the services'."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Iterable
from typing import Any, cast

import hypercorn.asyncio
import hypercorn.config
import restate
import restate.server
import uvloop


def main(services: Iterable[restate.VirtualObject]) -> None:
    """Serves these until SIGTERM, on the port that `--port` names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    served = restate.app(services=services, protocol="bidi")
    uvloop.run(_serve(served, parser.parse_args().port))


async def _serve(served: object, port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        restate.server.install_shutdown_hook(loop, stop.set, number)
    config = hypercorn.config.Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.graceful_timeout = 1.0
    config.h2_max_concurrent_streams = 1000
    config.keep_alive_max_requests = sys.maxsize
    config.keep_alive_timeout = 600.0
    serve = cast("Any", hypercorn.asyncio).serve  # the SDK's ASGI types are not Hypercorn's
    await serve(served, config, shutdown_trigger=stop.wait)
