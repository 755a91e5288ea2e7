"""Posts for the desk's people: what their room refuses waits, and each officer is told.

Used by `handlers`; `retry_queue` keeps what waits.
"""

import logging
from collections.abc import Sequence

from restate import ObjectContext, RunOptions

from bot.messenger import asides, posting, retry_queue, steps
from bot.messenger import delivery as deliveries
from bot.messenger.delivery import Sent
from bot.messenger.posting import MessengerParts
from bot.messenger.retry_queue import Entry
from services.contracts import posts
from services.contracts.keys import PersonKey, PostId, RoomKey
from services.contracts.posts import Post, Posted, Update
from services.contracts.session import Place

_log = logging.getLogger(__name__)


async def post(ctx: ObjectContext, request: Post, parts: MessengerParts) -> Posted:
    """Behind what waits already, so that all comes in its order."""
    flushed = await flush(ctx, parts)
    if flushed.has(request.post_id):
        return Posted(reference="")
    sent = Sent(refused=flushed.shut)
    if not flushed.shut:
        sent = await posting.in_its_place(ctx, request, parts)
    await keep(ctx, request, sent, parts)
    return posting.known_as(ctx, request, sent)


async def flush(ctx: ObjectContext, parts: MessengerParts) -> retry_queue.Flushed:
    async def put(post: Post, entry: Entry) -> Sent:
        known = await ctx.get(steps.post_state(post.post_id), type_hint=str)
        if known is not None:
            anew = Update(post_id=post.post_id, place=post.place, content=post.content)
            sent = await posting.redraw(ctx, anew, deliveries.named(known), parts, waits=True)
            return sent if retry_queue.is_temporary(sent.refused) else Sent()
        sent = await posting.in_its_place(ctx, post, parts, waiting=entry)
        posting.known_as(ctx, post, sent)
        return sent

    flushed = await retry_queue.flush(ctx, put)
    await _tell_given_up(ctx, flushed.given_up, parts)
    return flushed


async def keep(ctx: ObjectContext, post: Post, sent: Sent, parts: MessengerParts) -> None:
    """Have it wait, where that may help. The officers are told when the first one does."""
    if sent.ts:
        return
    if not retry_queue.is_mendable(sent.refused):
        _log.error("ALERT post %s in %s not posted: %s", post.post_id, ctx.key(), sent.refused)
        await _tell_given_up(ctx, [post.post_id], parts)
        return
    first, given_up = await retry_queue.keep(ctx, post, refused=sent.refused)
    if first:
        shut = posts.RoomShut(
            room=post.place.room,
            refused=sent.refused,
            credit_id=getattr(post.content, "credit_id", None),
        )
        await _tell_officers(ctx, shut, parts, about=post.post_id)
    await _tell_given_up(ctx, given_up, parts)


async def _tell_given_up(
    ctx: ObjectContext, given_up: Sequence[PostId], parts: MessengerParts
) -> None:
    if given_up:
        content = posts.RoomShut(room=RoomKey(ctx.key()), given_up=len(given_up))
        await _tell_officers(ctx, content, parts, about=given_up[0])


async def _tell_officers(
    ctx: ObjectContext, content: posts.RoomShut, parts: MessengerParts, *, about: PostId
) -> None:
    """Each by direct message, through its own room: this one does not wait for them."""
    now = int(await ctx.time())

    async def look() -> list[str]:
        return sorted(parts.officers)

    what = "given-up" if content.given_up else "shut"
    step = f"see who is told of {what} {about}"
    for officer in await ctx.run_typed(step, look, RunOptions(type_hint=list[str])):
        told = Post(
            post_id=PostId(f"{what}.{now}.{officer}.{about}"[:200]),
            place=Place(room=RoomKey(ctx.key())),
            content=content,
            reader=PersonKey(officer),
        )
        moved = await asides.moved(
            ctx, told, parts.delivery, step=f" with {officer}", within=steps.BRIEFLY
        )
        if moved:
            body = moved.model_dump_json().encode()
            ctx.generic_send(posts.POST.service, posts.POST.name, body, key=moved.place.room)
        else:
            _log.error("ALERT %s can't be told that %s is shut", officer, ctx.key())
