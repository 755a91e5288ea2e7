"""Loan/{credit id}: paying back, and what its owner and the officers may ask of it."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.contracts import recovery
from services.contracts.credit import Application, Receipt, Terms
from services.contracts.keys import PersonKey
from services.contracts.money import Money
from services.contracts.session import Place
from services.contracts.wire import Handler, Nothing, Wire

RepaymentKind = Literal["early", "partial", "withdrawal"]
"""All of it, a part of it, or withdrawing from the loan within 14 days."""
Choice = Literal["lower_instalment", "shorter_term"]
"""What a partial repayment makes smaller; the customer chooses."""
ClosingReason = Literal["repaid", "repaid_early", "withdrawn_14d", "written_off"]
QuoteName = Annotated[str, StringConstraints(pattern=r"^repayment\.[1-9][0-9]{0,5}$")]
"""The name of one quote of a repayment, as its card carries it."""


class LoanOpening(Wire):
    application: Application
    terms: Terms
    accepted_on: date | None = None
    """The day of the click, from which the time to withdraw counts; None is today."""


class Collection(Wire):
    """Collect instalment `number`, if it is the next; else the timer is an old one."""

    number: int
    timer: str = ""
    """The name of the timer: one that was replaced is an old one, too."""


class InstalmentLine(Wire):
    number: int
    due: date
    payment: Money
    interest: Money
    principal: Money
    balance: Money
    """Principal owed after this instalment."""
    state: Literal["scheduled", "due", "overdue", "paid"]


class LoanStatement(Wire):
    """What is still owed on the day `on`. `remaining` is the sum of all unpaid instalments."""

    on: date
    state: Literal["pending_disbursement", "active", "in_arrears", "closed"]
    closed: ClosingReason | None = None
    paid: int
    months: int
    """Instalments in all, as the schedule stands now."""
    outstanding: Money
    remaining: Money
    overdue: Money
    """What is due and unpaid that day, with its late interest."""
    late_interest: Money
    next_due: date | None
    next_payment: Money | None
    withdrawal_until: date | None = None
    """The last day on which the customer may withdraw from the loan; None once it is over."""
    lines: tuple[InstalmentLine, ...]


class StatementQuery(Wire):
    by: PersonKey


class StatementReply(Wire):
    """`statement` is None for whoever is not the owner, and where there is no such loan."""

    statement: LoanStatement | None = None


class AheadQuery(Wire):
    """So many days before an instalment: the one of that number, or else the next to come."""

    by: PersonKey
    days: int = Field(ge=1, le=10_000)
    number: int | None = None


class Ahead(Wire):
    """An unpaid instalment, and the moment that was asked for, which may be past."""

    number: int
    due: date
    payment: Money
    at: datetime


class AheadReply(Wire):
    """`instalment` is None where none such is to be paid, and for whoever is not the owner."""

    instalment: Ahead | None = None


class ScheduleWish(Wire):
    """The owner wants the schedule as a card in a thread."""

    by: PersonKey
    place: Place


class RepaymentWish(Wire):
    """The owner wants to know what a repayment costs today. The card goes to `place`."""

    by: PersonKey
    kind: RepaymentKind
    payment: Money | None = None
    """For a partial repayment, and for that alone."""
    choice: Choice = "lower_instalment"
    place: Place


class RepaymentQuote(Wire):
    """What a repayment costs on the day `on`, and on no other. Nothing is paid by it."""

    name: QuoteName
    kind: RepaymentKind
    choice: Choice = "lower_instalment"
    on: date
    total: Money
    """What is taken from the account."""
    principal: Money
    interest: Money
    late_interest: Money
    fee_returned: Money
    saved: Money
    """Interest that is never paid."""
    instalment: Money | None = None
    """The next instalment afterwards; None where none is left."""
    instalments_left: int = 0


class QuoteReply(Wire):
    """`quote` where the receipt is `done`."""

    receipt: Receipt
    quote: RepaymentQuote | None = None


class RepaymentConfirmation(Wire):
    """The owner's click under a quote."""

    by: PersonKey
    quote: QuoteName
    accept: bool


class Hardship(Wire):
    """The owner of a loan in arrears has difficulties, in own words."""

    by: PersonKey
    text: str


class WriteOff(Wire):
    """An officer wants the rest of the loan written off; it takes two different ones."""

    officer: PersonKey


OPEN = Handler("Loan", "open", LoanOpening, Nothing)
COLLECT = Handler("Loan", "collect", Collection, Nothing)
STATEMENT = Handler("Loan", "statement", StatementQuery, StatementReply, access="public")
AHEAD = Handler("Loan", "ahead", AheadQuery, AheadReply)
SCHEDULE = Handler("Loan", "schedule", ScheduleWish, Receipt)
QUOTE = Handler("Loan", "quote", RepaymentWish, QuoteReply, access="public")
REPAY = Handler("Loan", "repay", RepaymentConfirmation, Receipt, access="public")
HARDSHIP = Handler("Loan", "hardship", Hardship, Receipt, access="public")
WRITE_OFF = Handler("Loan", "write_off", WriteOff, Receipt, access="public")
RECOVER = recovery.recover("Loan")
