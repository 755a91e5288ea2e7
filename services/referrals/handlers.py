"""Referrals: the index of what officers have to decide, written by the applications."""

from functools import partial

import restate

from services import attempts, durable
from services.contracts import home
from services.contracts import referrals as contract
from services.contracts.keys import PersonKey
from services.contracts.wire import Nothing
from services.referrals import queue

LONGEST = 50
"""Lines that are told; those that have waited longest."""


def build(officers: frozenset[PersonKey]) -> restate.VirtualObject:
    """The Referrals object. Officers alone read it."""
    index = restate.VirtualObject(
        contract.READ.service,
        description="The referrals that are open",
        invocation_retry_policy=attempts.RETRIES,
    )

    # A line is a state key of its own: however many wait, a change touches one of them.
    lazy = partial(index.handler, state_preload=False)

    @lazy(ingress_private=True)
    async def note(ctx: restate.ObjectContext, request: contract.Noted) -> Nothing:
        """How a referral stands now."""
        line, place = queue.line(request), queue.place(request)
        if line:
            ctx.set(place, line)
        else:
            ctx.clear(place)
        for officer in sorted(officers):
            durable.send(ctx, home.CHANGED, Nothing(), key=officer)
        return Nothing()

    @lazy(kind="shared")
    async def read(
        ctx: restate.ObjectSharedContext, request: contract.Reading
    ) -> contract.ReadingReply:
        """What is open, for an officer."""
        return await tell(ctx, request, officers)

    _ = note, read
    return index


async def tell(
    ctx: restate.ObjectSharedContext, request: contract.Reading, officers: frozenset[PersonKey]
) -> contract.ReadingReply:
    """The queue for an officer; nobody else learns whether anything waits."""
    if request.by not in officers:
        return contract.ReadingReply(outcome="not_an_officer")
    return contract.ReadingReply(outcome="done", queue=await _queue(ctx))


async def _queue(ctx: restate.ObjectSharedContext) -> contract.Queue:
    places = sorted(await ctx.state_keys())
    asked = [ctx.get(place, type_hint=contract.OpenReferral) for place in places[:LONGEST]]
    lines = [await line for line in asked]
    return contract.Queue(longest=tuple(line for line in lines if line), waiting=len(places))
