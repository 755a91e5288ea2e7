"""Switch: officers stop the automatic path, and every application is then referred to them."""

import restate

from services import attempts, durable
from services.contracts import posts, switch
from services.contracts.keys import PostId
from services.contracts.wire import Nothing
from services.office import Office


def build(office: Office) -> restate.VirtualObject:
    """The Switch object. Officers turn it, and read that it was turned."""
    stop_switch = restate.VirtualObject(
        switch.TURN.service,
        description="Whether the automatic path decides",
        invocation_retry_policy=attempts.RETRIES,
    )

    @stop_switch.handler()
    async def turn(ctx: restate.ObjectContext, request: switch.Turn) -> switch.TurnReply:
        """Stop the automatic path, or let it go on. Officers only."""
        return await turn_to(ctx, request, office)

    @stop_switch.handler(kind="shared", ingress_private=True)
    async def position(ctx: restate.ObjectSharedContext, _request: Nothing) -> switch.Position:
        """How it stands."""
        return await ctx.get("position", type_hint=switch.Position) or switch.Position()

    _ = turn, position
    return stop_switch


async def turn_to(
    ctx: restate.ObjectContext, request: switch.Turn, office: Office
) -> switch.TurnReply:
    """Turn it, and let the officers' room know."""
    stands = await ctx.get("position", type_hint=switch.Position) or switch.Position()
    if request.by not in office.officers:
        return switch.TurnReply(outcome="not_an_officer", position=switch.Position())
    if stands.stopped == request.stopped:
        return switch.TurnReply(outcome="already", position=stands)
    now = await durable.now(ctx)
    turned = stands.model_copy(update={"stopped": request.stopped, "by": request.by, "since": now})
    ctx.set("position", turned)
    notice = posts.SwitchTurned(stopped=request.stopped, by=request.by)
    post_id = PostId(f"switch.{int(now.timestamp() * 1000)}")
    post = posts.Post(post_id=post_id, place=office.place, content=notice)
    durable.send(ctx, posts.POST, post, key=office.place.room)
    return switch.TurnReply(outcome="done", position=turned)
