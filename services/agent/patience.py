"""How long a model is asked that is down, and that whoever waits is told once that it takes longer.

A workflow does not wait: people decide then. Used by the loop, one journaled step each.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import restate

from services import durable
from services.agent.model import REFUSED, ModelReply

MODEL_STEP = restate.RunOptions(
    type_hint=ModelReply,
    max_attempts=5,
    max_duration=timedelta(minutes=3),
    initial_retry_interval=timedelta(milliseconds=500),
    max_retry_interval=timedelta(seconds=8),
    retry_interval_factor=2.0,
)
"""For a turn that nobody waits for."""
SELDOM = timedelta(seconds=15)
"""Between two tries in an outage; so long it can take until its end is noticed."""


@dataclass(frozen=True)
class Terms:
    """After how long a person is told that it takes longer, and how long it is tried at most."""

    longer_after: timedelta
    answer_within: timedelta

    def since(self, written: datetime, tell: Callable[[], None]) -> "Waiting":
        """Somebody waits since then, and is told by this."""
        return Waiting(self.longer_after, written + self.answer_within, tell)


@dataclass(frozen=True)
class Waiting:
    """A person waits for the turn. `tell` may be called again by a later model call."""

    longer_after: timedelta
    until: datetime
    tell: Callable[[], None]


async def ask(
    ctx: restate.ObjectContext,
    name: str,
    respond: Callable[[], Coroutine[Any, Any, ModelReply]],
    waiting: Waiting | None,
) -> ModelReply | None:
    """The model's reply; None where it refuses, or was down for as long as it may be waited for."""
    try:
        return await ctx.run_typed(name, respond, _at_first(waiting))
    except restate.TerminalError as failure:
        if not _is_outage(failure) or waiting is None:
            return None
    left = waiting.until - await durable.now(ctx)
    if left <= timedelta():
        return None
    waiting.tell()
    try:
        return await ctx.run_typed(f"{name}, in an outage", respond, _for(left, seldom=SELDOM))
    except restate.TerminalError as failure:
        _is_outage(failure)
        return None


def _at_first(waiting: Waiting | None) -> restate.RunOptions[ModelReply]:
    return _for(waiting.longer_after, seldom=timedelta(seconds=8)) if waiting else MODEL_STEP


def _for(duration: timedelta, *, seldom: timedelta) -> restate.RunOptions[ModelReply]:
    return restate.RunOptions(
        type_hint=ModelReply,
        max_duration=duration,
        initial_retry_interval=timedelta(milliseconds=500),
        max_retry_interval=seldom,
        retry_interval_factor=2.0,
    )


def _is_outage(failure: restate.TerminalError) -> bool:
    """Whether it may heal. Raises where the turn was cancelled."""
    if failure.status_code == durable.CANCELLED:
        raise failure
    return failure.status_code != REFUSED
