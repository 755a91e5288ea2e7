"""Loan/{credit id}: paying back."""

from datetime import date
from typing import Literal

from services.contracts.credit import Application, Terms
from services.contracts.money import Money
from services.contracts.wire import Handler, Nothing, Wire


class LoanOpening(Wire):
    application: Application
    terms: Terms


class Collection(Wire):
    """Collect instalment `number`, if it is the next; else the timer is an old one."""

    number: int


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
    """What is still owed. `remaining` is the sum of all unpaid instalments."""

    state: Literal["pending_disbursement", "active", "in_arrears", "closed"]
    paid: int
    months: int
    outstanding: Money
    remaining: Money
    next_due: date | None
    next_payment: Money | None
    lines: tuple[InstalmentLine, ...]


OPEN = Handler("Loan", "open", LoanOpening, Nothing)
COLLECT = Handler("Loan", "collect", Collection, Nothing)
