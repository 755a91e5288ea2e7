"""The bot and the services that run, and those of the next version, which wait for their moment.

What has begun on a version ends on it: the next one's workflow has a step more, over which a
replay of an older journal would stumble.
"""

import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

from local import parts, ports, workspace
from local.parts import Part
from services.credit.case import Case

ENTRY = "tests.faults.entry"
NEXT = "next"
SECOND = "-2"
"""What the names of the next version's parts end with."""
_PORTS = {parts.SERVICES: "SERVICES_PORT", parts.BOT: "MESSENGER_PORT"}
Wire = Callable[..., Awaitable[str]]


@dataclass(frozen=True)
class Version:
    """Its parts, where Restate reaches them, and where Slack does."""

    parts: tuple[Part, ...]
    deployments: tuple[str, ...]
    events: str


async def first(
    made: Mapping[str, Part], *, environment: Mapping[str, str], wire: Wire, without: Iterable[str]
) -> Version:
    """What runs from the start and is registered at once."""
    found = [await _part(made[name], "", environment, wire, (*without,)) for name in _PORTS]
    return _version(found, environment)


async def following(first: Version, *, wire: Wire) -> Version:
    """The next version, on ports of its own; it runs from the start, but is not registered."""
    environment = {**first.parts[0].environment, **_free()}
    found = [await _part(part, SECOND, environment, wire, (NEXT,)) for part in first.parts]
    version = _version(found, environment)
    waiting = tuple(replace(part, deployment="", ports=()) for part in version.parts)
    return replace(version, parts=waiting)


def change() -> None:
    """Makes this process one of the next version."""
    begin: Callable[..., Any] = Case.begin

    async def begin_with_a_look(*given: object) -> Case:
        case: Case = await begin(*given)
        await case.officers()
        return case

    mock.patch.object(Case, "begin", begin_with_a_look).start()


async def _part(
    part: Part, suffix: str, environment: Mapping[str, str], wire: Wire, changes: tuple[str, ...]
) -> Part:
    number = int(environment[_PORTS[part.name]])
    address = f"http://127.0.0.1:{number}"
    return replace(
        part,
        name=part.name + suffix,
        command=(sys.executable, "-m", ENTRY, part.name, *changes),
        environment=environment,
        address=address,
        ready=(f"{address}/health",),
        deployment=f"{await wire(f'Restate to {part.name}{suffix}', number)}/",
    )


def _version(found: list[Part], environment: Mapping[str, str]) -> Version:
    return Version(
        parts=tuple(found),
        deployments=tuple(part.deployment for part in found),
        events=f"http://127.0.0.1:{environment['BOT_PORT']}{workspace.REQUEST_PATH}",
    )


def _free() -> dict[str, str]:
    drawn = ports.free()
    return {name: drawn[name] for name in (*_PORTS.values(), "BOT_PORT")}
