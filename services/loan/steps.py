"""What the loan's handlers have in common: what they are given, whose it is, and its days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services import denying
from services.contracts.credit import Receipt
from services.contracts.keys import PersonKey
from services.credit.schedule import Row
from services.durable import AnyContext
from services.loan import book
from services.loan.arrears import LateTerms
from services.loan.calendar import Calendar
from services.office import Office

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


def own(ctx: AnyContext, found: book.Loan | None, by: PersonKey, *, door: str) -> book.Loan | None:
    """The loan, if it is this person's. `door` is for the audit, where it is another's."""
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


def until_due(of: book.Loan, row: Row, parts: Parts, *, now: datetime) -> timedelta:
    """How long until an instalment is collected; nothing where it is due."""
    return max(timedelta(), due_at(of, row, parts) - now)
