"""Messenger/{room}: the Restate object that posts. A room's posts keep their order.

Its handlers are called by the services only. Built by `app` with the parts it needs.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

import restate
from restate import ObjectContext, RunOptions, VirtualObject

from bot import identity
from bot.messenger import asides, drafting, pages, steps
from bot.messenger import delivery as deliveries
from bot.messenger.delivery import UNREFERABLE, Delivery, Intent, Sent
from bot.messenger.drafts import Drafts
from bot.messenger.signs import Signs
from bot.readers import Readers
from bot.rooms import Rooms
from bot.views import language, rating, words
from bot.views.blocks import Rendered
from bot.views.language import _
from services import attempts
from services.contracts import drafts, posts
from services.contracts.drafts import Begun, Draft, Retraction
from services.contracts.keys import Key
from services.contracts.posts import Post, Posted, StatusLine, Update
from services.contracts.wire import Nothing

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MessengerParts:
    """What the messenger works with."""

    delivery: Delivery
    signs: Signs
    drafts: Drafts
    readers: Readers
    rooms: Rooms = field(default_factory=Rooms)


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

    A post that Slack refuses for good, or for an hour, has no reference.
    """
    known = await ctx.get(steps.post_state(request.post_id), type_hint=str)
    if known is not None:
        return _posted(known)
    if parts.rooms.hide(request):
        sent = await _aside(ctx, request, parts)
    else:
        sent = await _first(ctx, pages.of(await _placed(ctx, request)), parts)
        asides.tell(ctx, request, sent)
    if not sent.ts:
        return Posted(reference="")
    ctx.set(steps.post_state(request.post_id), sent.name)
    return _posted(sent.name)


async def _aside(ctx: ObjectContext, request: Post, parts: MessengerParts) -> Sent:
    """Post it where its reader alone reads it, and say so in its thread."""
    moved = await asides.moved(ctx, request, parts.delivery)
    sent = Sent()
    if moved:
        (page, make), *more = pages.of(moved)
        sent = await _first(ctx, [(page, asides.headed(request, make)), *more], parts)
        if sent.ts:
            sent = sent.model_copy(update={"channel": identity.channel_of(moved.place.room)})
    # At once: its reader may answer there before the thread says so.
    asides.tell(ctx, request, sent)
    if request.discretion == "private" or not sent.ts:
        await asides.say_so(ctx, request, sent, parts.delivery, parts.readers, parts.signs)
    return sent


async def _first(
    ctx: ObjectContext, made: Sequence[tuple[Post, pages.Make]], parts: MessengerParts
) -> Sent:
    """Post page after page, until one is refused. What became of the first; it may have no ts."""
    first = Sent()
    for number, (page, make) in enumerate(made, start=1):
        sent = await _replaced(ctx, page, make, parts) if page.drafted and number == 1 else Sent()
        if not sent.ts and not sent.refused:
            suffix = f" {number}" if number > 1 else ""
            sent = await _page(ctx, page, make, parts, suffix=suffix)
        first = sent if number == 1 else first
        if sent.refused:
            _log.error("ALERT post %s in %s not posted: %s", page.post_id, ctx.key(), sent.refused)
            break
    return first


async def update(ctx: ObjectContext, request: Update, parts: MessengerParts) -> Nothing:
    """Replace the message of that post, if it is known."""
    known = await ctx.get(steps.post_state(request.post_id), type_hint=str)
    shown = deliveries.named(known or UNREFERABLE)
    if shown.ts == UNREFERABLE:
        _log.warning("post %s in %s is not known: not updated", request.post_id, ctx.key())
        return Nothing()
    if request.revision and await _outdated(ctx, request):
        return Nothing()

    async def attempt() -> Sent:
        with language.of(await parts.readers.language(request.reader)):
            view, line = pages.first(request)(), ""
            if shown.channel:
                hidden = parts.rooms.hide(request)
                line = asides.line(request) if hidden else _(words.ELSEWHERE)
            return await steps.patient(parts.delivery.update(request, view, shown, line=line))

    sent = await steps.tried(ctx, "update", attempt)
    if sent.refused:
        _log.error("ALERT post %s in %s not updated: %s", request.post_id, ctx.key(), sent.refused)
    asides.tell(ctx, request, shown)
    return Nothing()


async def status(ctx: ObjectContext, request: StatusLine, signs: Signs) -> Nothing:
    """Show or clear the sign at a message."""

    async def attempt() -> str:
        return await signs.show(request)

    await ctx.run_typed("show status", attempt, RunOptions(max_attempts=1))
    return Nothing()


async def _placed(ctx: ObjectContext, request: Post) -> Post:
    """In the thread of the post that it belongs under; in the room where that one isn't known."""
    state = steps.post_state(request.under) if request.under else None
    known = await ctx.get(state, type_hint=str) if state else None
    root = deliveries.named(known or UNREFERABLE)
    if root.ts == UNREFERABLE or root.channel:
        return request
    thread = request.place.model_copy(update={"thread": Key(root.ts)})
    return request.model_copy(update={"place": thread})


async def _replaced(
    ctx: ObjectContext, page: Post, make: pages.Make, parts: MessengerParts
) -> Sent:
    """The page in its draft's place; neither ts nor refusal where there is no draft."""

    async def render() -> Rendered:
        with language.of(await _language(page, parts)):
            return _rated(make(), page, parts.signs)

    return await drafting.replace(ctx, page, render, parts.drafts, parts.signs)


async def _page(
    ctx: ObjectContext, page: Post, make: pages.Make, parts: MessengerParts, *, suffix: str
) -> Sent:
    delivery = parts.delivery
    intent = await ctx.run_typed(f"intend{suffix}", delivery.intend, RunOptions(type_hint=Intent))

    # Within the step, so that a replay asks nobody for the language.
    async def attempt() -> Sent:
        with language.of(await _language(page, parts)):
            view = _rated(make(), page, parts.signs)
            sent = await steps.patient(delivery.post(page, view, intent))
        if page.answers:
            await parts.signs.end(page.place, page.answers, posted=page.only_for is None)
        return sent

    return await steps.tried(ctx, f"post{suffix}", attempt)


async def _language(page: Post, parts: MessengerParts) -> str:
    return await parts.readers.language(page.reader or page.only_for)


async def _outdated(ctx: ObjectContext, request: Update) -> bool:
    name = f"revision.{request.post_id}"
    shown = await ctx.get(name, type_hint=int) or 0
    ctx.set(name, max(shown, request.revision))
    return request.revision < shown


def _rated(view: Rendered, request: Post, signs: Signs) -> Rendered:
    """With thumbs under an agent's answer, where the workspace has what Slack has for agents."""
    answered = request.answers if isinstance(request.content, posts.Reply) else None
    return rating.under(view, answered) if answered and signs.has_status else view


def _posted(known: str) -> Posted:
    ts = deliveries.named(known).ts
    return Posted(reference="" if ts == UNREFERABLE else ts)
