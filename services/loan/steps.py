"""What every act on a loan does besides thinking: keep it, move money, post, note, record.

Called by the loan's handlers alone, each with the state before and after.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import restate

from services import denying, durable, privacy
from services.contracts import account, audit, loan, posts, session
from services.contracts.credit import Receipt
from services.contracts.keys import PersonKey, PostId
from services.credit.schedule import Row
from services.loan import book, cards, showing
from services.loan.arrears import LateTerms
from services.loan.calendar import Calendar
from services.office import Office

AnyContext = restate.ObjectContext | restate.ObjectSharedContext
UNKNOWN = Receipt(outcome="unknown")
"""No loan, and somebody else's, are the same to who asks."""


@dataclass(frozen=True)
class Parts:
    """What the loan is given: its calendar, the product's terms, and the officers.

    `late` is for loans that are opened from now on.
    """

    calendar: Calendar
    late: LateTerms
    minimum_instalment: int
    office: Office


class TransferConflict(Exception):
    """A transfer id was used before for something else: a bug, and loud."""


async def load(ctx: AnyContext) -> book.Loan | None:
    """The loan, or None where there is none with this id."""
    return await ctx.get("loan", type_hint=book.Loan)


async def load_own(ctx: AnyContext, by: PersonKey, *, door: str) -> book.Loan | None:
    """The loan, if it is this person's. `door` is for the audit, where it is another's."""
    found = await load(ctx)
    if found and found.application.customer != by:
        denying.note(ctx, found.application.credit_id, by=by, door=door)
        return None
    return found


def day_of(of: book.Loan, parts: Parts, *, now: datetime) -> date:
    """The day it is for the loan."""
    return parts.calendar.today(now, anchor=of.anchor, disbursed_at=of.disbursed_at)


def due_at(of: book.Loan, row: Row, parts: Parts) -> datetime:
    """The moment at which an instalment is collected."""
    return parts.calendar.due_at(row.due, number=row.number, disbursed_at=of.disbursed_at)


def set_timer(
    ctx: restate.ObjectContext, of: book.Loan, row: Row, parts: Parts, *, now: datetime
) -> None:
    """One timer per loan: for its next instalment."""
    wait = max(timedelta(), due_at(of, row, parts) - now)
    key = of.application.credit_id
    durable.send(ctx, loan.COLLECT, loan.Collection(number=row.number), key=key, after=wait)


async def transfer(ctx: restate.ObjectContext, order: account.Transfer, of: book.Loan) -> bool:
    """Book it. False when the account is short. Raises `TransferConflict`."""
    reply = await durable.call(ctx, account.TRANSFER, order, key=of.application.customer)
    if reply.outcome == "conflict":
        raise TransferConflict(order.id)
    return reply.outcome == "booked"


async def save(
    ctx: restate.ObjectContext, before: book.Loan, after: book.Loan, parts: Parts
) -> None:
    """Keep the loan, let the customer's index know, and bring its cards up to date."""
    if after == before:
        return
    ctx.set("loan", after)
    line = showing.summary(after)
    if line != showing.summary(before):
        progress = account.Progress(summary=line)
        await durable.call(ctx, account.PROGRESS, progress, key=after.application.customer)
    for card in cards.changed(before, after, officers=parts.office.place):
        _show(ctx, card)


def post(
    ctx: restate.ObjectContext, of: book.Loan, name: str, content: posts.Content, said: str
) -> None:
    """Post into the customer's thread, and note there what it says."""
    place, reader = of.application.place, of.application.customer
    post_at(ctx, of, name, content, place, reader=reader)
    note(ctx, of, said)


def post_at(
    ctx: restate.ObjectContext,
    of: book.Loan,
    name: str,
    content: posts.Content,
    place: session.Place,
    *,
    reader: PersonKey | None = None,
) -> None:
    """Post elsewhere. The name makes the post one, for good."""
    post_id = PostId(f"{of.application.credit_id}.{name}")
    made = posts.Post(
        post_id=post_id,
        place=place,
        content=content,
        reader=reader,
        discretion=privacy.of(content, reader=reader),
    )
    durable.send(ctx, posts.POST, made, key=place.room)


def note(ctx: restate.ObjectContext, of: book.Loan, said: str) -> None:
    """Tell the thread's session what has happened, in a sentence for the model."""
    openly = f"wrote about {of.application.credit_id}, to the customer alone"
    told = session.Note(text=said, openly=openly)
    durable.send(ctx, session.NOTE, told, key=of.application.thread)


def record(
    ctx: restate.ObjectContext, event: audit.Event, before: book.Loan, after: book.Loan
) -> None:
    """Append to the credit's audit, with the states before and after."""
    states = {"before": before.state, "after": after.state}
    key = after.application.credit_id
    durable.send(ctx, audit.APPEND, event.model_copy(update=states), key=key)


def close(
    ctx: restate.ObjectContext, before: book.Loan, after: book.Loan, *, who: str, role: audit.Role
) -> None:
    """Tell the customer and the audit that the loan is over, why, and by whom."""
    reason = after.reason or "repaid"
    event = audit.Event(what="loan.closed", who=who, role=role, details=reason)
    record(ctx, event, before, after)
    credit_id = after.application.credit_id
    said = {
        "repaid": f"{credit_id} is paid back and closed",
        "repaid_early": f"{credit_id} is paid back early and closed",
        "withdrawn_14d": f"the customer has withdrawn from {credit_id}; it is closed",
        "written_off": f"the rest of {credit_id} is written off; it is closed",
    }
    closed = posts.LoanClosed(credit_id=credit_id, reason=reason)
    post(ctx, after, "closed", closed, said[reason])


def _show(ctx: restate.ObjectContext, card: cards.Card) -> None:
    room = card.place.room
    if card.new:
        new = posts.Post(
            post_id=card.post_id,
            place=card.place,
            content=card.content,
            reader=card.reader,
            discretion=privacy.of(card.content, reader=card.reader),
        )
        durable.send(ctx, posts.POST, new, key=room)
    else:
        now = posts.Update(
            post_id=card.post_id,
            place=card.place,
            content=card.content,
            reader=card.reader,
            discretion=privacy.of(card.content, reader=card.reader),
        )
        durable.send(ctx, posts.UPDATE, now, key=room)
