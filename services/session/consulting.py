"""A workflow consults an agent: one turn, in a session of its own. Called by the handlers."""

import restate

from services import durable
from services.agent import loop, tool
from services.agent.items import Said
from services.contracts import session
from services.contracts.keys import PersonKey, ReviewKey, RoomKey, ThreadKey
from services.session import records, transcript
from services.session.parts import Parts


async def consult(
    ctx: restate.ObjectContext, brief: session.Brief, parts: Parts
) -> session.Consultation:
    """One turn of an agent that works for a workflow, in a session of its own.

    A cancellation is told in words: as an error it would look like the workflow's own.
    """
    try:
        return await _take_turn(ctx, brief, parts)
    except restate.TerminalError as failure:
        if not durable.is_cancellation(failure):
            raise
        return session.Consultation(outcome="failed", failure="cancelled")


async def _take_turn(
    ctx: restate.ObjectContext, brief: session.Brief, parts: Parts
) -> session.Consultation:
    worker = parts.workers[ReviewKey(ctx.key()).task]
    head = await ctx.get("head", type_hint=transcript.Head) or transcript.Head(agent=worker)
    now = await durable.now(ctx)
    today = now.astimezone(parts.zone).date()
    task = Said(role="user", text=brief.text)
    scope = tool.Scope(
        ctx=ctx,
        customer=PersonKey("desk.review"),
        thread=ThreadKey("desk.review.0"),
        place=session.Place(room=RoomKey("desk.review")),
        words="",
        today=today,
    )
    window = await records.window(ctx, head)
    history = (*transcript.history(head, window, today=today), task)
    turn = await loop.Loop(parts.agents, parts.model).run(scope, start=worker, history=history)
    head = head.model_copy(update={"last": now})
    items = (task, *turn.items)
    await records.append(ctx, head, items, retention=parts.retention, read=window)
    match turn.ending:
        case loop.Concluded():
            return session.Consultation(
                outcome="concluded",
                tool=turn.ending.name,
                arguments=turn.ending.arguments,
                model=parts.model_name,
            )
        case loop.Failed():
            failure = turn.ending.failure
        case loop.Spoken():
            failure = "gave_up"
    return session.Consultation(outcome="failed", failure=failure, model=parts.model_name)
