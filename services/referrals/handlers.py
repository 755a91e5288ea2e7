"""Referrals: the index of what officers have to decide, written by the applications."""

import restate

from services import durable
from services.contracts import home
from services.contracts import referrals as contract
from services.contracts.keys import PersonKey
from services.contracts.wire import Nothing
from services.referrals import queue


def build(officers: frozenset[PersonKey]) -> restate.VirtualObject:
    """The Referrals object. Officers alone read it."""
    index = restate.VirtualObject(
        contract.READ.service,
        description="The referrals that are open",
        invocation_retry_policy=durable.RETRIES,
    )

    @index.handler(ingress_private=True)
    async def note(ctx: restate.ObjectContext, request: contract.Noted) -> Nothing:
        """How a referral stands now."""
        before = await ctx.get("open", type_hint=contract.OpenReferrals)
        at = await durable.now(ctx)
        ctx.set("open", queue.noted(before or contract.OpenReferrals(), request, at=at))
        for officer in sorted(officers):
            durable.send(ctx, home.CHANGED, Nothing(), key=officer)
        return Nothing()

    @index.handler(kind="shared")
    async def read(
        ctx: restate.ObjectSharedContext, request: contract.Reading
    ) -> contract.ReadingReply:
        """All that is open, for an officer."""
        if request.by not in officers:
            return contract.ReadingReply(outcome="not_an_officer")
        found = await ctx.get("open", type_hint=contract.OpenReferrals)
        return contract.ReadingReply(outcome="done", items=found.items if found else ())

    _ = note, read
    return index
