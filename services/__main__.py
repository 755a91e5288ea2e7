"""Runs the services: `python -m services`. Ends on SIGTERM and Ctrl-C."""

import asyncio
import logging
import os
import signal
import socket
import sys
from typing import Any, cast

import hypercorn.asyncio
import hypercorn.config
import restate.server
import uvloop

from services import app, settings, workers
from services.review.policy import PolicyError


def main() -> None:
    """Exit code 2 with one sentence when a setting or the policy is wrong."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("httpx2", "httpcore2", "hypercorn.error"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    try:
        configured = settings.read(os.environ)
        served = app.build(configured)
        shared = workers.listen(configured.host, configured.port)
    except (settings.SettingsError, PolicyError, workers.PortTaken) as wrong:
        print(f"services: {wrong}", file=sys.stderr)  # noqa: T201  # for the person at the terminal
        sys.exit(2)
    with shared:
        code = workers.run(lambda: uvloop.run(_serve(served, shared)), count=configured.workers)
    sys.exit(code)


async def _serve(served: object, shared: socket.socket) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    if (gone := workers.orphaned()) is not None:
        loop.add_reader(gone, workers.abandon)
    # The SDK takes SIGTERM for itself, so its hook is the way to hear of it.
    for number in (signal.SIGTERM, signal.SIGINT):
        restate.server.install_shutdown_hook(loop, stop.set, number)
    config = hypercorn.config.Config()
    config.bind = [f"fd://{os.dup(shared.fileno())}"]  # it closes what it is given
    config.graceful_timeout = 1.0
    # Restate keeps its connections; closing one after so many requests would break those under way.
    config.keep_alive_max_requests = sys.maxsize
    config.keep_alive_timeout = 600.0
    config.h2_max_concurrent_streams = 1000
    serve = cast("Any", hypercorn.asyncio).serve  # the SDK's ASGI types are not Hypercorn's
    await serve(served, config, shutdown_trigger=stop.wait)


if __name__ == "__main__":
    main()
