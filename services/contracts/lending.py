"""Words of lending that several contracts share: states, reasons, terms."""

from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from services.contracts.money import Money
from services.contracts.wire import Wire

CreditState = Literal[
    "submitted",
    "under_review",
    "info_requested",
    "referred",
    "approved",
    "rejected",
    "expired",
    "withdrawn",
    "aborted",
    "accepted",
    "pending_disbursement",
    "active",
    "in_arrears",
    "closed",
]

ReasonCode = Literal[
    "INCOME_INSUFFICIENT",
    "OBLIGATIONS_EXCESSIVE",
    "INCOME_UNVERIFIED",
    "IRREGULAR_INCOME",
    "SHORT_HISTORY",
    "DISPOSABLE_NEGATIVE",
    "GAMBLING_SHARE",
    "RECENT_HIGH_COST_LOANS",
    "APPLICATION_INCOMPLETE",
    "POOR_PERFORMANCE_WITH_US",
    "OTHER",
]


class Reason(Wire):
    """Why: the code, and the figure against the threshold where a rule fired."""

    code: ReasonCode
    figure: str = ""
    threshold: str = ""
    note: str = ""
    """An officer's own words; only with an officer's decision."""


class Figure(Wire):
    """One computed figure of an applicant, with what it is held against."""

    name: Literal[
        "income",
        "living_spending",
        "debt_service",
        "debt_to_income_before",
        "debt_to_income_after",
        "payment_to_income",
        "disposable_after",
        "gambling_share",
        "exposure",
        "model_classes",
    ]
    value: str
    threshold: str = ""
    fired: bool = False


class Terms(Wire):
    """What an offer states. Rates are percent a year."""

    amount: Money
    months: int
    nominal_rate: Decimal
    apr: Decimal
    fee: Money
    instalment: Money
    last_instalment: Money
    total_interest: Money
    total_payable: Money
    first_due: date


class ScheduleLine(NamedTuple):
    """One instalment; amounts in minor units. `balance` is the principal owed after it.

    A bare list on the wire, because a schedule has up to 600 of them. So it can't grow: what is
    new about an instalment goes into a field beside the lines.
    """

    number: int
    due: date
    payment: int
    interest: int
    principal: int
    balance: int
