"""A change of the loan with its money, its posts and its timer, as one.

It is kept before the first part of it is done. If its handler ends in between, the next one
that touches the loan, or `recover`, does it again: the ledger knows the transfer by its id, and
every message has its own idempotency key.
"""

from datetime import timedelta

import restate

from services import durable, expectations
from services.contracts import account, loan, recovery
from services.contracts.wire import Nothing
from services.durable import AnyContext
from services.loan import book, showing
from services.loan.kept import Change, Loan
from services.loan.outbox import Outbox


class TransferConflict(Exception):
    """A transfer id was used before for something else: a bug, and loud."""


async def load(ctx: AnyContext) -> Loan | None:
    """The loan as it stands, for whoever only reads."""
    return await ctx.get("loan", type_hint=Loan)


async def current(ctx: restate.ObjectContext) -> Loan | None:
    """The loan, for whoever changes it: what was left half done is done first."""
    unfinished = await ctx.get("under_way", type_hint=Change)
    if unfinished:
        await finish(ctx, unfinished)
    return await load(ctx)


def change(
    ctx: restate.ObjectContext,
    before: Loan,
    after: Loan,
    outbox: Outbox,
    *,
    order: account.Transfer | None = None,
    collect_after: timedelta | None = None,
) -> Change:
    """The change that leads from one state to the other. `collect_after` sets the timer anew."""
    line = showing.summary(after)
    timed = after
    if collect_after is not None:
        timed = after.model_copy(update={"timer": expectations.new_name(ctx)})
    return Change(
        name=ctx.uuid().hex,
        after=timed,
        order=order,
        line=line if line != showing.summary(before) else None,
        outgoing=tuple(outbox.outgoing),
        collect_after=collect_after,
    )


async def carry_out(ctx: restate.ObjectContext, change: Change) -> bool:
    """Do all of it, whatever ends this handler. False where the account was short: then nothing.

    Raises `TransferConflict`, and `restate.TerminalError` where the ledger refuses for good.
    """
    begin(ctx, change)
    return await finish(ctx, change)


def begin(ctx: restate.ObjectContext, change: Change) -> None:
    """From here on it is carried out, by whoever comes next."""
    ctx.set(_unfinished(change), Nothing())
    ctx.set("under_way", change)


async def finish(ctx: restate.ObjectContext, change: Change) -> bool:
    """Do all of a change that has begun; as `carry_out`."""
    if change.order and not await _transfer(ctx, change, change.order):
        _end(ctx, change)
        return False
    ctx.set("loan", change.after)
    if change.line:
        progress = account.Progress(summary=change.line)
        await durable.call(ctx, account.PROGRESS, progress, key=change.after.application.customer)
    for number, message in enumerate(change.outgoing):
        durable.forward(ctx, message, name=f"{change.name}.{number}")
    await _set_timer(ctx, change)
    _end(ctx, change)
    return True


def _end(ctx: restate.ObjectContext, change: Change) -> None:
    ctx.clear("under_way")
    ctx.clear(_unfinished(change))


async def _transfer(ctx: restate.ObjectContext, change: Change, order: account.Transfer) -> bool:
    customer = change.after.application.customer
    try:
        reply = await durable.call(ctx, account.TRANSFER, order, key=customer)
    except restate.TerminalError as refused:
        # A call that was cancelled may have booked; one that the ledger refused has not.
        if refused.status_code != durable.CANCELLED:
            _end(ctx, change)
        raise
    if reply.outcome == "conflict":
        raise TransferConflict(order.id)
    return reply.outcome == "booked"


async def _set_timer(ctx: restate.ObjectContext, change: Change) -> None:
    """One timer per loan that is collected, and none for another."""
    after, key = change.after, change.after.application.credit_id
    if change.collect_after is None and book.is_collected(after):
        return
    await expectations.settle(ctx, loan.COLLECT, key=key)
    if change.collect_after is not None:
        due = loan.Collection(number=after.paid + 1, timer=after.timer)
        expectations.send(
            ctx, loan.COLLECT, due, key=key, name=after.timer, after=change.collect_after
        )


def _unfinished(change: Change) -> str:
    """What the watch sees: nothing but `recover` is waited for while a change is half done."""
    key = change.after.application.credit_id
    return recovery.expectation(loan.RECOVER.service, key, loan.RECOVER.name)
