"""The customer's index of credits: what may be entered, and what is owed. Pure."""

from datetime import date

from services.contracts.account import Admission, Credits, CreditSummary
from services.contracts.credit import Application
from services.contracts.keys import CreditId
from services.contracts.lending import CreditState
from services.contracts.money import Money

PENDING: frozenset[CreditState] = frozenset(
    {"submitted", "under_review", "info_requested", "referred", "approved", "accepted"}
)
OFFERED: frozenset[CreditState] = frozenset({"approved", "accepted"})
LENT: frozenset[CreditState] = frozenset({"pending_disbursement", "active", "in_arrears"})
LOANS = LENT | {"closed"}


def admitted(
    credits: Credits, entry: Application, *, most_open: int, most_owed: Money
) -> Admission:
    """Whether one more application fits: no twin under way, not too many, not too much."""
    pending = [item for item in credits.items if item.state in PENDING]
    twins = [i for i in pending if (i.amount, i.months) == (entry.amount, entry.months)]
    if twins:
        detail = f"{twins[0].credit_id} is already under way for the same amount and term."
        return Admission(
            admitted=False, refusal="duplicate", detail=detail, limit=twins[0].credit_id
        )
    if len(pending) >= most_open:
        detail = f"At most {most_open} applications can be open at a time."
        return Admission(
            admitted=False, refusal="too_many_open", detail=detail, limit=str(most_open)
        )
    asked_for = sum(item.amount.minor for item in pending) + entry.amount.minor
    if asked_for + owed(credits).minor > most_owed.minor:
        detail = f"All your credits together can be at most {most_owed}."
        return Admission(admitted=False, refusal="exposure", detail=detail, limit=str(most_owed))
    return Admission(admitted=True)


def entered(credits: Credits, entry: Application, *, on: date) -> Credits:
    """The index with a new line for the application."""
    line = CreditSummary(
        credit_id=entry.credit_id,
        amount=entry.amount,
        months=entry.months,
        state="submitted",
        submitted_on=on,
        place=None if entry.by_form else entry.place,
    )
    return credits.model_copy(update={"items": (*credits.items, line)})


def replaced(credits: Credits, summary: CreditSummary) -> Credits:
    """The index with the credit's line as it stands now; a new line where there was none.

    The day of submission stays as entered: it is the bank's, the reporter's may be in UTC.
    The line of a loan is the loan's alone: what is still told of its application is late.
    """
    if all(item.credit_id != summary.credit_id for item in credits.items):
        return credits.model_copy(update={"items": (*credits.items, summary)})

    def now(line: CreditSummary) -> CreditSummary:
        late = line.state in LOANS and summary.state not in LOANS
        if line.credit_id != summary.credit_id or late:
            return line
        return summary.model_copy(update={"submitted_on": line.submitted_on})

    return credits.model_copy(update={"items": tuple(now(line) for line in credits.items)})


def owed(credits: Credits, *, besides: CreditId | None = None) -> Money:
    """Principal owed on open loans. A loan not yet disbursed owes its whole amount."""
    lent = (i for i in credits.items if i.state in LENT and i.credit_id != besides)
    return Money(minor=sum((item.outstanding or item.amount).minor for item in lent))
