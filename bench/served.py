"""Serves handlers by a server of choice: `python -m bench.served SERVER --port PORT [--probe]`.

What `bench.servers` compares. Without `--probe` it serves the services as they are, configured
by the environment; with it, three handlers that do as little as can be.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, cast

import hypercorn.asyncio
import hypercorn.config
import restate
import uvloop

from services import app, serving, settings

Serve = Callable[[Any, int, asyncio.Event], Awaitable[None]]


def probe() -> Any:  # noqa: ANN401  # the SDK's ASGI types are not the servers'
    """A service with three steps, with an endless wait, and with a short sleep."""
    service = restate.Service(
        "Probe",
        inactivity_timeout=timedelta(seconds=float(os.environ.get("SUSPEND_AFTER_SECONDS", "10"))),
    )

    @service.handler()
    async def steps(ctx: restate.Context, number: int) -> int:
        """Three durable steps."""
        for place in range(3):
            number = await ctx.run_typed(f"add {place}", _increased, number=number)
        return number

    @service.handler()
    async def sleeps(ctx: restate.Context, number: int) -> int:
        """A step, a sleep of 50 ms, and a step."""
        first = await ctx.run_typed("before", _increased, number=number)
        await ctx.sleep(timedelta(milliseconds=50))
        return await ctx.run_typed("after", _increased, number=first)

    @service.handler()
    async def waits(ctx: restate.Context, number: int) -> int:
        """Waits for an hour; for cancelling."""
        await ctx.sleep(timedelta(hours=1))
        return number

    _ = steps, sleeps, waits
    return restate.app(services=[service], protocol="bidi")


def _desk(configured: settings.Settings) -> Any:  # noqa: ANN401  # as above
    return app.build(configured, app.model(configured))


async def _increased(number: int) -> int:
    return number + 1


async def by_hypercorn(served: Any, port: int, stop: asyncio.Event) -> None:  # noqa: ANN401
    """Hypercorn, on whatever loop runs."""
    config = hypercorn.config.Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.graceful_timeout = serving.GRACE
    config.h2_max_concurrent_streams = serving.STREAMS
    # By default it closes a connection after 1,000 requests, and breaks those under way.
    config.keep_alive_max_requests = sys.maxsize
    await cast("Any", hypercorn.asyncio).serve(served, config, shutdown_trigger=stop.wait)


async def by_granian(served: Any, port: int, stop: asyncio.Event) -> None:  # noqa: ANN401
    """Granian inside our loop: its own threads speak HTTP/2, ours run the handlers."""
    await serving.serve(served, address="127.0.0.1", port=port, stop=stop)


SERVERS: Mapping[str, tuple[Serve, bool]] = {
    "hypercorn": (by_hypercorn, False),
    "hypercorn-uvloop": (by_hypercorn, True),
    "granian": (by_granian, True),
}
"""By name: how it serves, and whether on uvloop."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.served")
    parser.add_argument("server", choices=SERVERS)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--probe", action="store_true")
    told = parser.parse_args()
    serve, quick_loop = SERVERS[told.server]
    served = probe() if told.probe else _desk(settings.read(os.environ))
    run = uvloop.run if quick_loop else asyncio.run
    run(_until_stopped(serve, served, told.port))


async def _until_stopped(serve: Serve, served: Any, port: int) -> None:  # noqa: ANN401
    stop = asyncio.Event()
    serving.on_end(stop.set)
    await serve(served, port, stop)


if __name__ == "__main__":
    main()
