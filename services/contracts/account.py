"""Account/{person}: balance, entries, transfers, and the index of the person's credits."""

from datetime import date, datetime
from typing import Literal

from services.contracts.credit import Application
from services.contracts.keys import CreditId, PersonKey
from services.contracts.lending import CreditState, Reason, Terms
from services.contracts.money import Money
from services.contracts.session import Place
from services.contracts.wire import Handler, Nothing, Wire

Category = Literal[
    "salary",
    "other_income",
    "refund",
    "own_transfer",
    "savings",
    "rent",
    "groceries",
    "utilities",
    "leisure",
    "transport",
    "health",
    "shopping",
    "insurance",
    "loan_repayment",
    "loan_proceeds",
    "card_repayment",
    "pay_later",
    "payday_proceeds",
    "payday_repayment",
    "gambling",
    "gambling_win",
    "cash",
    "collection",
    "credit_disbursement",
    "credit_instalment",
    "credit_repayment",
    "credit_write_off",
    "unclassified",
]


Spending = Literal[
    "rent",
    "groceries",
    "utilities",
    "leisure",
    "transport",
    "health",
    "shopping",
    "insurance",
    "loan_repayment",
    "card_repayment",
    "pay_later",
    "payday_repayment",
    "gambling",
    "cash",
    "collection",
]
"""What a debit can be by another word than the bank's: it stays spent."""

Claimable = Spending | Literal["own_transfer", "savings"]
"""What a customer may say that a debit was. Never income."""


class Transaction(Wire):
    """One movement on a customer's account. Money out is negative."""

    id: str
    day: date
    amount: Money
    description: str
    category: Category


class Balance(Wire):
    balance: Money
    as_of: date


class TransactionQuery(Wire):
    """Transactions from `since` to `until`, both included; all categories when none is named."""

    since: date
    until: date
    categories: tuple[Category, ...] = ()
    limit: int = 1000


class Correction(Wire):
    """The customer says that a debit was something else than the bank has it."""

    transaction: str
    category: Claimable


class Corrections(Wire):
    items: tuple[Correction, ...] = ()


class Forgotten(Wire):
    """How many corrections were deleted."""

    corrections: int = 0


class CorrectionReply(Wire):
    """`ours` for bookings of our own credits, whose class is never in doubt."""

    outcome: Literal["done", "already_done", "unknown", "not_a_debit", "ours", "too_many"]


class Transactions(Wire):
    """Newest first. `matched` counts all that fit the query, of which `items` holds the first."""

    items: tuple[Transaction, ...]
    matched: int
    money_in: Money
    money_out: Money
    corrections: tuple[Correction, ...] = ()
    """What the customer says of any of the items."""


class Transfer(Wire):
    """A movement with the bank: positive to the customer, negative to the bank.

    A write-off moves nothing on the customer's account: its `amount` is nothing, and the
    bank bears `written_off`.

    The same id twice is one transfer; the same id with another content is refused.
    """

    id: str
    amount: Money
    purpose: Literal[
        "credit_disbursement", "credit_instalment", "credit_repayment", "credit_write_off"
    ]
    credit_id: CreditId
    description: str
    interest: Money = Money(minor=0)
    """What of an instalment or a repayment is interest; the rest is principal. Never negative."""
    fee: Money = Money(minor=0)
    """What is kept back of a disbursement, or given back at a withdrawal. Never negative."""
    written_off: Money = Money(minor=0)
    """Principal that is given up. Never negative; only of a write-off."""


class TransferReply(Wire):
    outcome: Literal["booked", "insufficient_funds", "conflict"]
    balance: Money


class CreditSummary(Wire):
    """One line of the person's index of credits: enough to tell how it stands."""

    credit_id: CreditId
    amount: Money
    months: int
    state: CreditState
    submitted_on: date
    question: str | None = None
    """The open question's text, while the customer is asked."""
    until: datetime | None = None
    """Until when the customer may answer the question or accept the offer."""
    reasons: tuple[Reason, ...] = ()
    """Why it was rejected."""
    terms: Terms | None = None
    """Once there is an offer."""
    paid: int = 0
    """Instalments paid."""
    outstanding: Money | None = None
    """Principal still owed, once there is a loan."""
    remaining: Money | None = None
    """Principal and interest still to be paid by schedule, once there is a loan."""
    next_due: date | None = None
    next_payment: Money | None = None
    place: Place | None = None
    """Where it is talked about; None for one from before this was kept."""


class Credits(Wire):
    items: tuple[CreditSummary, ...]


class Admission(Wire):
    """Whether the application was entered, and started. A refusal names the rule that refused."""

    admitted: bool
    refusal: Literal["", "duplicate", "too_many_open", "exposure"] = ""
    detail: str = ""
    limit: str = ""
    """The figure that was not met, or the twin's id."""


class Progress(Wire):
    """How a credit stands now; replaces the line in the index."""

    summary: CreditSummary


class LedgerAccount(Wire):
    """One account of the ledger and its balance; `entries` is how many make it up."""

    name: str
    balance: Money
    entries: int


class LedgerView(Wire):
    """All accounts that this person's object holds; they sum to zero."""

    person: PersonKey
    accounts: tuple[LedgerAccount, ...]


class Exposure(Wire):
    """What the customer has besides one application: loans, and what the bank has committed to.

    `total` is the principal owed on loans, and of offers that are out or accepted the amount;
    `instalments` what all of these cost a month.
    """

    total: Money
    instalments: Money


class ExposureQuery(Wire):
    besides: CreditId


class Commit(Wire):
    """The bank is about to commit itself to a loan: by an offer, or by its acceptance.

    The decision rests on what the customer had `besides` when it was made: where there is more
    by now, nothing is committed. An offer binds, so that accepting it is never refused.
    """

    credit_id: CreditId
    amount: Money
    instalment: Money
    besides: Exposure
    automatic: bool
    """Nobody of the officers decided: refused while they have stopped that."""
    accepted: bool = False


class CommitReply(Wire):
    """`exceeded` where the customer has more than was assumed; `besides` is what there is now."""

    outcome: Literal["committed", "exceeded", "stopped"]
    besides: Exposure


OPEN = Handler("Account", "open", Nothing, Nothing)
BALANCE = Handler("Account", "balance", Nothing, Balance, access="public")
TRANSACTIONS = Handler("Account", "transactions", TransactionQuery, Transactions)
CORRECT = Handler("Account", "correct", Correction, CorrectionReply)
CREDITS = Handler("Account", "credits", Nothing, Credits, access="public")
EXPOSURE = Handler("Account", "exposure", ExposureQuery, Exposure)
ADMIT = Handler("Account", "admit", Application, Admission)
COMMIT = Handler("Account", "commit", Commit, CommitReply)
PROGRESS = Handler("Account", "progress", Progress, Nothing)
FORGET = Handler("Account", "forget", Nothing, Forgotten)
TRANSFER = Handler("Account", "transfer", Transfer, TransferReply)
LEDGER = Handler("Account", "ledger", Nothing, LedgerView, access="public")
