"""Loan: paying out once, collecting each instalment once, one durable timer at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import restate

from services import durable
from services.contracts import account, audit, loan, posts, session
from services.contracts.keys import PostId, RoomKey
from services.contracts.money import Money
from services.contracts.wire import Nothing
from services.credit.schedule import Row
from services.loan import book
from services.loan.calendar import Calendar


@dataclass(frozen=True)
class Parts:
    """What the loan is given: its calendar, the grace period, and where the officers are."""

    calendar: Calendar
    grace_days: int
    officers_room: RoomKey


class TransferConflict(Exception):
    """A transfer id was used before for something else: a bug, and loud."""


def build(parts: Parts) -> restate.VirtualObject:
    """The Loan object."""
    credit_loan = restate.VirtualObject(
        "Loan",
        description="One loan, from disbursement to the last instalment",
        invocation_retry_policy=durable.RETRIES,
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
        await collect(ctx, request, parts)
        return Nothing()

    _ = open_loan, collect_instalment
    return credit_loan


async def disburse(ctx: restate.ObjectContext, opening: loan.LoanOpening, parts: Parts) -> None:
    """Open the loan and pay it out. A second opening does nothing."""
    if await ctx.get("loan", type_hint=book.Loan) is not None:
        return
    now = await durable.now(ctx)
    pending = book.opened(opening, at=now, on=now.astimezone(parts.calendar.zone).date())
    ctx.set("loan", pending)
    await _transfer(ctx, book.disbursement(pending), pending)
    active = book.disbursed(pending)
    await _save(ctx, active)
    _record(ctx, "loan.disbursed", pending, active)
    terms, credit_id = active.terms, active.application.credit_id
    amount = Money(minor=terms.amount.minor - terms.fee.minor, currency=terms.amount.currency)
    paid_out = posts.Disbursed(
        credit_id=credit_id,
        amount=amount,
        instalment=terms.instalment,
        first_due=terms.first_due,
    )
    note = f"paid out {amount} for {credit_id}; first instalment on {terms.first_due}"
    _post(ctx, active, "disbursed", paid_out, note)
    _set_timer(ctx, active, book.rows(active)[0], parts, now=now)


async def collect(ctx: restate.ObjectContext, due: loan.Collection, parts: Parts) -> None:
    """Collect the instalment if it is the next; else the timer is an old one."""
    stored = await ctx.get("loan", type_hint=book.Loan)
    if stored is None or not book.is_next(stored, due.number):
        return
    row = book.rows(stored)[due.number - 1]
    if await _transfer(ctx, book.collection(stored, row), stored):
        await _paid(ctx, stored, row, parts)
    else:
        await _short(ctx, stored, row, parts)


async def _paid(ctx: restate.ObjectContext, before: book.Loan, row: Row, parts: Parts) -> None:
    now = await durable.now(ctx)
    following = book.rows(before)[row.number :][:1]
    late = [_days_late(before, each, parts, now=now) for each in following]
    after = book.collected(before, next_overdue=any(days >= parts.grace_days for days in late))
    await _save(ctx, after)
    _record(ctx, "loan.instalment_collected", before, after, details=str(row.number))
    if after.state == "closed":
        _record(ctx, "loan.closed", before, after, details="repaid")
    stated = book.statement(after)
    credit_id = after.application.credit_id
    payment = Money(minor=row.payment, currency=after.terms.amount.currency)
    collected = posts.InstalmentCollected(
        credit_id=credit_id,
        number=row.number,
        months=after.terms.months,
        payment=payment,
        outstanding=stated.outstanding,
        remaining=stated.remaining,
        next_due=stated.next_due,
    )
    note = f"collected instalment {row.number} of {credit_id}: {payment}; {stated.remaining} remain"
    _post(ctx, after, f"instalment.{row.number}", collected, note)
    if after.state == "closed":
        closed = posts.LoanClosed(credit_id=credit_id)
        _post(ctx, after, "closed", closed, f"{credit_id} is paid back and closed")
    for each in following:
        _set_timer(ctx, after, each, parts, now=now)


async def _short(ctx: restate.ObjectContext, before: book.Loan, row: Row, parts: Parts) -> None:
    """The account could not pay: tell when it falls due and when it is overdue; try daily."""
    days = _days_late(before, row, parts, now=await durable.now(ctx))
    after = book.fell_short(before, days=days, grace_days=parts.grace_days)
    await _save(ctx, after)
    if after.missed != before.missed:
        _record(ctx, f"loan.instalment_{after.missed}", before, after, details=str(row.number))
        _tell_missed(ctx, after, row)
        if after.missed == "overdue":
            _task(ctx, after, row, parts, final=False)
    if days >= book.RETRY_DAYS:
        _task(ctx, after, row, parts, final=True)
        return
    again = loan.Collection(number=row.number)
    key = after.application.credit_id
    durable.send(ctx, loan.COLLECT, again, key=key, after=parts.calendar.day)


def _tell_missed(ctx: restate.ObjectContext, of: book.Loan, row: Row) -> None:
    credit_id = of.application.credit_id
    payment = Money(minor=row.payment, currency=of.terms.amount.currency)
    missed = posts.InstalmentMissed(
        credit_id=credit_id, number=row.number, payment=payment, overdue=of.missed == "overdue"
    )
    note = f"could not collect instalment {row.number} of {credit_id}: {payment}"
    _post(ctx, of, f"missed.{row.number}.{of.missed}", missed, note)


def _task(
    ctx: restate.ObjectContext, of: book.Loan, row: Row, parts: Parts, *, final: bool
) -> None:
    task = posts.OfficersTask(
        credit_id=of.application.credit_id,
        customer=of.application.customer,
        number=row.number,
        payment=Money(minor=row.payment, currency=of.terms.amount.currency),
        final=final,
    )
    name = f"{of.application.credit_id}.task.{row.number}.{'final' if final else 'overdue'}"
    place = session.Place(room=parts.officers_room)
    post = posts.Post(post_id=PostId(name), place=place, content=task)
    durable.send(ctx, posts.POST, post, key=parts.officers_room)


async def _transfer(ctx: restate.ObjectContext, order: account.Transfer, of: book.Loan) -> bool:
    """Book it. False when the account is short. Raises `TransferConflict`."""
    reply = await durable.call(ctx, account.TRANSFER, order, key=of.application.customer)
    if reply.outcome == "conflict":
        raise TransferConflict(order.id)
    return reply.outcome == "booked"


async def _save(ctx: restate.ObjectContext, state: book.Loan) -> None:
    """Keep the loan, and let the customer's index know."""
    ctx.set("loan", state)
    progress = account.Progress(summary=book.summary(state))
    await durable.call(ctx, account.PROGRESS, progress, key=state.application.customer)


