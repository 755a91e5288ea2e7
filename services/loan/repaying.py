"""Paying back before the schedule says so: a quote on a card, and the owner's click on it."""

import restate

from services import durable
from services.contracts import audit, loan
from services.contracts.credit import Receipt
from services.loan import book, repayment, steps
from services.loan.steps import UNKNOWN, Parts


async def offer(
    ctx: restate.ObjectContext, wish: loan.RepaymentWish, parts: Parts
) -> loan.QuoteReply:
    """Tell what the repayment costs today. The card of an older quote is then outdated."""
    before = await steps.load_own(ctx, wish.by, door="quote")
    if before is None:
        return loan.QuoteReply(receipt=UNKNOWN)
    now = await durable.now(ctx)
    today = steps.day_of(before, parts, now=now)
    quote = repayment.quote(before, wish, on=today, minimum=parts.minimum_instalment)
    if isinstance(quote, Receipt):
        return loan.QuoteReply(receipt=quote)
    after = book.quoted(before, quote, place=wish.place, day=parts.calendar.bank_day(now))
    await steps.save(ctx, before, after, parts)
    if wish.place == after.application.place:
        said = repayment.sentence(after, quote)
        steps.note(ctx, after, f"offered for today: {said}; only the customer's click pays it")
    return loan.QuoteReply(receipt=Receipt(outcome="done"), quote=quote)


async def answer(
    ctx: restate.ObjectContext, click: loan.RepaymentConfirmation, parts: Parts
) -> Receipt:
    """Pay what the quote says, or drop it."""
    before = await steps.load_own(ctx, click.by, door="repay")
    if before is None:
        return UNKNOWN
    day = parts.calendar.bank_day(await durable.now(ctx))
    refusal = repayment.judge_click(before, click, day=day, minimum=parts.minimum_instalment)
    quoted = before.quoted
    if refusal or quoted is None:
        if refusal and repayment.is_overtaken(before, click, refusal):
            await steps.save(ctx, before, book.settled(before, "outdated"), parts)
        return refusal or UNKNOWN
    if not click.accept:
        await _decline(ctx, before, quoted.quote, parts)
    elif await steps.transfer(ctx, repayment.order(before, quoted.quote), before):
        await _pay(ctx, before, quoted.quote, parts)
    else:
        return Receipt(outcome="insufficient_funds", limit=str(quoted.quote.total))
    return Receipt(outcome="done")


async def _decline(
    ctx: restate.ObjectContext, before: book.Loan, quote: loan.RepaymentQuote, parts: Parts
) -> None:
    after = book.settled(before, "declined")
    await steps.save(ctx, before, after, parts)
    _record(ctx, "loan.repayment_declined", before, after, quote)
    steps.note(ctx, after, f"declined by the customer: {repayment.sentence(after, quote)}")


async def _pay(
    ctx: restate.ObjectContext, before: book.Loan, quote: loan.RepaymentQuote, parts: Parts
) -> None:
    after = repayment.paid(before, quote, minimum=parts.minimum_instalment)
    await steps.save(ctx, before, after, parts)
    _record(ctx, "loan.repayment_paid", before, after, quote)
    steps.note(ctx, after, f"paid by the customer's click: {repayment.sentence(after, quote)}")
    if after.state == "closed":
        steps.close(ctx, before, after, who=after.application.customer, role="customer")


def _record(
    ctx: restate.ObjectContext,
    what: str,
    before: book.Loan,
    after: book.Loan,
    quote: loan.RepaymentQuote,
) -> None:
    who = after.application.customer
    details = f"{quote.name} {quote.kind} {quote.total}"
    event = audit.Event(what=what, who=who, role="customer", details=details)
    steps.record(ctx, event, before, after)
