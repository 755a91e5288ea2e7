"""Loan: the object of one credit, and the doors through which people and timers reach it."""

from functools import partial

import restate

from services import attempts, durable
from services.contracts import audit, credit, loan, posts
from services.contracts.wire import Nothing
from services.loan import book, collecting, repaying, showing, steps, trouble
from services.loan.steps import Parts as Parts


def build(parts: Parts) -> restate.VirtualObject:
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

    _ = open_loan, collect_instalment, statement, ahead, schedule
    _ = quote, repay, hardship, write_off
    return credit_loan


async def disburse(ctx: restate.ObjectContext, opening: loan.LoanOpening, parts: Parts) -> None:
    """Open the loan and pay it out. A second opening does nothing."""
    if await steps.load(ctx) is not None:
        return
    now = await durable.now(ctx)
    today = parts.calendar.bank_day(now)
    pending = book.opened(opening, at=now, on=today, late=parts.late)
    ctx.set("loan", pending)
    await steps.transfer(ctx, book.disbursement(pending), pending)
    active = book.disbursed(pending)
    await steps.save(ctx, pending, active, parts)
    event = audit.Event(what="loan.disbursed", who="desk", role="desk")
    steps.record(ctx, event, pending, active)
    terms, credit_id = active.terms, active.application.credit_id
    amount = book.money(active, terms.amount.minor - terms.fee.minor)
    paid_out = posts.Disbursed(
        credit_id=credit_id,
        amount=amount,
        instalment=terms.instalment,
        first_due=terms.first_due,
    )
    said = f"paid out {amount} for {credit_id}; first instalment on {terms.first_due}"
    steps.post(ctx, active, "disbursed", paid_out, said)
    steps.set_timer(ctx, active, book.rows(active)[0], parts, now=now)


async def read_statement(
    ctx: restate.ObjectSharedContext, query: loan.StatementQuery, parts: Parts
) -> loan.StatementReply:
    """The statement of today, for the owner alone."""
    found = await steps.load_own(ctx, query.by, door="statement")
    if found is None:
        return loan.StatementReply()
    today = steps.day_of(found, parts, now=await durable.now(ctx))
    return loan.StatementReply(statement=showing.statement(found, on=today))


async def read_ahead(
    ctx: restate.ObjectSharedContext, query: loan.AheadQuery, parts: Parts
) -> loan.AheadReply:
    """The instalment that is asked for, or the next that does not fall due before now."""
    found = await steps.load_own(ctx, query.by, door="statement")
    if found is None:
        return loan.AheadReply()
    now = await durable.now(ctx)
    return loan.AheadReply(instalment=showing.ahead(found, query, calendar=parts.calendar, now=now))


async def post_schedule(
    ctx: restate.ObjectContext, wish: loan.ScheduleWish, parts: Parts
) -> credit.Receipt:
    """Post the schedule as it stands, as often as it is asked for."""
    before = await steps.load_own(ctx, wish.by, door="schedule")
    if before is None:
        return steps.UNKNOWN
    today = steps.day_of(before, parts, now=await durable.now(ctx))
    after = book.schedule_shown(before)
    await steps.save(ctx, before, after, parts)
    card = posts.LoanSchedule(
        credit_id=after.application.credit_id, statement=showing.statement(after, on=today)
    )
    steps.post_at(ctx, after, f"schedule.{after.schedules}", card, wish.place, reader=wish.by)
    return credit.Receipt(outcome="done")
