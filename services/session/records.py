"""The records of a session in its state: what a turn reads of them, and how one more is written.

The timer that deletes them in their time costs a turn nothing: it writes its time into the head
that it writes anyway.
"""

from datetime import timedelta

import restate

from services import durable
from services.agent.items import Item
from services.contracts import holdings, recovery, session
from services.contracts.keys import Key, ThreadKey
from services.contracts.wire import Nothing
from services.durable import AnyContext
from services.session import transcript
from services.session.transcript import Head


async def window(ctx: AnyContext, head: Head) -> list[transcript.Record]:
    """Those that a turn still reads word by word, the oldest first."""
    records = [
        await ctx.get(f"record.{number}", type_hint=transcript.Record)
        for number in transcript.window(head)
    ]
    return [record for record in records if record is not None]


def set_timer(ctx: restate.ObjectContext, *, after: timedelta) -> None:
    """Have it looked at then whether the conversation is to be deleted."""
    expect_timer(ctx)
    durable.send(ctx, session.EXPIRE, Nothing(), key=Key(ctx.key()), after=after)


def expect_timer(ctx: restate.ObjectContext) -> None:
    """A timer is under way: were it lost, the words would stay for ever."""
    ctx.set(timer(ctx), Nothing())


def expect_no_timer(ctx: restate.ObjectContext) -> None:
    """Nothing is kept that is to be deleted."""
    ctx.clear(timer(ctx))


def timer(ctx: restate.ObjectContext) -> str:
    """Under which name the timer is expected."""
    return recovery.expectation(session.EXPIRE.service, Key(ctx.key()), session.EXPIRE.name)


async def append(
    ctx: restate.ObjectContext,
    head: Head,
    items: tuple[Item, ...],
    *,
    retention: timedelta,
    read: list[transcript.Record] | None = None,
) -> None:
    """Write one more record; the one that leaves the window is summed up and deleted.

    `read` is the window, where the turn has read it.
    """
    leaving = transcript.leaves(head)
    gone = None
    if leaving is not None:
        name = f"record.{leaving}"
        gone = read[0] if read else await ctx.get(name, type_hint=transcript.Record)
        ctx.clear(name)
    ctx.set(f"record.{head.records}", transcript.kept(items))
    ctx.set("head", _held(ctx, transcript.appended(head, leaving=gone), retention=retention))


def _held(ctx: restate.ObjectContext, head: Head, *, retention: timedelta) -> Head:
    """The head with its timer running, and in its owner's list. Once so, nothing is sent."""
    if not head.timed:
        set_timer(ctx, after=retention)
    if head.owner and not head.listed:
        listed = holdings.Listed(thread=ThreadKey(ctx.key()))
        durable.send(ctx, holdings.LIST, listed, key=head.owner)
    return head.model_copy(update={"timed": True, "listed": head.owner is not None})
