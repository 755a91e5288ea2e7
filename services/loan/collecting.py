"""Collecting: an instalment whole or not at all, oldest first, by one timer at a time."""

from datetime import datetime

import restate

from services import durable
from services.contracts import audit, loan, posts
from services.credit.schedule import Row
from services.loan import arrears, book, showing, steps
from services.loan.steps import Parts


async def collect(ctx: restate.ObjectContext, due: loan.Collection, parts: Parts) -> None:
    """Collect the instalment if it is the next and due; else the timer is an old one."""
    before = await steps.load(ctx)
    if before is None or not book.is_next(before, due.number):
        return
    now = await durable.now(ctx)
    row = book.rows(before)[due.number - 1]
    today = steps.day_of(before, parts, now=now)
    if today < row.due:
        steps.set_timer(ctx, before, row, parts, now=now)
        return
    claim = book.claims(before, on=today)[0]
    if await steps.transfer(ctx, book.collection(before, claim), before):
        await _paid(ctx, before, claim, parts, now=now)
    else:
        await _short(ctx, before, claim, parts, now=now)


async def _paid(
    ctx: restate.ObjectContext,
    before: book.Loan,
    claim: arrears.Claim,
    parts: Parts,
    *,
    now: datetime,
) -> None:
    """Tell, and go on with the next: at once where that is due, too."""
    following = book.rows(before)[claim.number :][:1]
    late = [_days_late(before, each, parts, now=now) for each in following]
    after = book.collected(before, next_overdue=any(days >= before.grace_days for days in late))
    await steps.save(ctx, before, after, parts)
    _record(ctx, "collected", before, after, claim)
    _tell_collected(ctx, before, after, claim)
    if after.state == "closed":
        steps.close(ctx, before, after, who="desk", role="desk")
    for each in following:
        steps.set_timer(ctx, after, each, parts, now=now)


async def _short(
    ctx: restate.ObjectContext,
    before: book.Loan,
    claim: arrears.Claim,
    parts: Parts,
    *,
    now: datetime,
) -> None:
    """The account could not pay: tell when it falls due and when it is overdue; try daily."""
    row = book.rows(before)[claim.number - 1]
    days = _days_late(before, row, parts, now=now)
    after = book.fell_short(before, days=days, owed=claim.total)
    await steps.save(ctx, before, after, parts)
    if after.missed != before.missed:
        _record(ctx, after.missed, before, after, claim)
        _tell_missed(ctx, after, claim)
    if days >= book.RETRY_DAYS:
        return
    again = loan.Collection(number=claim.number)
    key = after.application.credit_id
    durable.send(ctx, loan.COLLECT, again, key=key, after=parts.calendar.day)


def _tell_collected(
    ctx: restate.ObjectContext, before: book.Loan, after: book.Loan, claim: arrears.Claim
) -> None:
    line = showing.summary(after)
    payment, credit_id = book.money(after, claim.total), after.application.credit_id
    collected = posts.InstalmentCollected(
        credit_id=credit_id,
        number=claim.number,
        months=len(book.rows(before)),
        payment=payment,
        late_interest=book.money(after, claim.late_interest),
        outstanding=book.money(after, book.position(after).principal),
        remaining=line.remaining or book.money(after, 0),
        next_due=line.next_due,
    )
    said = (
        f"collected instalment {claim.number} of {credit_id}: {payment}; {collected.remaining} "
        "remain"
    )
    steps.post(ctx, after, f"instalment.{claim.number}", collected, said)


def _tell_missed(ctx: restate.ObjectContext, of: book.Loan, claim: arrears.Claim) -> None:
    credit_id = of.application.credit_id
    payment = book.money(of, claim.total)
    missed = posts.InstalmentMissed(
        credit_id=credit_id, number=claim.number, payment=payment, overdue=of.missed == "overdue"
    )
    said = f"could not collect instalment {claim.number} of {credit_id}: {payment}"
    steps.post(ctx, of, f"missed.{claim.number}.{of.missed}", missed, said)


def _record(
    ctx: restate.ObjectContext, how: str, before: book.Loan, after: book.Loan, claim: arrears.Claim
) -> None:
    number = str(claim.number)
    event = audit.Event(what=f"loan.instalment_{how}", who="desk", role="desk", details=number)
    steps.record(ctx, event, before, after)


def _days_late(of: book.Loan, row: Row, parts: Parts, *, now: datetime) -> int:
    return parts.calendar.days_late(steps.due_at(of, row, parts), now=now)
