"""What is stored of a loan. Values only: `book` says what may become of them. Pure."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from services.contracts.account import CreditSummary, Transfer
from services.contracts.credit import Application, Terms
from services.contracts.keys import PersonKey
from services.contracts.loan import Choice, ClosingReason, RepaymentQuote
from services.contracts.office import OfficersTask
from services.contracts.recovery import Outgoing
from services.contracts.session import Place
from services.contracts.wire import Wire
from services.loan.arrears import LateTerms

State = Literal["pending_disbursement", "active", "in_arrears", "closed"]
QuoteState = Literal["open", "paid", "declined", "outdated"]


class Rescheduled(Wire):
    """A part was repaid: from instalment `first` on, the schedule is that of `balance`.

    `last` and `instalment` are those of the schedule before; all sums in minor units.
    """

    first: int
    last: int
    balance: int
    instalment: int
    choice: Choice
    minimum: int
    paid_until: date


class Quoted(Wire):
    """The newest quote, where its card is, and what became of it."""

    quote: RepaymentQuote
    place: Place
    day: date
    """The bank's day on which it was asked for: it is paid on that or not at all.

    The quote's own day is the loan's, and another where the month is shortened.
    """
    state: QuoteState = "open"


class Loan(Wire):
    """One loan. The schedule follows from terms, anchor and partial repayments, so none is stored.

    What has a default was added later: loans from before it are read with that.
    """

    application: Application
    terms: Terms
    anchor: date
    """The day of disbursement, from which every due date counts."""
    disbursed_at: datetime
    state: State = "pending_disbursement"
    paid: int = 0
    """Instalments paid; the next is `paid + 1`."""
    missed: Literal["", "due", "overdue"] = ""
    """How late the next instalment is, as the customer was told."""
    accepted_on: date | None = None
    """When the offer was accepted; None stands for the anchor."""
    late_annual_rate: Decimal = Decimal(0)
    """What lateness costs, percent a year: as it was when the loan was opened."""
    grace_days: int = 3
    rescheduled: tuple[Rescheduled, ...] = ()
    """Oldest first; none starts at the same instalment as another."""
    interest_saved: int = 0
    """What partial repayments have taken from the interest of the terms. Minor units."""
    reason: ClosingReason | None = None
    """Why it is closed; None of a closed one stands for `repaid`."""
    quotes: int = 0
    """How many quotes there were; each has its number."""
    quoted: Quoted | None = None
    schedules: int = 0
    """How many times the schedule was posted."""
    hardship_of: int = 0
    """The last instalment for which difficulties were reported."""
    write_off_votes: tuple[PersonKey, ...] = ()
    tasks: tuple[OfficersTask, ...] = ()
    """The officers' open cards, and those that the last change has ended."""
    timer: str = ""
    """The name of the timer that counts; another one is old. Empty for one from before names."""

    @property
    def late(self) -> LateTerms:
        """What lateness costs now: nothing until a try was in vain, for till then it is ours."""
        blamed = self.missed != "" or self.state == "in_arrears"
        rate = self.late_annual_rate if blamed else Decimal(0)
        return LateTerms(annual_rate=rate, grace_days=self.grace_days)


class Change(Wire):
    """A change of the loan with all that follows from it, kept until all of that is done.

    Whatever ends its handler meanwhile, it is carried out again from its beginning, and each
    part of it happens once.
    """

    name: str
    after: Loan
    order: Transfer | None = None
    """The money that moves; without it nothing changes."""
    line: CreditSummary | None = None
    """For the customer's index of credits, where that changes."""
    outgoing: tuple[Outgoing, ...] = ()
    collect_after: timedelta | None = None
    """When the timer for the next instalment is set anew: how long from then."""
