"""Collecting: an instalment whole or not at all, oldest first, by one timer at a time."""

from datetime import datetime

import restate

from services import durable
from services.contracts import audit, loan, posts
from services.credit.schedule import Row
from services.loan import acts, arrears, book, showing, steps
from services.loan.effects import Effects
from services.loan.steps import Parts


async def collect(ctx: restate.ObjectContext, due: loan.Collection, parts: Parts) -> None:
    """Collect the instalment if it is the next and due; else the timer is an old one."""
    before = await acts.current(ctx)
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
    nothing = Effects(parts.office.place)
    await acts.carry_out(ctx, acts.act(ctx, of, of, nothing, collect_after=wait))


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
    effects = Effects(parts.office.place)
    effects.show(before, after)
    _record(effects, "collected", before, after, claim)
    _tell_collected(effects, before, after, claim)
    if after.state == "closed":
        effects.close(before, after, who="desk", role="desk")
    waits = [steps.until_due(after, each, parts, now=now) for each in following]
    act = acts.act(
        ctx,
        before,
        after,
        effects,
        order=book.collection(before, claim),
        collect_after=waits[0] if waits else None,
    )
    return await acts.carry_out(ctx, act)


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
    effects = Effects(parts.office.place)
    effects.show(before, after)
    if after.missed != before.missed:
        _record(effects, after.missed, before, after, claim)
        _tell_missed(effects, after, claim)
    wait = parts.calendar.day if book.is_collected(after) else None
    await acts.carry_out(ctx, acts.act(ctx, before, after, effects, collect_after=wait))


def _tell_collected(
    effects: Effects, before: book.Loan, after: book.Loan, claim: arrears.Claim
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
    effects.post(after, f"instalment.{claim.number}", collected, said)


def _tell_missed(effects: Effects, of: book.Loan, claim: arrears.Claim) -> None:
    credit_id = of.application.credit_id
    payment = book.money(of, claim.total)
    missed = posts.InstalmentMissed(
        credit_id=credit_id, number=claim.number, payment=payment, overdue=of.missed == "overdue"
    )
    said = f"could not collect instalment {claim.number} of {credit_id}: {payment}"
    effects.post(of, f"missed.{claim.number}.{of.missed}", missed, said)


def _record(
    effects: Effects, how: str, before: book.Loan, after: book.Loan, claim: arrears.Claim
) -> None:
    number = str(claim.number)
    event = audit.Event(what=f"loan.instalment_{how}", who="desk", role="desk", details=number)
    effects.record(event, before, after)


def _days_late(of: book.Loan, row: Row, parts: Parts, *, now: datetime) -> int:
    return parts.calendar.days_late(steps.due_at(of, row, parts), now=now)
