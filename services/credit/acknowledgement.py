"""Whether an event that a person sent counts, though its workflow may have ended.

A promise can be resolved long after its workflow was ended; then nobody takes what it holds. So
each event has a second promise, its receipt. It is resolved by the workflow when it takes the
event, or by the handler that tells the sender "done"; where a fault has ended the workflow,
recovery rejects it. Whoever is first decides.
"""

from datetime import timedelta
from typing import Any, Literal, TypeVar

import restate

from services import durable
from services.contracts.wire import Nothing, Wire

Event = TypeVar("Event", bound=Wire)

RUN = "run"
"""Of the state: the id of the workflow's own invocation."""
Outcome = Literal["taken", "alive", "ended", "failed"]
"""What came first: the workflow has taken the event; it runs and has not taken it yet; it has
ended as it should; it was ended.
"""
PATIENCE = timedelta(milliseconds=500)
"""A workflow that is at work takes an event later; one that has ended is known at once."""
ABORTED = 410
"""The code with which a receipt is rejected."""


def receipt(name: str) -> str:
    """The name of the promise that says that the event `name` counts."""
    return f"taken.{name}"


async def acknowledge(
    ctx: restate.WorkflowContext | restate.WorkflowSharedContext, name: str
) -> bool:
    """Have the event count; doing it twice is doing it once. False where recovery was first."""
    promise = ctx.promise(receipt(name), type_hint=Nothing)
    try:
        await promise.resolve(Nothing())
    except restate.TerminalError as failure:
        if durable.is_cancellation(failure):
            raise
        return await settled(promise) is not None
    return True


async def counts(ctx: restate.WorkflowSharedContext, name: str) -> bool:
    """Whether the event counts. Where it does not by now, it never will."""
    promise = ctx.promise(receipt(name), type_hint=Nothing)
    try:
        await promise.reject("the application was aborted", code=ABORTED)
    except restate.TerminalError as failure:
        if durable.is_cancellation(failure):
            raise
        return await settled(promise) is not None
    return False


async def wait(ctx: restate.WorkflowSharedContext, name: str) -> Outcome:
    """What becomes of an event that was sent to the workflow, as far as can be told now."""
    taken = ctx.promise(receipt(name), type_hint=Nothing)
    outcome = await _race(ctx, PATIENCE, taken=taken.value())
    if outcome in ("ended", "failed") and await settled(taken) is not None:
        return "taken"
    return outcome


async def settled(promise: restate.DurablePromise[Event]) -> Event | None:
    """What the promise was resolved with; None when it was not, or was rejected."""
    try:
        return await promise.peek()
    except restate.TerminalError as failure:
        if durable.is_cancellation(failure):
            raise
        return None


async def runs(ctx: restate.WorkflowSharedContext, *, patience: timedelta) -> bool:
    """Whether the workflow's invocation has not ended after that time."""
    if await ctx.get(RUN, type_hint=str) is None:
        return False
    return await _race(ctx, patience) == "alive"


async def _race(
    ctx: restate.WorkflowSharedContext,
    patience: timedelta,
    **events: restate.RestateDurableFuture[Any],
) -> Outcome:
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
