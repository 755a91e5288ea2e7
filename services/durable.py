"""Calls and sends between handlers, typed by the contracts. The one place that makes them."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic

import restate
from restate.context import RestateDurableCallFuture

from services.contracts.keys import Key
from services.contracts.recovery import Outgoing
from services.contracts.wire import Handler, Reply, Request, Wire

AnyContext = restate.ObjectContext | restate.ObjectSharedContext
"""Of a handler of an object, whether it may write or only reads."""
CANCELLED = 409
"""The status of the terminal error by which Restate cancels an invocation."""


def is_cancellation(failure: restate.TerminalError) -> bool:
    """Whether the invocation itself was cancelled, or a callee that could still say so.

    The same status tells that a callee was killed, or that a promise was completed before.
    """
    return failure.status_code == CANCELLED and failure.message == "cancelled"


@dataclass(frozen=True)
class Pending(Generic[Reply]):
    """A call under way: `future` is for `restate.gather`, awaiting gives the reply."""

    future: RestateDurableCallFuture[bytes]
    reply: type[Reply]

    def __await__(self) -> Generator[Any, Any, Reply]:
        answer = yield from self.future.__await__()
        return self.reply.model_validate_json(answer)


def begin(
    ctx: restate.Context, handler: Handler[Request, Reply], request: Request, *, key: Key
) -> Pending[Reply]:
    """Start a call and go on; several can be under way at once."""
    future = ctx.generic_call(handler.service, handler.name, _body(request), key=key)
    return Pending(future, handler.reply)


async def call(
    ctx: restate.Context, handler: Handler[Request, Reply], request: Request, *, key: Key
) -> Reply:
    """Call and wait. Raises `restate.TerminalError` when the callee refuses for good."""
    return await begin(ctx, handler, request, key=key)


def send(
    ctx: restate.Context,
    handler: Handler[Request, Reply],
    request: Request,
    *,
    key: Key,
    after: timedelta | None = None,
) -> None:
    """Send one way, now or after a while. It arrives once, whatever happens to the sender."""
    ctx.generic_send(handler.service, handler.name, _body(request), key=key, send_delay=after)


def send_once(
    ctx: restate.Context,
    handler: Handler[Request, Reply],
    request: Request,
    *,
    key: Key,
    name: str,
    after: timedelta | None = None,
) -> None:
    """Send one way under an idempotency key: again within a day of its end, it is not run again.

    Under that key it can be found among Restate's invocations. One that was cancelled before it
    began leaves its key free.
    """
    ctx.generic_send(
        handler.service,
        handler.name,
        _body(request),
        key=key,
        send_delay=after,
        idempotency_key=name,
    )


def outgoing(handler: Handler[Request, Reply], request: Request, *, key: Key) -> Outgoing:
    """The message, to be kept and sent by `forward`."""
    body = _body(request).decode()
    return Outgoing(service=handler.service, handler=handler.name, key=key, body=body)


def forward(ctx: restate.Context, message: Outgoing, *, name: str) -> None:
    """Send a kept message under an idempotency key."""
    ctx.generic_send(
        message.service,
        message.handler,
        message.body.encode(),
        key=message.key,
        idempotency_key=name,
    )


async def now(ctx: restate.Context) -> datetime:
    """The time, journaled: a replay reads the same. In UTC."""
    return datetime.fromtimestamp(await ctx.time(), tz=UTC)


def _body(request: Wire) -> bytes:
    return request.model_dump_json().encode()
