"""Serves a handler while whose step the machine's clock is set: `… --port PORT`.

Served as ours are. Part of `test_set_clocks`.
"""

import argparse
import asyncio
import time
from datetime import timedelta
from unittest import mock

import restate
import uvloop
from restate import RunOptions

from services import serving


class Clock:
    """The machine's, as it was set."""

    def __init__(self) -> None:
        self.off = 0.0
        self._right = time.time

    def time(self) -> float:
        """Seconds since 1970."""
        return self._right() + self.off


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    clock = Clock()
    mock.patch.object(time, "time", clock.time).start()
    uvloop.run(_serve(clock, parser.parse_args().port))


async def _serve(clock: Clock, port: int) -> None:
    stop = asyncio.Event()
    serving.on_end(stop.set)
    handlers = restate.app(services=[_clocked(clock)], protocol="bidi")
    await serving.serve(handlers, address="127.0.0.1", port=port, stop=stop)


def _clocked(clock: Clock) -> restate.Service:
    service = restate.Service("Clocked")
    attempts: list[float] = []

    @service.handler()
    async def tries(ctx: restate.Context, by: float) -> int:
        """How many attempts a step took whose first failed after the clock was set by so much."""

        async def attempt() -> int:
            attempts.append(by)
            if len(attempts) == 1:
                clock.off += by
                raise ConnectionError
            return len(attempts)

        options = RunOptions(
            type_hint=int,
            max_duration=timedelta(hours=1),
            initial_retry_interval=timedelta(milliseconds=10),
        )
        return await ctx.run_typed("attempt", attempt, options)

    _ = tries
    return service


if __name__ == "__main__":
    main()
