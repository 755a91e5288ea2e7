"""Paying back before the schedule says so: a quote on a card, and the owner's click on it."""

import restate

from services import durable
from services.contracts import audit, loan
from services.contracts.credit import Receipt
from services.loan import book, changes, repayment, steps
from services.loan.outbox import Outbox
from services.loan.steps import UNKNOWN, Parts


async def offer(
    ctx: restate.ObjectContext, wish: loan.RepaymentWish, parts: Parts
) -> loan.QuoteReply:
    """Tell what the repayment costs today. The card of an older quote is then outdated."""
    before = steps.own(ctx, await changes.current(ctx), wish.by, door="quote")
    if before is None:
        return loan.QuoteReply(receipt=UNKNOWN)
    now = await durable.now(ctx)
    today = steps.day_of(before, parts, now=now)
    quote = repayment.quote(before, wish, on=today, minimum=parts.minimum_instalment)
    if isinstance(quote, Receipt):
        return loan.QuoteReply(receipt=quote)
    after = book.quoted(before, quote, place=wish.place, day=parts.calendar.bank_day(now))
    outbox = Outbox(parts.office.place)
    outbox.show(before, after)
    if wish.place == after.application.place:
        said = repayment.sentence(after, quote)
        outbox.note(after, f"offered for today: {said}; only the customer's click pays it")
    await changes.carry_out(ctx, changes.change(ctx, before, after, outbox))
    return loan.QuoteReply(receipt=Receipt(outcome="done"), quote=quote)


async def answer(
    ctx: restate.ObjectContext, click: loan.RepaymentConfirmation, parts: Parts
) -> Receipt:
    """Pay what the quote says, or drop it."""
    before = steps.own(ctx, await changes.current(ctx), click.by, door="repay")
    if before is None:
        return UNKNOWN
    day = parts.calendar.bank_day(await durable.now(ctx))
    refusal = repayment.judge_click(before, click, day=day, minimum=parts.minimum_instalment)
    quoted = before.quoted
    if refusal or quoted is None:
        if refusal and repayment.is_overtaken(before, click, refusal):
            await _outdate(ctx, before, parts)
        return refusal or UNKNOWN
    if not click.accept:
        await _decline(ctx, before, quoted.quote, parts)
    elif not await _pay(ctx, before, quoted.quote, parts):
        return Receipt(outcome="insufficient_funds", limit=str(quoted.quote.total))
    return Receipt(outcome="done")


async def _outdate(ctx: restate.ObjectContext, before: book.Loan, parts: Parts) -> None:
    after = book.settled(before, "outdated")
    outbox = Outbox(parts.office.place)
    outbox.show(before, after)
    await changes.carry_out(ctx, changes.change(ctx, before, after, outbox))


async def _decline(
    ctx: restate.ObjectContext, before: book.Loan, quote: loan.RepaymentQuote, parts: Parts
) -> None:
    after = book.settled(before, "declined")
    outbox = Outbox(parts.office.place)
    outbox.show(before, after)
    _record(outbox, "loan.repayment_declined", before, after, quote)
    outbox.note(after, f"declined by the customer: {repayment.sentence(after, quote)}")
    await changes.carry_out(ctx, changes.change(ctx, before, after, outbox))


async def _pay(
    ctx: restate.ObjectContext, before: book.Loan, quote: loan.RepaymentQuote, parts: Parts
) -> bool:
    after = repayment.paid(before, quote, minimum=parts.minimum_instalment)
    outbox = Outbox(parts.office.place)
    outbox.show(before, after)
    _record(outbox, "loan.repayment_paid", before, after, quote)
    outbox.note(after, f"paid by the customer's click: {repayment.sentence(after, quote)}")
    if after.state == "closed":
        outbox.close(before, after, who=after.application.customer, role="customer")
    order = repayment.order(before, quote)
    return await changes.carry_out(ctx, changes.change(ctx, before, after, outbox, order=order))


def _record(
    outbox: Outbox,
    what: str,
    before: book.Loan,
    after: book.Loan,
    quote: loan.RepaymentQuote,
) -> None:
    who = after.application.customer
    details = f"{quote.name} {quote.kind} {quote.total}"
    event = audit.Event(what=what, who=who, role="customer", details=details)
    outbox.record(event, before, after)
