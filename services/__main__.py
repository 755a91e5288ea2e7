"""Runs the services: `python -m services`. Ends on SIGTERM and Ctrl-C."""

import asyncio
import logging
import os
import sys
from typing import NoReturn

import uvloop

from services import app, serving, settings, workers
from services.agent.model import Model
from services.review.policy import PolicyError


def main() -> None:
    """Exit code 2 with one sentence when a setting or the policy is wrong."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("httpx2", "httpcore2"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    try:
        configured = settings.read(os.environ)
        model = app.model(configured)
        served = app.build(configured, model)
        address = serving.address_of(configured.host, configured.port)
    except (settings.SettingsError, PolicyError) as wrong:
        _refuse(str(wrong))
    except serving.PortTaken as taken:
        _refuse(f"{taken}: set SERVICES_PORT.")

    def work() -> None:
        uvloop.run(_serve(configured, model, served, address))

    sys.exit(workers.run(work, count=configured.workers))


def _refuse(sentence: str) -> NoReturn:
    print(f"services: {sentence}", file=sys.stderr)  # noqa: T201  # for the person at the terminal
    sys.exit(2)


async def _serve(configured: settings.Settings, model: Model, served: object, address: str) -> None:
    stop = asyncio.Event()
    if (gone := workers.orphaned()) is not None:
        asyncio.get_running_loop().add_reader(gone, workers.abandon)
    serving.on_end(stop.set)
    watching = asyncio.create_task(app.watcher(configured).run())
    watching.add_done_callback(_watched)
    await serving.serve(served, address=address, port=configured.port, stop=stop)
    watching.cancel()
    await model.close()


def _watched(task: "asyncio.Task[None]") -> None:
    """The desk works without its watch, but somebody should know."""
    if not task.cancelled() and task.exception():
        logging.getLogger(__name__).error("ALERT nobody watches", exc_info=task.exception())


if __name__ == "__main__":
    main()