def _post(
    ctx: restate.ObjectContext, of: book.Loan, name: str, content: posts.Content, note: str
) -> None:
    application = of.application
    post_id = PostId(f"{application.credit_id}.{name}")
    post = posts.Post(post_id=post_id, place=application.place, content=content)
    durable.send(ctx, posts.POST, post, key=application.place.room)
    durable.send(ctx, session.NOTE, session.Note(text=note), key=application.thread)


def _record(
    ctx: restate.ObjectContext, what: str, before: book.Loan, after: book.Loan, *, details: str = ""
) -> None:
    event = audit.Event(
        what=what, who="desk", role="desk", before=before.state, after=after.state, details=details
    )
    durable.send(ctx, audit.APPEND, event, key=after.application.credit_id)


def _set_timer(
    ctx: restate.ObjectContext, of: book.Loan, row: Row, parts: Parts, *, now: datetime
) -> None:
    """One timer per loan: for its next instalment."""
    wait = max(timedelta(), _due_at(of, row, parts) - now)
    key = of.application.credit_id
    durable.send(ctx, loan.COLLECT, loan.Collection(number=row.number), key=key, after=wait)


def _days_late(of: book.Loan, row: Row, parts: Parts, *, now: datetime) -> int:
    return parts.calendar.days_late(_due_at(of, row, parts), now=now)


def _due_at(of: book.Loan, row: Row, parts: Parts) -> datetime:
    return parts.calendar.due_at(row.due, number=row.number, disbursed_at=of.disbursed_at)
