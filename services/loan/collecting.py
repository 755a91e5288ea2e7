"""Collecting: an instalment whole or not at all, oldest first, by one timer at a time."""

from datetime import datetime

import restate

from services import durable
from services.contracts import audit, loan, posts
from services.credit.schedule import Row
from services.loan import arrears, book, changes, showing, steps
from services.loan.outbox import Outbox
from services.loan.steps import Parts


async def collect(ctx: restate.ObjectContext, due: loan.Collection, parts: Parts) -> None:
    """Collect the instalment if it is the next and due; else the timer is an old one."""
    before = await changes.current(ctx)
    if before is None or not book.is_next(before, due.number) or due.timer != before.timer:
        return
    now = await durable.now(ctx)
    row = book.rows(before)[due.number - 1]
    today = steps.day_of(before, parts, now=now)
    if today < row.due:
        await set_timer(ctx, before, parts, now=now)
        return
    claim = book.claims(before, on=today)[0]
    if not await _collect(ctx, before, claim, parts, now=now):
        await _short(ctx, before, claim, parts, now=now)


async def set_timer(
    ctx: restate.ObjectContext, of: book.Loan, parts: Parts, *, now: datetime
) -> None:
    """Set the timer for the next instalment anew; an older one then does nothing."""
    row = book.rows(of)[of.paid]
    wait = steps.until_due(of, row, parts, now=now)
    nothing = Outbox(parts.office.place)
    await changes.carry_out(ctx, changes.change(ctx, of, of, nothing, collect_after=wait))


async def _collect(
    ctx: restate.ObjectContext,
    before: book.Loan,
    claim: arrears.Claim,
    parts: Parts,
    *,
    now: datetime,
) -> bool:
    """Collect, tell, and go on with the next: at once where that is due, too. False when short."""
    following = book.rows(before)[claim.number :][:1]
    late = [_days_late(before, each, parts, now=now) for each in following]
    after = book.collected(before, next_overdue=any(days >= before.grace_days for days in late))
    outbox = Outbox(parts.office.place)
    outbox.show(before, after)
    _record(outbox, "collected", before, after, claim)
    _tell_collected(outbox, before, after, claim)
    if after.state == "closed":
        outbox.close(before, after, who="desk", role="desk")
    waits = [steps.until_due(after, each, parts, now=now) for each in following]
    change = changes.change(
        ctx,
        before,
        after,
        outbox,
        order=book.collection(before, claim),
        collect_after=waits[0] if waits else None,
    )
    return await changes.carry_out(ctx, change)


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
    outbox = Outbox(parts.office.place)
    outbox.show(before, after)
    if after.missed != before.missed:
        _record(outbox, after.missed, before, after, claim)
        _tell_missed(outbox, after, claim)
    wait = parts.calendar.day if book.is_collected(after) else None
    await changes.carry_out(ctx, changes.change(ctx, before, after, outbox, collect_after=wait))


def _tell_collected(
    outbox: Outbox, before: book.Loan, after: book.Loan, claim: arrears.Claim
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
    outbox.post(after, f"instalment.{claim.number}", collected, said)


def _tell_missed(outbox: Outbox, of: book.Loan, claim: arrears.Claim) -> None:
    credit_id = of.application.credit_id
    payment = book.money(of, claim.total)
    missed = posts.InstalmentMissed(
        credit_id=credit_id, number=claim.number, payment=payment, overdue=of.missed == "overdue"
    )
    said = f"could not collect instalment {claim.number} of {credit_id}: {payment}"
    outbox.post(of, f"missed.{claim.number}.{of.missed}", missed, said)


def _record(
    outbox: Outbox, how: str, before: book.Loan, after: book.Loan, claim: arrears.Claim
) -> None:
    number = str(claim.number)
    event = audit.Event(what=f"loan.instalment_{how}", who="desk", role="desk", details=number)
    outbox.record(event, before, after)


def _days_late(of: book.Loan, row: Row, parts: Parts, *, now: datetime) -> int:
    return parts.calendar.days_late(steps.due_at(of, row, parts), now=now)
