"""What is posted to a customer about a loan, from paying out to its end. Used through `posts`."""

from datetime import date
from typing import Literal

from services.contracts.keys import CreditId
from services.contracts.loan import ClosingReason, LoanStatement, RepaymentQuote
from services.contracts.money import Money
from services.contracts.wire import Wire


class Disbursed(Wire):
    """`amount` is what arrived: the credit without its fee."""

    kind: Literal["disbursed"] = "disbursed"
    credit_id: CreditId
    amount: Money
    instalment: Money
    first_due: date


class InstalmentCollected(Wire):
    """`payment` is what was taken, with its late interest."""

    kind: Literal["instalment_collected"] = "instalment_collected"
    credit_id: CreditId
    number: int
    months: int
    payment: Money
    late_interest: Money = Money(minor=0)
    outstanding: Money
    remaining: Money
    next_due: date | None


class InstalmentMissed(Wire):
    """The account was short. `overdue` once the grace period is over."""

    kind: Literal["instalment_missed"] = "instalment_missed"
    credit_id: CreditId
    number: int
    payment: Money
    overdue: bool


class LoanClosed(Wire):
    kind: Literal["loan_closed"] = "loan_closed"
    credit_id: CreditId
    reason: ClosingReason = "repaid"


class RepaymentOffered(Wire):
    """What a repayment costs today; only the owner's click pays it."""

    kind: Literal["repayment_offered"] = "repayment_offered"
    credit_id: CreditId
    quote: RepaymentQuote
    state: Literal["open", "paid", "declined", "outdated"] = "open"
    """`outdated` once the day is over or another quote was asked for."""


class LoanSchedule(Wire):
    """The schedule as it stands, as a table."""

    kind: Literal["loan_schedule"] = "loan_schedule"
    credit_id: CreditId
    statement: LoanStatement
