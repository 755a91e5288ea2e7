"""Restate as several nodes on this machine, each record on two of them.

Made of the one node of the local stack; a quorum holds as long as no two are down at once.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from local import parts, ports
from local.parts import Part

_PORTS = ("RESTATE_NODE_PORT", "RESTATE_INGRESS_PORT", "RESTATE_ADMIN_PORT")


@dataclass(frozen=True)
class Node:
    """One node and its ports: for the others, for calls, for operators."""

    part: Part
    ingress: int


def names(count: int) -> tuple[str, ...]:
    """The nodes' parts, in order; the first has the name that a single one has."""
    return (parts.RESTATE, *(f"{parts.RESTATE}-{number}" for number in range(2, count + 1)))


def of(single: Part, *, first: dict[str, int], count: int) -> tuple[Node, ...]:
    """The nodes; a single one is as it was. `first` are the ports of the local stack's."""
    if count == 1:
        return (Node(single, first["RESTATE_INGRESS_PORT"]),)
    return tuple(_nodes(single, first, count))


def _nodes(single: Part, first: dict[str, int], count: int) -> Iterator[Node]:
    numbers = [first, *_free(count - 1)]
    addresses = [f"http://127.0.0.1:{each['RESTATE_NODE_PORT']}" for each in numbers]
    for name, own in zip(names(count), numbers, strict=True):
        node, ingress, admin = (own[port] for port in _PORTS)
        environment = {
            **single.environment,
            "RESTATE_CLUSTER_NAME": "faults",
            "RESTATE_DEFAULT_REPLICATION": "2",
            "RESTATE_METADATA_CLIENT__ADDRESSES": json.dumps(addresses),
            "RESTATE_AUTO_PROVISION": "true" if name == parts.RESTATE else "false",
            "RESTATE_BIND_PORT": str(node),
            "RESTATE_INGRESS__BIND_PORT": str(ingress),
            "RESTATE_ADMIN__BIND_PORT": str(admin),
        }
        command = tuple(name if word == "desk" else word for word in single.command)
        ready = (
            f"http://127.0.0.1:{ingress}/restate/health",
            f"http://127.0.0.1:{admin}/health",
        )
        part = replace(single, name=name, command=command, environment=environment, ready=ready)
        yield Node(part if own is first else replace(part, ports=()), ingress)


def _free(count: int) -> list[dict[str, int]]:
    drawn = [ports.free() for _ in range(count)]
    return [{name: int(each[name]) for name in _PORTS} for each in drawn]
