"""How a post gets into its place at Slack, page by page, each as a journaled step.

Used by `handlers` and `staff_posts`.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from restate import ObjectContext, RunOptions

from bot.messenger import asides, drafting, pages, retry_queue, steps
from bot.messenger import delivery as deliveries
from bot.messenger.delivery import UNREFERABLE, Delivery, Intent, Sent
from bot.messenger.drafts import Drafts
from bot.messenger.retry_queue import Entry
from bot.messenger.signs import Signs
from bot.readers import Readers
from bot.rooms import Rooms
from bot.views import language, rating, words
from bot.views.blocks import Rendered
from bot.views.language import _
from services.contracts import posts
from services.contracts.keys import Key, PersonKey
from services.contracts.posts import Post, Posted, Update

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MessengerParts:
    """What the messenger works with."""

    delivery: Delivery
    signs: Signs
    drafts: Drafts
    readers: Readers
    rooms: Rooms = field(default_factory=Rooms)
    officers: frozenset[PersonKey] = frozenset()
    """Who is told where a room of the desk's people is shut."""


async def in_its_place(
    ctx: ObjectContext, request: Post, parts: MessengerParts, *, waiting: Entry | None = None
) -> Sent:
    sent = await first(ctx, pages.of(await _placed(ctx, request)), parts, waiting=waiting)
    asides.tell(ctx, request, sent)
    return sent


def known_as(ctx: ObjectContext, request: Post, sent: Sent) -> Posted:
    if not sent.ts:
        return Posted(reference="")
    ctx.set(steps.post_state(request.post_id), sent.name)
    return posted(sent.name)


async def first(
    ctx: ObjectContext,
    made: Sequence[tuple[Post, pages.Make]],
    parts: MessengerParts,
    *,
    waiting: Entry | None = None,
) -> Sent:
    """Post page after page, until one is refused. What became of the first; it may have no ts."""
    first = Sent()
    for number, (page, make) in enumerate(made, start=1):
        sent = await _replaced(ctx, page, make, parts) if page.drafted and number == 1 else Sent()
        if not sent.ts and not sent.refused:
            sent = await _page(ctx, page, make, parts, number=number, waiting=waiting)
        first = sent if number == 1 else first
        if sent.refused:
            if number > 1 or not retry_queue.is_for_staff(page):
                _log.error(
                    "ALERT post %s in %s not posted: %s", page.post_id, ctx.key(), sent.refused
                )
            break
    return first


async def redraw(
    ctx: ObjectContext,
    request: Update,
    shown: Sent,
    parts: MessengerParts,
    *,
    waits: bool = False,
) -> Sent:
    async def attempt() -> Sent:
        with language.of(await parts.readers.language(request.reader)):
            view, line = pages.first(request)(), ""
            if shown.channel:
                hidden = parts.rooms.hide(request)
                line = asides.line(request) if hidden else _(words.ELSEWHERE)
            return await parts.delivery.update(request, view, shown, line=line)

    step = f"update {request.post_id}" if waits else "update"
    sent = await steps.tried(ctx, step, attempt, within=_within(waits=waits))
    if sent.refused:
        _log.error("ALERT post %s in %s not updated: %s", request.post_id, ctx.key(), sent.refused)
    return sent


def posted(known: str) -> Posted:
    ts = deliveries.named(known).ts
    return Posted(reference="" if ts == UNREFERABLE else ts)


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
    ctx: ObjectContext,
    page: Post,
    make: pages.Make,
    parts: MessengerParts,
    *,
    number: int,
    waiting: Entry | None,
) -> Sent:
    delivery = parts.delivery
    suffix = f" {page.post_id}" if waiting else f" {number}" if number > 1 else ""
    intent = _intended(ctx, page, waiting) if waiting else None
    intent = intent or await ctx.run_typed(
        f"intend{suffix}", delivery.intend, RunOptions(type_hint=Intent)
    )

    # Within the step, so that a replay asks nobody for the language.
    async def attempt() -> Sent:
        with language.of(await _language(page, parts)):
            view = _rated(make(), page, parts.signs)
            sent = await delivery.post(page, view, intent)
        if page.answers:
            await parts.signs.end(page.place, page.answers, posted=page.only_for is None)
        return sent

    return await steps.tried(ctx, f"post{suffix}", attempt, within=_within(waits=bool(waiting)))


def _intended(ctx: ObjectContext, page: Post, waiting: Entry) -> Intent:
    """A spent intent: an earlier try may have posted it, so it is looked for first."""
    nonce = f"{ctx.request().id}.{page.post_id}"
    return Intent(nonce=nonce, at=waiting.since - retry_queue.LOOK_FROM.total_seconds())


def _within(*, waits: bool) -> timedelta:
    """How long a step is tried: not long where what waits is tried again anyway."""
    return steps.BRIEFLY if waits else steps.GIVE_UP_AFTER


async def _language(page: Post, parts: MessengerParts) -> str:
    return await parts.readers.language(page.reader or page.only_for)


def _rated(view: Rendered, request: Post, signs: Signs) -> Rendered:
    """With thumbs under an agent's answer, where the workspace has what Slack has for agents."""
    answered = request.answers if isinstance(request.content, posts.Reply) else None
    return rating.under(view, answered) if answered and signs.has_status else view
