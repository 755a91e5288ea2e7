"""Acts: a change of the loan with its money, its posts and its timer, as one.

An act is kept before the first part of it is done. If its handler ends in between, the next one
that touches the loan, or `recover`, does it again: the ledger knows the transfer by its id, and
every message has its own idempotency key.
"""

from datetime import timedelta

import restate

from services import durable, expected
from services.contracts import account, loan, recovery
from services.contracts.wire import Nothing
from services.durable import AnyContext
from services.loan import book, showing
from services.loan.effects import Effects
from services.loan.kept import Act, Loan


class TransferConflict(Exception):
    """A transfer id was used before for something else: a bug, and loud."""


async def load(ctx: AnyContext) -> Loan | None:
    """The loan as it stands, for whoever only reads."""
    return await ctx.get("loan", type_hint=Loan)


async def current(ctx: restate.ObjectContext) -> Loan | None:
    """The loan, for whoever changes it: what was left half done is done first."""
    unfinished = await ctx.get("under_way", type_hint=Act)
    if unfinished:
        await finish(ctx, unfinished)
    return await load(ctx)


def act(
    ctx: restate.ObjectContext,
    before: Loan,
    after: Loan,
    effects: Effects,
    *,
    order: account.Transfer | None = None,
    collect_after: timedelta | None = None,
) -> Act:
    """The act that leads from one state to the other. `collect_after` sets the timer anew."""
    line = showing.summary(after)
    timed = after
    if collect_after is not None:
        timed = after.model_copy(update={"timer": expected.new_name(ctx)})
    return Act(
        name=ctx.uuid().hex,
        after=timed,
        order=order,
        line=line if line != showing.summary(before) else None,
        outgoing=tuple(effects.outgoing),
        collect_after=collect_after,
    )


async def carry_out(ctx: restate.ObjectContext, act: Act) -> bool:
    """Do all of it, whatever ends this handler. False where the account was short: then nothing.

    Raises `TransferConflict`, and `restate.TerminalError` where the ledger refuses for good.
    """
    begin(ctx, act)
    return await finish(ctx, act)


def begin(ctx: restate.ObjectContext, act: Act) -> None:
    """From here on it is carried out, by whoever comes next."""
    ctx.set(_unfinished(act), Nothing())
    ctx.set("under_way", act)


async def finish(ctx: restate.ObjectContext, act: Act) -> bool:
    """Do all of an act that has begun; as `carry_out`."""
    if act.order and not await _transfer(ctx, act, act.order):
        _end(ctx, act)
        return False
    ctx.set("loan", act.after)
    if act.line:
        progress = account.Progress(summary=act.line)
        await durable.call(ctx, account.PROGRESS, progress, key=act.after.application.customer)
    for number, message in enumerate(act.outgoing):
        durable.forward(ctx, message, name=f"{act.name}.{number}")
    await _set_timer(ctx, act)
    _end(ctx, act)
    return True


def _end(ctx: restate.ObjectContext, act: Act) -> None:
    ctx.clear("under_way")
    ctx.clear(_unfinished(act))


async def _transfer(ctx: restate.ObjectContext, act: Act, order: account.Transfer) -> bool:
    try:
        reply = await durable.call(ctx, account.TRANSFER, order, key=act.after.application.customer)
    except restate.TerminalError as refused:
        # A call that was cancelled may have booked; one that the ledger refused has not.
        if refused.status_code != durable.CANCELLED:
            _end(ctx, act)
        raise
    if reply.outcome == "conflict":
        raise TransferConflict(order.id)
    return reply.outcome == "booked"


async def _set_timer(ctx: restate.ObjectContext, act: Act) -> None:
    """One timer per loan that is collected, and none for another."""
    after, key = act.after, act.after.application.credit_id
    if act.collect_after is None and book.is_collected(after):
        return
    await expected.settle(ctx, loan.COLLECT, key=key)
    if act.collect_after is not None:
        due = loan.Collection(number=after.paid + 1, timer=after.timer)
        expected.send(ctx, loan.COLLECT, due, key=key, name=after.timer, after=act.collect_after)


def _unfinished(act: Act) -> str:
    """What the watch sees: nothing but `recover` is waited for while an act is half done."""
    key = act.after.application.credit_id
    return recovery.expectation(loan.RECOVER.service, key, loan.RECOVER.name)
