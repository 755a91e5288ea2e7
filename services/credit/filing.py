"""What is kept of an application, for its customer. Reads only; called by `handlers`."""

import restate

from services.contracts import credit
from services.credit.acknowledgement import settled
from services.credit.case import CHARTER, EXPLAINED, Charter

CONTEST = "contest.1"
"""The promise by which a rejection is contested, once."""


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
