"""Serves bench's own handlers in a process of their own, as the services are served."""

import argparse
import asyncio
from collections.abc import Iterable

import restate
import uvloop

from services import serving


def main(services: Iterable[restate.VirtualObject]) -> None:
    """Serves these until SIGTERM, on the port that `--port` names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    served = restate.app(services=services, protocol="bidi")
    uvloop.run(_serve(served, parser.parse_args().port))


async def _serve(served: object, port: int) -> None:
    stop = asyncio.Event()
    serving.on_end(stop.set)
    await serving.serve(served, address="127.0.0.1", port=port, stop=stop)
