"""The ports of a stack: which part wants which, whether they are free, and free ones for tests."""

import socket
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

HIGHEST = 65535


@dataclass(frozen=True)
class Port:
    """A port, the variable that moves it, and who listens there."""

    variable: str
    number: int
    listener: str


class PortUnavailable(RuntimeError):
    """A port is taken. The message says which, who wants it and what moves it."""


DEFAULTS = (
    Port("RESTATE_INGRESS_PORT", 8080, "Restate's ingress"),
    Port("RESTATE_ADMIN_PORT", 9070, "Restate's admin API and UI"),
    Port("RESTATE_NODE_PORT", 5122, "Restate's node"),
    Port("LOCAL_SLACK_PORT", 3100, "the local Slack"),
    Port("OFFLINE_MODEL_PORT", 4010, "the offline model"),
    Port("SERVICES_PORT", 9080, "the services"),
    Port("MESSENGER_PORT", 9081, "the bot's messenger"),
    Port("BOT_PORT", 3000, "the bot's own endpoint"),
)


def check(variables: Iterable[str], *, numbers: Mapping[str, int]) -> None:
    """`PortUnavailable` for the first of these ports that is taken, also by one another."""
    seen: dict[int, Port] = {}
    for default in DEFAULTS:
        if default.variable not in set(variables):
            continue
        port = Port(default.variable, numbers[default.variable], default.listener)
        other = seen.setdefault(port.number, port)
        if other is not port:
            msg = (
                f"Port {port.number} is wanted by both {other.listener} and {port.listener}:"
                f" set {other.variable} or {port.variable} to another one."
            )
            raise PortUnavailable(msg)
        if _is_taken(port.number):
            msg = (
                f"Port {port.number} is taken, but it is needed by {port.listener}:"
                f" set {port.variable} to a free one."
            )
            raise PortUnavailable(msg)


def free() -> dict[str, str]:
    """An environment that moves every port to one that is free now."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in DEFAULTS]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return {
            port.variable: str(each.getsockname()[1])
            for port, each in zip(DEFAULTS, sockets, strict=True)
        }


def _is_taken(number: int) -> bool:
    for host in ("127.0.0.1", "0.0.0.0"):  # noqa: S104 - a listener on any address counts
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, number))
            except OSError:
                return True
    return False
