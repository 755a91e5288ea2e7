"""Messenger/{room}: the Restate object that posts. A room's posts keep their order.

Its handlers are called by the services only. Built by `app` with the parts it needs.
"""

import logging

import restate
from restate import ObjectContext, RunOptions, TerminalError, VirtualObject

from bot import identity
from bot.messenger import asides, drafting, pages, posting, retry_queue, staff_posts, steps
from bot.messenger import delivery as deliveries
from bot.messenger.delivery import UNREFERABLE, Sent
from bot.messenger.posting import MessengerParts as MessengerParts
from bot.messenger.retry_queue import Retry
from bot.messenger.signs import Signs
from services import attempts
from services.contracts import drafts, posts
from services.contracts.drafts import Begun, Draft, Retraction
from services.contracts.posts import Post, Posted, StatusLine, Update
from services.contracts.recovery import Lost
from services.contracts.wire import Nothing

_log = logging.getLogger(__name__)


def build(parts: MessengerParts) -> VirtualObject:
    """The Restate object. It is patient while the bot is away: nothing posted is lost."""
    messenger = restate.VirtualObject(
        posts.POST.service,
        state_preload=False,
        invocation_retry_policy=attempts.RETRIES,
    )

    @messenger.handler(posts.POST.name, ingress_private=True)
    async def _post(ctx: ObjectContext, request: Post) -> Posted:
        """Post this once, whatever happens, and name the message."""
        return await post(ctx, request, parts)

    @messenger.handler(posts.UPDATE.name, ingress_private=True)
    async def _update(ctx: ObjectContext, request: Update) -> Nothing:
        """Replace what an earlier post shows; nothing where it isn't known."""
        return await update(ctx, request, parts)

    @messenger.handler(posts.STATUS.name, ingress_private=True)
    async def _status(ctx: ObjectContext, request: StatusLine) -> Nothing:
        """Show at a message what the desk is doing about it. Never fails."""
        return await status(ctx, request, parts.signs)

    @messenger.handler(retry_queue.RETRY, ingress_private=True)
    async def _retry(ctx: ObjectContext, request: Retry) -> Nothing:
        """Post what the room did not take. Fails once where it is shut for long: to be seen."""
        return await retry(ctx, request, parts)

    @messenger.handler(posts.RECOVER.name, ingress_private=True)
    async def _recover(ctx: ObjectContext, _request: Lost) -> Nothing:
        """The watch misses the next try of what the room did not take: set it anew."""
        await retry_queue.recover(ctx)
        return Nothing()

    # Asked by a step of the services, beside the journal, so through the ingress.
    @messenger.handler(drafts.BEGIN.name)
    async def _begin(ctx: ObjectContext, request: Draft) -> Begun:
        """Show the beginning of an answer, in its place among the room's posts."""
        return await drafting.begin(ctx, request, parts.delivery, parts.drafts, parts.signs)

    @messenger.handler(drafts.RETRACT.name, ingress_private=True)
    async def _retract(ctx: ObjectContext, request: Retraction) -> Nothing:
        """Take the draft of a post away that there won't be."""
        return await drafting.retract(ctx, request, parts.drafts)

    return messenger


async def post(ctx: ObjectContext, request: Post, parts: MessengerParts) -> Posted:
    """Post once, long answers as several messages in order; the first is the reference.

    A post that Slack refuses for good, or for an hour, has no reference. What the desk's people
    read is kept then, and posted later.
    """
    known = await ctx.get(steps.post_state(request.post_id), type_hint=str)
    if known is not None:
        return posting.posted(known)
    if retry_queue.is_for_staff(request):
        return await staff_posts.post(ctx, request, parts)
    if parts.rooms.hide(request):
        sent = await _aside(ctx, request, parts)
    else:
        sent = await posting.in_its_place(ctx, request, parts)
    return posting.known_as(ctx, request, sent)


async def _aside(ctx: ObjectContext, request: Post, parts: MessengerParts) -> Sent:
    """Post it where its reader alone reads it, and say so in its thread."""
    moved = await asides.moved(ctx, request, parts.delivery)
    sent = Sent()
    if moved:
        (page, make), *more = pages.of(moved)
        sent = await posting.first(ctx, [(page, asides.headed(request, make)), *more], parts)
        if sent.ts:
            sent = sent.model_copy(update={"channel": identity.channel_of(moved.place.room)})
    # At once: its reader may answer there before the thread says so.
    asides.tell(ctx, request, sent)
    if request.discretion == "private" or not sent.ts:
        await asides.say_so(ctx, request, sent, parts.delivery, parts.readers, parts.signs)
    return sent


async def update(ctx: ObjectContext, request: Update, parts: MessengerParts) -> Nothing:
    """Replace the message of that post, if it is known.

    A card for the desk's people that was never posted is posted as it is now: they have to act
    on it. A customer's is not: what it asked is answered by now, or what it said is out of date,
    and a post of its own tells how it ended.
    """
    known = await ctx.get(steps.post_state(request.post_id), type_hint=str)
    desks = request.reader is None
    waits = await retry_queue.waiting(ctx, request.post_id) if desks else None
    if (known is None and not desks) or deliveries.named(known or "").ts == UNREFERABLE:
        _log.warning("post %s in %s is not known: not updated", request.post_id, ctx.key())
        return Nothing()
    if request.revision and await _outdated(ctx, request):
        return Nothing()
    if waits:
        retry_queue.replace(ctx, waits.model_copy(update={"content": request.content}))
        await staff_posts.flush(ctx, parts)
        return Nothing()
    card = Post(post_id=request.post_id, place=request.place, content=request.content)
    if known is None:
        await staff_posts.post(ctx, card, parts)
        return Nothing()
    shown = deliveries.named(known)
    sent = await posting.redraw(ctx, request, shown, parts)
    if desks and retry_queue.is_temporary(sent.refused):
        await staff_posts.keep(ctx, card, sent, parts)
    asides.tell(ctx, request, shown)
    return Nothing()


async def retry(ctx: ObjectContext, request: Retry, parts: MessengerParts) -> Nothing:
    """Post what waits. Raises at one try, for the watch to see that a room is shut for long."""
    if not await retry_queue.is_due(ctx, request):
        return Nothing()
    flushed = await staff_posts.flush(ctx, parts)
    if flushed.left and request.tries == retry_queue.ALARMING:
        waiting = f"{len(flushed.left.entries)} posts wait: {flushed.refused}"
        raise TerminalError(waiting, status_code=503)
    return Nothing()


async def status(ctx: ObjectContext, request: StatusLine, signs: Signs) -> Nothing:
    """Show or clear the sign at a message."""

    async def attempt() -> str:
        return await signs.show(request)

    await ctx.run_typed("show status", attempt, RunOptions(max_attempts=1))
    return Nothing()


async def _outdated(ctx: ObjectContext, request: Update) -> bool:
    name = f"revision.{request.post_id}"
    shown = await ctx.get(name, type_hint=int) or 0
    ctx.set(name, max(shown, request.revision))
    return request.revision < shown
