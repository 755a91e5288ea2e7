"""What is kept of an application, for its customer. Reads only; called by `handlers`."""

from typing import TypeVar

import restate

from services import durable
from services.contracts import credit
from services.contracts.wire import Wire
from services.credit.case import CHARTER, EXPLAINED, Charter

Event = TypeVar("Event", bound=Wire)

CONTEST = "contest.1"


async def read(ctx: restate.WorkflowSharedContext, wish: credit.FileWish) -> credit.FileReply:
    """The file, with the customer's own words as they resolved their promises."""
    view = await ctx.get("view", type_hint=credit.ApplicationView)
    charter = await ctx.get(CHARTER, type_hint=Charter)
    if view is None or charter is None or view.application.customer != wish.by:
        return credit.FileReply()
    names = [f"answer.{n}" for n in range(1, charter.policy.timers.question_rounds + 1)]
    answers = [await settled(ctx.promise(name, type_hint=credit.Answer)) for name in names]
    contest = await settled(ctx.promise(CONTEST, type_hint=credit.Contest))
    file = credit.CaseFile(
        application=view.application,
        state=view.state,
        terms=view.terms,
        reasons=view.reasons,
        explanation=await ctx.get(EXPLAINED, type_hint=credit.Explanation),
        answers=tuple(credit.Answered(question=a.question, text=a.text) for a in answers if a),
        contest=contest.text if contest else "",
    )
    return credit.FileReply(file=file)


async def settled(promise: restate.DurablePromise[Event]) -> Event | None:
    """What the promise was resolved with; None when it was not, or lapsed."""
    try:
        return await promise.peek()
    except restate.TerminalError as failure:
        if durable.is_cancellation(failure):
            raise
        return None
