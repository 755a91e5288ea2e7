"""Loan: the object of one credit, and the doors through which people and timers reach it."""

import logging
from functools import partial

import restate

from services import attempts, durable, expectations
from services.contracts import audit, credit, loan, posts
from services.contracts.recovery import Lost
from services.contracts.wire import Nothing
from services.loan import book, changes, collecting, repaying, showing, steps, trouble
from services.loan.outbox import Outbox
from services.loan.steps import Parts as Parts

_log = logging.getLogger(__name__)


def build(parts: Parts) -> restate.VirtualObject:  # noqa: C901  # one function a handler
    """The Loan object."""
    credit_loan = restate.VirtualObject(
        "Loan",
        description="One loan, from disbursement to its end",
        invocation_retry_policy=attempts.RETRIES,
    )
    private = partial(credit_loan.handler, ingress_private=True)

    @private(name="open")
    async def open_loan(ctx: restate.ObjectContext, request: loan.LoanOpening) -> Nothing:
        """Pay the credit out and set the timer for the first instalment."""
        await disburse(ctx, request, parts)
        return Nothing()

    @private(name="collect")
    async def collect_instalment(ctx: restate.ObjectContext, request: loan.Collection) -> Nothing:
        """Collect an instalment that has fallen due; sets the next timer."""
        await collecting.collect(ctx, request, parts)
        return Nothing()

    @credit_loan.handler(kind="shared")
    async def statement(
        ctx: restate.ObjectSharedContext, request: loan.StatementQuery
    ) -> loan.StatementReply:
        """What is owed today, for the owner."""
        return await read_statement(ctx, request, parts)

    @private(kind="shared")
    async def ahead(ctx: restate.ObjectSharedContext, request: loan.AheadQuery) -> loan.AheadReply:
        """The moment some days before an instalment, for the owner."""
        return await read_ahead(ctx, request, parts)

    @private()
    async def schedule(ctx: restate.ObjectContext, request: loan.ScheduleWish) -> credit.Receipt:
        """The owner wants the schedule as a card."""
        return await post_schedule(ctx, request, parts)

    @credit_loan.handler()
    async def quote(ctx: restate.ObjectContext, request: loan.RepaymentWish) -> loan.QuoteReply:
        """The owner asks what a repayment costs today. Pays nothing."""
        return await repaying.offer(ctx, request, parts)

    @credit_loan.handler()
    async def repay(
        ctx: restate.ObjectContext, request: loan.RepaymentConfirmation
    ) -> credit.Receipt:
        """The owner's click under a quote: pays it, or drops it."""
        return await repaying.answer(ctx, request, parts)

    @credit_loan.handler()
    async def hardship(ctx: restate.ObjectContext, request: loan.Hardship) -> credit.Receipt:
        """The owner of a loan in arrears tells of difficulties."""
        return await trouble.report(ctx, request, parts)

    @credit_loan.handler()
    async def write_off(ctx: restate.ObjectContext, request: loan.WriteOff) -> credit.Receipt:
        """An officer wants the rest written off; the second one's vote does it."""
        return await trouble.write_off(ctx, request, parts)

    @private(name="recover")
    async def recover_lost(ctx: restate.ObjectContext, request: Lost) -> Nothing:
        """The watch misses the timer, or who was to end a change: set it right."""
        await recover(ctx, request, parts)
        return Nothing()

    _ = open_loan, collect_instalment, statement, ahead, schedule
    _ = quote, repay, hardship, write_off, recover_lost
    return credit_loan


async def disburse(ctx: restate.ObjectContext, opening: loan.LoanOpening, parts: Parts) -> None:
    """Open the loan and pay it out. A second opening does nothing, but ends a first one."""
    pending = await changes.current(ctx)
    if pending is not None and pending.state != "pending_disbursement":
        return
    now = await durable.now(ctx)
    if pending is None:
        today = parts.calendar.bank_day(now)
        pending = book.opened(opening, at=now, on=today, late=parts.late)
    active = book.disbursed(pending)
    outbox = Outbox(parts.office.place)
    event = audit.Event(what="loan.disbursed", who="desk", role="desk")
    outbox.record(event, pending, active)
    terms, credit_id = active.terms, active.application.credit_id
    amount = book.money(active, terms.amount.minor - terms.fee.minor)
    paid_out = posts.Disbursed(
        credit_id=credit_id,
        amount=amount,
        instalment=terms.instalment,
        first_due=terms.first_due,
    )
    said = f"paid out {amount} for {credit_id}; first instalment on {terms.first_due}"
    outbox.post(active, "disbursed", paid_out, said)
    wait = steps.until_due(active, book.rows(active)[0], parts, now=now)
    order = book.disbursement(pending)
    change = changes.change(ctx, pending, active, outbox, order=order, collect_after=wait)
    changes.begin(ctx, change)
    ctx.set("loan", pending)
    await changes.finish(ctx, change)


async def recover(ctx: restate.ObjectContext, lost: Lost, parts: Parts) -> None:
    """End what was left half done, and set a timer where one is missing: at once if it is due."""
    before = await changes.current(ctx)
    if lost.handler == loan.RECOVER.name:
        expectations.drop(ctx, lost)
        return
    due = await expectations.lost_request(ctx, loan.COLLECT, lost)
    if due is None:
        return
    if before is None or not book.is_collected(before) or due.timer != before.timer:
        expectations.drop(ctx, lost)
        return
    _log.warning(
        "the timer of %s for instalment %s was lost, and is set anew", lost.key, due.number
    )
    await collecting.set_timer(ctx, before, parts, now=await durable.now(ctx))


async def read_statement(
    ctx: restate.ObjectSharedContext, query: loan.StatementQuery, parts: Parts
) -> loan.StatementReply:
    """The statement of today, for the owner alone."""
    found = steps.own(ctx, await changes.load(ctx), query.by, door="statement")
    if found is None:
        return loan.StatementReply()
    today = steps.day_of(found, parts, now=await durable.now(ctx))
    return loan.StatementReply(statement=showing.statement(found, on=today))


async def read_ahead(
    ctx: restate.ObjectSharedContext, query: loan.AheadQuery, parts: Parts
) -> loan.AheadReply:
    """The instalment that is asked for, or the next that does not fall due before now."""
    found = steps.own(ctx, await changes.load(ctx), query.by, door="statement")
    if found is None:
        return loan.AheadReply()
    now = await durable.now(ctx)
    return loan.AheadReply(instalment=showing.ahead(found, query, calendar=parts.calendar, now=now))


async def post_schedule(
    ctx: restate.ObjectContext, wish: loan.ScheduleWish, parts: Parts
) -> credit.Receipt:
    """Post the schedule as it stands, as often as it is asked for."""
    before = steps.own(ctx, await changes.current(ctx), wish.by, door="schedule")
    if before is None:
        return steps.UNKNOWN
    today = steps.day_of(before, parts, now=await durable.now(ctx))
    after = book.schedule_shown(before)
    card = posts.LoanSchedule(
        credit_id=after.application.credit_id, statement=showing.statement(after, on=today)
    )
    outbox = Outbox(parts.office.place)
    outbox.post_at(after, f"schedule.{after.schedules}", card, wish.place, reader=wish.by)
    await changes.carry_out(ctx, changes.change(ctx, before, after, outbox))
    return credit.Receipt(outcome="done")
