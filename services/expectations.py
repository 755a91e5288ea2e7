"""What an object waits for stands in its state, so that the watch can tell it what is missing.

Each expectation holds the request, so that it can be sent again. Called by handlers that set
timers or send work which must not be lost; `contracts.recovery` says how it is named.
"""

from collections.abc import Iterable
from datetime import timedelta

import restate

from services import durable
from services.contracts import recovery
from services.contracts.keys import Key
from services.contracts.recovery import Lost
from services.contracts.wire import Handler, Reply, Request


def new_name(ctx: restate.ObjectContext, label: str = "") -> str:
    """A name that no other has. `label` tells several of one handler apart; it has no point."""
    return f"{label}.{ctx.uuid().hex}"


def send(
    ctx: restate.ObjectContext,
    handler: Handler[Request, Reply],
    request: Request,
    *,
    key: Key,
    name: str,
    after: timedelta | None = None,
) -> None:
    """Send it under a name from `new_name`, and expect it until it is settled."""
    # The expectation first: what is expected and was not sent is found, the contrary is not.
    ctx.set(recovery.expectation(handler.service, key, handler.name, name), request)
    durable.send_once(ctx, handler, request, key=key, name=name, after=after)


async def keys(
    ctx: restate.ObjectContext, handler: Handler[Request, Reply], *, key: Key, label: str = ""
) -> tuple[str, ...]:
    """What is expected of this handler under this label: to be cleared once it has run."""
    label_of = recovery.expectation(handler.service, key, handler.name, f"{label}.")
    return tuple(each for each in await ctx.state_keys() if each.startswith(label_of))


def clear(ctx: restate.ObjectContext, names: Iterable[str]) -> None:
    """They have run, or are not wanted any more: expect them no longer."""
    for each in names:
        ctx.clear(each)


async def settle(
    ctx: restate.ObjectContext, handler: Handler[Request, Reply], *, key: Key, label: str = ""
) -> None:
    """Expect nothing of this handler under this label any more."""
    clear(ctx, await keys(ctx, handler, key=key, label=label))


async def lost_request(
    ctx: restate.ObjectContext, handler: Handler[Request, Reply], lost: Lost
) -> Request | None:
    """The request of a lost invocation of this handler.

    None where it is another handler's, and where it is expected no more: somebody was faster.
    """
    if (lost.service, lost.handler) != (handler.service, handler.name):
        return None
    return await ctx.get(_expectation(lost), type_hint=handler.request)


def resend(
    ctx: restate.ObjectContext,
    handler: Handler[Request, Reply],
    request: Request,
    lost: Lost,
    *,
    after: timedelta | None = None,
) -> None:
    """Send what was lost once more, under another name: the old one may have been used up."""
    name = new_name(ctx, lost.name.partition(".")[0])
    send(ctx, handler, request, key=lost.key, name=name, after=after)
    drop(ctx, lost)


def drop(ctx: restate.ObjectContext, lost: Lost) -> None:
    """It is not wanted any more."""
    ctx.clear(_expectation(lost))


def _expectation(lost: Lost) -> str:
    return recovery.expectation(lost.service, lost.key, lost.handler, lost.name)
