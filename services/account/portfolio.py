"""A person's credits as the Account object keeps them: index, commitments, what it expects.

Called by the object's handlers, which are its one writer.
"""

from datetime import date

import restate

from services import durable
from services.account import commitments, index
from services.account.commitments import Commitments
from services.contracts import account, credit, home, recovery, switch
from services.contracts.keys import CreditId, PersonKey
from services.contracts.money import Money
from services.contracts.wire import Nothing
from services.durable import AnyContext


async def read(ctx: AnyContext) -> account.Credits:
    """The index: one line for each credit and application."""
    return await ctx.get("credits", type_hint=account.Credits) or account.Credits(items=())


async def exposure(ctx: AnyContext, query: account.ExposureQuery) -> account.Exposure:
    """What the person owes and would owe, besides one application."""
    return commitments.exposure(await read(ctx), await _held(ctx), besides=query.besides)


async def enter(
    ctx: restate.ObjectContext,
    application: credit.Application,
    *,
    most_open: int,
    most_owed: Money,
    today: date,
) -> account.Admission:
    """Admit the application, start its workflow and write its line.

    In this order, and in one go: a workflow without a line writes it, a line without one waits
    for ever. Until the application has ended, the account expects its workflow to be there.
    """
    credits = await read(ctx)
    admission = index.admitted(credits, application, most_open=most_open, most_owed=most_owed)
    if admission.admitted:
        ctx.set(_expectation(application.credit_id), application)
        durable.send(ctx, credit.RUN, application, key=application.credit_id)
        ctx.set("credits", index.entered(credits, application, on=today))
    return admission


async def commit(ctx: restate.ObjectContext, wanted: account.Commit) -> account.CommitReply:
    """Take the commitment in, by all that the customer has at this moment.

    It calls nothing exclusive: two that wait for each other would wait for ever.
    """
    stopped = False
    if wanted.automatic and not wanted.accepted:
        position = await durable.call(ctx, switch.POSITION, Nothing(), key=switch.AUTOMATIC)
        stopped = position.stopped
    held = await _held(ctx)
    after, reply = commitments.committed(await read(ctx), held, wanted, stopped=stopped)
    if after != held:
        ctx.set("commitments", after)
    return reply


async def follow(ctx: restate.ObjectContext, summary: account.CreditSummary) -> None:
    """Keep the line, and with it what the bank is committed to."""
    credits = index.replaced(await read(ctx), summary)
    ctx.set("credits", credits)
    held = await _held(ctx)
    if (left := commitments.released(held, credits)) != held:
        ctx.set("commitments", left)
    stands = next(line for line in credits.items if line.credit_id == summary.credit_id)
    can_be_contested = stands.state == "rejected" and stands.until is not None
    if stands.state not in index.PENDING and not can_be_contested:
        ctx.clear(_expectation(stands.credit_id))
    durable.send(ctx, home.CHANGED, Nothing(), key=PersonKey(ctx.key()))


async def recover(ctx: restate.ObjectContext, lost: recovery.Lost) -> None:
    """Tell an application that nothing works on it, as long as it is expected."""
    credit_id = CreditId(lost.key)
    application = await ctx.get(_expectation(credit_id), type_hint=credit.Application)
    if application:
        request = credit.Recovery(application=application)
        durable.send(ctx, credit.RECOVER, request, key=credit_id)


async def _held(ctx: AnyContext) -> Commitments:
    return await ctx.get("commitments", type_hint=Commitments) or Commitments()


def _expectation(credit_id: CreditId) -> str:
    return recovery.expectation(credit.RUN.service, credit_id, credit.RUN.name)
