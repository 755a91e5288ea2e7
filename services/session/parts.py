"""What the session's handlers are given; `app` makes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from services.agent import loop, patience, tool
from services.contracts import session
from services.ingress import Ingress


@dataclass(frozen=True)
class Parts:
    """What the session is given: the agents, who begins, and the model.

    `workers` are the agents that work for a workflow, by their task.
    """

    agents: Mapping[str, tool.Agent]
    front: str
    workers: Mapping[str, str]
    model: loop.Responds
    model_name: str
    zone: ZoneInfo
    patience: patience.Terms
    retention: timedelta
    served: frozenset[session.Standing]
    ingress: Ingress
    """By which an answer is shown while it is written."""
