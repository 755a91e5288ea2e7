"""Budget: one person's day with the assistant. A turn asks before it begins.

Its share of the day is counted then, so that only a turn that costs more has to tell so.

Only turns of the person's own conversations count. What the desk does by itself for a customer,
such as the review of an application, asks nobody.
"""

from functools import partial

import restate

from services import attempts
from services.budget import daily
from services.contracts import budget
from services.contracts.wire import Nothing


def build(limits: daily.Limits) -> restate.VirtualObject:
    """The Budget object."""
    day_budget = restate.VirtualObject(
        budget.BEGIN.service,
        description="What one person has had of the assistant today",
        invocation_retry_policy=attempts.RETRIES,
    )
    private = partial(day_budget.handler, ingress_private=True)

    @private()
    async def begin(ctx: restate.ObjectContext, request: budget.Beginning) -> budget.Leave:
        """A turn would begin: count it, or say when it may."""
        return await take(ctx, request, limits)

    @private()
    async def spend(ctx: restate.ObjectContext, request: budget.Usage) -> Nothing:
        """A turn has ended: count what it has cost above its share."""
        used = daily.on(await ctx.get("used", type_hint=daily.Used), request.day)
        ctx.set("used", daily.with_usage(used, request))
        return Nothing()

    _ = begin, spend
    return day_budget


async def take(
    ctx: restate.ObjectContext, request: budget.Beginning, limits: daily.Limits
) -> budget.Leave:
    """Count the turn, unless the day is used up."""
    used = daily.on(await ctx.get("used", type_hint=daily.Used), request.day)
    if goes_on := daily.goes_on(used, limits):
        return budget.Leave(goes_on=goes_on)
    share = limits.share
    ctx.set("used", daily.with_turn(used, share))
    return budget.Leave(model_calls=share.model_calls, tokens=share.tokens)
