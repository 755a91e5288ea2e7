"""Whether the workflow is there to take an event that a person sent.

A promise can be resolved long after its workflow was ended; then nobody takes what it holds. The
workflow acknowledges each event that it takes, and its doors wait for that or for its end.
"""

from datetime import timedelta
from typing import Any, Literal

import restate

from services.contracts.wire import Nothing

RUN = "run"
"""Of the state: the id of the workflow's own invocation."""
Fate = Literal["taken", "alive", "ended", "failed"]
"""Of an event: taken by the workflow, which runs on; or not, and the workflow still runs, or has
ended as it should, or was ended.
"""
PATIENCE = timedelta(milliseconds=500)
"""A workflow that is at work takes an event later; one that has ended is known at once."""


def receipt(name: str) -> str:
    """The name of the promise by which the workflow tells that it has taken the event `name`."""
    return f"taken.{name}"


async def acknowledge(ctx: restate.WorkflowContext, name: str) -> None:
    """The workflow has taken the event, and acts on it from now on."""
    await ctx.promise(receipt(name), type_hint=Nothing).resolve(Nothing())


async def wait(ctx: restate.WorkflowSharedContext, name: str) -> Fate:
    """What becomes of an event that was sent to the workflow, as far as can be told now."""
    taken = ctx.promise(receipt(name), type_hint=Nothing)
    fate = await _race(ctx, PATIENCE, taken=taken.value())
    if fate in ("ended", "failed") and await taken.peek() is not None:
        return "taken"
    return fate


async def runs(ctx: restate.WorkflowSharedContext, *, patience: timedelta) -> bool:
    """Whether the workflow's invocation has not ended after that time."""
    if await ctx.get(RUN, type_hint=str) is None:
        return False
    return await _race(ctx, patience) == "alive"


async def _race(
    ctx: restate.WorkflowSharedContext,
    patience: timedelta,
    **events: restate.RestateDurableFuture[Any],
) -> Fate:
    run = await ctx.get(RUN, type_hint=str)
    if run is None:
        return "alive"
    ended = ctx.attach_invocation(run, type_hint=Nothing)
    try:
        match await restate.select(**events, ended=ended, passed=ctx.sleep(patience)):
            case ["taken", _]:
                return "taken"
            case ["ended", _]:
                return "ended"
            case _:
                return "alive"
    except restate.TerminalError:
        return "failed"
