"""Puts the desk among a hostile model and people who plant words: real Restate, services, bot."""

import json
import os
import sys
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from local import parts, ports, settings, workspace
from local.supervisor import Stack
from tests import apart
from tests.faults.courier import Courier
from tests.faults.record import Record
from tests.hostile.model import Model
from tests.hostile.slack import Watched, Way

MONTH = 20
"""Seconds that a loan's month takes: a loan falls into arrears while the play goes on."""


@dataclass(frozen=True)
class Staged:
    """The running desk, what surrounds it, and what was noted."""

    stack: Stack
    slack: Watched
    model: Model
    record: Record
    way: Way
    courier: Courier
    planted: Path

    def plant(self, user: str, where: str, words: str) -> None:
        """From now on these words stand in the person's account. Before it is opened."""
        told: dict[str, dict[str, str]] = json.loads(self.planted.read_text(encoding="utf-8"))
        told.setdefault(user, {})[where] = words
        new = self.planted.with_suffix(".new")
        new.write_text(json.dumps(told), encoding="utf-8")
        new.replace(self.planted)


@asynccontextmanager
async def running(home: Path, *, seed: int, without: Iterable[str]) -> AsyncGenerator[Staged]:
    """A desk on free ports with its data under `home`, its bot and services without a guard."""
    noted = Record()
    slack, model = Watched(noted), Model(noted, seed=seed)
    planted = home / "planted.json"
    planted.write_text("{}", encoding="utf-8")
    await slack.start()
    await model.start()
    told = settings.read(_environment(home, slack, model), root=apart.ROOT)
    chosen = tuple(
        replace(
            part,
            command=(
                sys.executable,
                "-m",
                "tests.hostile.entry",
                part.name,
                str(planted),
                *without,
            ),
        )
        if part.name in (parts.SERVICES, parts.BOT)
        else part
        for part in parts.of(told)
    )
    port = told.ports["BOT_PORT"]
    events = f"http://127.0.0.1:{port}{workspace.REQUEST_PATH}"
    try:
        async with (
            Stack(told, chosen=chosen) as stack,
            Way(events, noted) as way,
            Courier(way, noted=noted, seen=slack, seed=seed) as courier,
        ):
            yield Staged(stack, slack, model, noted, way, courier, planted)
    finally:
        await model.close()
        await slack.close()


def _environment(home: Path, slack: Watched, model: Model) -> dict[str, str]:
    return {
        **ports.free(),
        **workspace.ROOMS_AND_OFFICERS,
        **workspace.SECRETS,
        "SYNTHETIC_BANK": "yes",
        "DATA_DIR": str(home),
        "PATH": os.environ["PATH"],
        "SLACK_MODE": "http",
        "SLACK_API_URL": slack.api,
        "OPENAI_API_KEY": "hostile",
        "OPENAI_BASE_URL": model.url,
        "MODEL_TIMEOUT_SECONDS": "20",
        "MONTH_SECONDS": str(MONTH),
    }
