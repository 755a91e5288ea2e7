"""What is kept of a conversation, and how long: read and deleted for its owner, or in its time.

`records` sets the timer; when it wakes, it looks here when the conversation was last used.
"""

from datetime import timedelta

import restate

from services import durable
from services.contracts import audit, holdings, session
from services.contracts.keys import Key, PersonKey, ReviewKey, ThreadKey
from services.session import records, transcript
from services.session.ratings import Ratings
from services.session.transcript import Head


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
        lines=transcript.lines(await records.window(ctx, head)),
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
    await empty(ctx, left)
    _account(ctx, head, what="conversation.forgotten", who=forgetting.by)
    return session.Forgotten(records=head.records)


async def expire(ctx: restate.ObjectContext, *, retention: timedelta, front: str) -> None:
    """Delete it where nobody has written for so long; else look again when that may be."""
    head = await ctx.get("head", type_hint=Head)
    if head is None:
        records.expect_no_timer(ctx)
        return
    more = transcript.left(head, until=await durable.now(ctx), retention=retention)
    if more:
        records.set_timer(ctx, after=more)
        return
    await empty(ctx, transcript.emptied(head, front=front))
    if head.owner and head.listed:
        listed = holdings.Listed(thread=ThreadKey(ctx.key()))
        durable.send(ctx, holdings.UNLIST, listed, key=head.owner)
    _account(ctx, head, what="conversation.expired")


async def empty(ctx: restate.ObjectContext, left: Head | None) -> None:
    """Delete all that was said, summed up and rated.

    A kill can come between any two steps. So the owner is there at each of them, and the timer is
    expected until nothing else is left to delete.
    """
    if left is None:
        ctx.clear_all()
        return
    for name in sorted(await ctx.state_keys()):
        if name not in ("head", records.timer(ctx)):
            ctx.clear(name)
    ctx.set("head", left)
    if left.timed:
        records.expect_timer(ctx)
    else:
        records.expect_no_timer(ctx)


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
