"""What is kept of a conversation, and how long: a timer looks when it was last used.

A turn pays nothing for that: it writes its time into the head that it writes anyway.
"""

from datetime import timedelta

import restate

from services import durable
from services.agent.items import Item
from services.contracts import audit, holdings, session
from services.contracts.keys import Key, PersonKey, ReviewKey, ThreadKey
from services.contracts.wire import Nothing
from services.session import transcript
from services.session.ratings import Ratings
from services.session.transcript import Head, Record

AnyContext = restate.ObjectContext | restate.ObjectSharedContext


async def window(ctx: AnyContext, head: Head) -> list[Record]:
    """The turns and notes that the model sees."""
    records = [
        await ctx.get(f"record.{number}", type_hint=Record) for number in transcript.window(head)
    ]
    return [record for record in records if record is not None]


async def append(
    ctx: restate.ObjectContext,
    head: Head,
    items: tuple[Item, ...],
    *,
    retention: timedelta,
    window: list[Record] | None = None,
) -> None:
    """Write one more record; the one that leaves the window is summed up and deleted.

    `window` is what the turn has read, if it has.
    """
    leaving = transcript.leaves(head)
    gone = None
    if leaving is not None:
        name = f"record.{leaving}"
        gone = window[0] if window else await ctx.get(name, type_hint=Record)
        ctx.clear(name)
    ctx.set(f"record.{head.records}", transcript.kept(items))
    ctx.set("head", _held(ctx, transcript.appended(head, leaving=gone), retention=retention))


async def read(ctx: restate.ObjectSharedContext, reading: session.Reading) -> session.ReadingReply:
    """What is kept, for its owner. Where nobody has written it is the desk's own notes."""
    head = await ctx.get("head", type_hint=Head)
    if head is None or head.owner not in (reading.by, None):
        return session.ReadingReply()
    rated = await ctx.get("ratings", type_hint=Ratings) or Ratings()
    conversation = session.Conversation(
        thread=ThreadKey(ctx.key()),
        last=head.last,
        summary=head.summary,
        lines=transcript.lines(await window(ctx, head)),
        questions=head.questions,
        ratings=rated.items,
    )
    return session.ReadingReply(conversation=conversation)


async def forget(
    ctx: restate.ObjectContext, forgetting: session.Forgetting, *, front: str
) -> session.Forgotten:
    """Delete what was said, for its owner. Its timer goes on, and ends by itself."""
    head = await ctx.get("head", type_hint=Head)
    if head is None or head.owner not in (forgetting.by, None) or not head.records:
        return session.Forgotten()
    left = transcript.emptied(head, front=front)
    if left:
        left = left.model_copy(update={"timed": head.timed, "listed": head.listed})
    empty(ctx, left)
    _account(ctx, head, what="conversation.forgotten", who=forgetting.by)
    return session.Forgotten(records=head.records)


async def expire(ctx: restate.ObjectContext, *, retention: timedelta, front: str) -> None:
    """Delete it where nobody has written for so long; else look again when that may be."""
    head = await ctx.get("head", type_hint=Head)
    if head is None:
        return
    more = transcript.left(head, until=await durable.now(ctx), retention=retention)
    if more:
        durable.send(ctx, session.EXPIRE, Nothing(), key=Key(ctx.key()), after=more)
        return
    empty(ctx, transcript.emptied(head, front=front))
    if head.owner and head.listed:
        listed = holdings.Listed(thread=ThreadKey(ctx.key()))
        durable.send(ctx, holdings.UNLIST, listed, key=head.owner)
    _account(ctx, head, what="conversation.expired")


def empty(ctx: restate.ObjectContext, left: Head | None) -> None:
    """Delete all that was said, summed up and rated."""
    ctx.clear_all()
    if left:
        ctx.set("head", left)


def _held(ctx: restate.ObjectContext, head: Head, *, retention: timedelta) -> Head:
    """The head with its timer running, and in its owner's list. Once so, nothing is sent."""
    if not head.timed:
        durable.send(ctx, session.EXPIRE, Nothing(), key=Key(ctx.key()), after=retention)
    if head.owner and not head.listed:
        listed = holdings.Listed(thread=ThreadKey(ctx.key()))
        durable.send(ctx, holdings.LIST, listed, key=head.owner)
    return head.model_copy(update={"timed": True, "listed": head.owner is not None})


def _account(
    ctx: restate.ObjectContext, head: Head, *, what: str, who: PersonKey | None = None
) -> None:
    """In the audit of its owner, or of the application that it was for.

    Nobody has said anything in a thread without an owner: the desk's notes there are about
    credits, whose audits tell of all that.
    """
    about: Key | None = head.owner
    if ReviewKey.form.fullmatch(ctx.key()):
        about = ReviewKey(ctx.key()).credit_id
    if about is None or not head.records:
        return
    last = f"last used {head.last:%F}" if head.last else "not used since"
    event = audit.Event(
        what=what,
        who=who or "desk",
        role="customer" if who else "desk",
        details=f"{ctx.key()}, {head.records} records, {last}",
    )
    durable.send(ctx, audit.APPEND, event, key=about)
