"""A thumb under an answer: kept with the thread, if it is its owner's."""

import restate

from services import durable
from services.contracts import posts, session
from services.contracts.keys import PostId
from services.session import ratings, transcript


async def keep(ctx: restate.ObjectContext, given: session.Rating) -> None:
    """Keep the owner's rating with the thread. Others are told whose conversation it is."""
    if ctx.key() != f"{given.place.room}.{given.place.thread}":
        raise restate.TerminalError("the rating is for another thread", status_code=400)
    head = await ctx.get("head", type_hint=transcript.Head)
    if head is None or head.owner is None:
        return
    if head.owner != given.by:
        refusal = posts.Post(
            post_id=PostId(f"rate.{given.message}"),
            place=given.place,
            content=posts.Sentence(code="not_your_thread"),
            only_for=given.by,
            reader=given.by,
        )
        durable.send(ctx, posts.POST, refusal, key=given.place.room)
        return
    before = await ctx.get("ratings", type_hint=ratings.Ratings)
    ctx.set("ratings", ratings.rated(before or ratings.Ratings(), given))
