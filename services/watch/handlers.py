"""Watch: tells who runs the desk of outages and failures, and objects of what they miss.

`looking` tells it what it sees. Each outage is one post, each failure is told once.
"""

import logging

import restate

from services import attempts, durable
from services.contracts import posts, recovery
from services.contracts import watch as contract
from services.contracts.credit import Receipt
from services.contracts.session import Place
from services.contracts.watch import Acknowledgement, DeskTrouble, Findings, Look
from services.contracts.wire import Nothing
from services.office import Office
from services.watch import failures, trouble
from services.watch.failures import Told
from services.watch.missing_work import Recovered

_log = logging.getLogger(__name__)


def build(place: Place, office: Office) -> restate.VirtualObject:
    """The Watch object. `place` is where it tells; officers see to what it tells."""
    watch = restate.VirtualObject(
        contract.SAW.service,
        description="Which outage there is and what has failed, so that each is told once",
        invocation_retry_policy=attempts.RETRIES,
    )

    @watch.handler()
    async def saw(ctx: restate.ObjectContext, request: Look) -> Nothing:
        """A look at Restate has found this."""
        await take(ctx, request, place)
        return Nothing()

    @watch.handler()
    async def found(ctx: restate.ObjectContext, request: Findings) -> Nothing:
        """Something is missing, or has failed for good."""
        await recover(ctx, request)
        await tell(ctx, request, place)
        return Nothing()

    @watch.handler()
    async def acknowledge(ctx: restate.ObjectContext, request: Acknowledgement) -> Receipt:
        """An officer has seen to failures."""
        return await close(ctx, request, place, office)

    _ = saw, found, acknowledge
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


async def recover(ctx: restate.ObjectContext, findings: Findings) -> None:
    """Have each object set right what it misses. It knows itself whether it still does.

    Each process of the services looks, and finds the same: an object is told once.
    """
    if not findings.missing:
        return
    told, now = await ctx.get("missing", type_hint=Recovered) or Recovered(), await durable.now(ctx)
    due, told = told.due(findings.missing, now=now)
    ctx.set("missing", told)
    for each in due:
        _log.warning("%s/%s misses %s", each.service, each.key, each.expected)
        lost = recovery.lost(each.expected)
        durable.send(ctx, recovery.recover(each.service), lost, key=each.key)


async def tell(ctx: restate.ObjectContext, findings: Findings, place: Place) -> None:
    """Tell of what has failed and was not told of."""
    before = await ctx.get("failures", type_hint=Told) or Told()
    now = await durable.now(ctx)
    after = failures.told(before, findings.failed, now=now)
    if after == before:
        return
    ctx.set("failures", after)
    card = after.cards[-1]
    post_id = failures.post_id(card)
    if after.number > before.number:
        post = posts.Post(post_id=post_id, place=place, content=card)
        durable.send(ctx, posts.POST, post, key=place.room)
    else:
        update = posts.Update(post_id=post_id, place=place, content=card)
        durable.send(ctx, posts.UPDATE, update, key=place.room)
    for work in card.works:
        _log.error(
            "ALERT failed for good: %s %s/%s (%s)",
            *(work.count, work.service, work.handler, ", ".join(work.keys)),
        )


async def close(
    ctx: restate.ObjectContext, request: Acknowledgement, place: Place, office: Office
) -> Receipt:
    """Take the card's button away, and show who has seen to it."""
    before = await ctx.get("failures", type_hint=Told) or Told()
    refusal = failures.judge(before, request.number, request.by, officers=office.officers)
    if refusal:
        return refusal
    after, card = failures.acknowledged(before, request.number, request.by)
    ctx.set("failures", after)
    update = posts.Update(post_id=failures.post_id(card), place=place, content=card)
    durable.send(ctx, posts.UPDATE, update, key=place.room)
    return Receipt(outcome="done")


def _named(stands: DeskTrouble) -> str:
    works = (
        f"{each.count} {each.service}/{each.handler} {'paused' if each.paused else 'failing'}"
        for each in stands.stuck
    )
    return f"{', '.join(works)} ({', '.join(stands.invocations)})"
