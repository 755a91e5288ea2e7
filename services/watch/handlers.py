"""Watch: one post for each outage, and its end, for who runs the desk. `looking` tells it."""

import logging

import restate

from services import attempts, durable
from services.contracts import posts
from services.contracts import watch as contract
from services.contracts.session import Place
from services.contracts.watch import DeskTrouble, Look
from services.contracts.wire import Nothing
from services.watch import trouble

_log = logging.getLogger(__name__)


def build(place: Place) -> restate.VirtualObject:
    """The Watch object. `place` is where outages are told."""
    watch = restate.VirtualObject(
        contract.SAW.service,
        description="Which outage there is, so that each is told once",
        invocation_retry_policy=attempts.RETRIES,
    )

    @watch.handler()
    async def saw(ctx: restate.ObjectContext, request: Look) -> Nothing:
        """A look at Restate has found this."""
        await take(ctx, request, place)
        return Nothing()

    _ = saw
    return watch


async def take(ctx: restate.ObjectContext, look: Look, place: Place) -> None:
    """Tell of an outage, of what is new in it, or that it is over; else nothing."""
    before = await ctx.get("trouble", type_hint=DeskTrouble)
    now = await durable.now(ctx)
    stands = trouble.after(before, look, now=now)
    if stands is None or stands == before:
        return
    ctx.set("trouble", stands)
    post_id = trouble.post_id(stands)
    if before is None or before.since != stands.since:
        post = posts.Post(post_id=post_id, place=place, content=stands)
        durable.send(ctx, posts.POST, post, key=place.room)
        _log.error("ALERT work does not get on: %s", _named(stands))
        return
    update = posts.Update(post_id=post_id, place=place, content=stands)
    durable.send(ctx, posts.UPDATE, update, key=place.room)
    if stands.until:
        _log.warning("all work gets on again: %s", _named(stands))
    else:
        _log.error("ALERT more work does not get on: %s", _named(stands))


def _named(stands: DeskTrouble) -> str:
    works = (
        f"{each.count} {each.service}/{each.handler} {'paused' if each.paused else 'failing'}"
        for each in stands.stuck
    )
    return f"{', '.join(works)} ({', '.join(stands.invocations)})"
