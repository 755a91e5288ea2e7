"""The handlers of drafts: part of the room's object, so that a draft has its place in the order.

Only its growth is served apart, by `build`: a room's posts never wait for that.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import restate
from restate import (
    Context,
    InvocationRetryPolicy,
    ObjectContext,
    RunOptions,
    Service,
)

from bot.messenger import steps
from bot.messenger.delivery import UNREFERABLE, Delivery, Intent, Sent
from bot.messenger.drafts import Drafts, Started
from bot.messenger.signs import Signs
from bot.views.blocks import Rendered
from services.contracts import drafts as contract
from services.contracts.drafts import Begun, Draft, Grown, Growth, Retraction
from services.contracts.posts import Post
from services.contracts.wire import Nothing


def build(drafts: Drafts) -> Service:
    """The Restate service under whose hands drafts grow. What fails is not tried again."""
    service = restate.Service(
        contract.GROW.service,
        journal_retention=timedelta(0),
        invocation_retry_policy=InvocationRetryPolicy(max_attempts=1, on_max_attempts="kill"),
    )

    @service.handler(contract.GROW.name)
    async def _grow(_ctx: Context, request: Growth) -> Grown:
        """Add to a draft what was written since. Not journaled: twice would be worse than never."""
        return Grown(outcome=await drafts.grow(request))

    return service


async def begin(
    ctx: ObjectContext, draft: Draft, delivery: Delivery, drafts: Drafts, signs: Signs
) -> Begun:
    """Begin the draft once; nothing where it was begun before, or its post is there."""
    if await ctx.get(steps.post_state(draft.post_id), type_hint=str) is not None:
        return Begun()
    if await ctx.get(steps.draft_state(draft.post_id), type_hint=Started) is not None:
        return Begun()
    intent = await ctx.run_typed("intend", delivery.intend, RunOptions(type_hint=Intent))

    async def attempt() -> Started:
        started = await drafts.begin(draft, intent, fresh=delivery.spend(intent))
        if started.ts:
            signs.rest(draft.place, draft.answers)
        return started

    started = await ctx.run_typed("begin draft", attempt, RunOptions(type_hint=Started))
    if started.there:
        ctx.set(steps.draft_state(draft.post_id), started)
    return Begun(reference=started.ts)


async def replace(
    ctx: ObjectContext,
    page: Post,
    render: Callable[[], Awaitable[Rendered]],
    drafts: Drafts,
    signs: Signs,
) -> Sent:
    """Put the post in the place of its draft; neither ts nor refusal where there is none.

    It is rendered within the step, for its reader: a replay asks nobody for the language.
    """
    started = await ctx.get(steps.draft_state(page.post_id), type_hint=Started)
    if started is None:
        return Sent()

    async def attempt() -> Sent:
        sent = await drafts.finish(page, await render(), started)
        if sent.ts and page.answers:
            await signs.end(page.place, page.answers, posted=False)
        return sent

    sent = await steps.tried(ctx, "replace draft", attempt)
    ctx.clear(steps.draft_state(page.post_id))
    return sent


async def retract(ctx: ObjectContext, request: Retraction, drafts: Drafts) -> Nothing:
    """Take the draft away; one that is begun later finds that it is over."""
    ctx.set(steps.post_state(request.post_id), UNREFERABLE)
    started = await ctx.get(steps.draft_state(request.post_id), type_hint=Started)
    if started is None:
        return Nothing()

    async def attempt() -> Sent:
        return await drafts.remove(request.post_id, request.place, started)

    await steps.tried(ctx, "remove draft", attempt)
    ctx.clear(steps.draft_state(request.post_id))
    return Nothing()
