"""Puts the desk on the stage: real Restate, services and bot, and our own Slack and model."""

import os
from collections.abc import AsyncGenerator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import stage as bench
from local import keeper, parts, ports, settings, workspace
from local.supervisor import Stack
from tests import apart
from tests.faults import clock, cluster, model, plan, versions
from tests.faults.edge import Edge
from tests.faults.fates import Fates
from tests.faults.model import Model
from tests.faults.profiles import Profile
from tests.faults.slack import Slack
from tests.faults.versions import Version
from tests.faults.ways import Mode
from tests.stories.staging import policy_with

BEARS = 1.0
"""Seconds: only ends closer together than that count as a part that can't be kept running."""


@dataclass(frozen=True)
class Surroundings:
    """What the desk runs among, and what goes wrong there."""

    slack: Slack
    model: Model
    wires: Fates
    mode: Mode


def wires(seed: int) -> Fates:
    """When a wire between two parts is cut, by pieces of what comes back."""
    return Fates(seed, {"cut": 0.004})


@dataclass(frozen=True)
class Staged:
    """The running stack, what serves it first, and the version that is to follow."""

    stack: Stack
    first: Version
    following: Version | None


@asynccontextmanager
async def running(
    home: Path, profile: Profile, *, among: Surroundings, without: Iterable[str]
) -> AsyncGenerator[Staged]:
    """A stack on free ports with its data under `home`, its bot and services without a guard."""
    told = settings.read(_environment(home, profile, among), root=apart.ROOT)
    keeper.WITHIN_SECONDS = BEARS
    clock.create(told.data_dir)
    async with AsyncExitStack() as entered:

        async def wire(name: str, *to: int) -> str:
            edge = Edge(name, to=to, fates=among.wires)
            return (await entered.enter_async_context(edge)).url

        made = {part.name: part for part in parts.of(told)}
        nodes = cluster.of(made[parts.RESTATE], first=dict(told.ports), count=profile.nodes)
        ingress = await wire("bot to ingress", *(node.ingress for node in nodes))
        environment = {**made[parts.BOT].environment, "RESTATE_INGRESS_URL": ingress}
        first = await versions.first(made, environment=environment, wire=wire, without=without)
        following = await versions.following(first, wire=wire) if profile.upgrade else None
        waiting = following.parts if following else ()
        chosen = (*(node.part for node in nodes), *first.parts, *waiting)
        stack = await entered.enter_async_context(Stack(told, chosen=chosen))
        yield Staged(stack, first, following)


def _environment(home: Path, profile: Profile, among: Surroundings) -> dict[str, str]:
    rules = {
        "automatic": f'"{plan.AUTOMATIC}.00"',
        "one_officer": f'"{plan.ONE_OFFICER}.00"',
        "max_open_applications": "50",
    }
    return {
        **ports.free(),
        **workspace.ROOMS_AND_OFFICERS,
        **workspace.SECRETS,
        "SYNTHETIC_BANK": "yes",
        **bench.UNBOUNDED,
        "DATA_DIR": str(home),
        "PATH": os.environ["PATH"],
        "SLACK_MODE": among.mode,
        "SLACK_API_URL": among.slack.api,
        "OPENAI_API_KEY": "faults",
        "OPENAI_BASE_URL": among.model.url,
        "MODEL_TIMEOUT_SECONDS": str(model.TIMEOUT),
        "MONTH_SECONDS": str(profile.month),
        "POLICY_FILE": str(policy_with(home / "policy.toml", rules)),
    }
