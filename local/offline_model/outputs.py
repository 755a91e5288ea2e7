"""What the desk's tools give, parsed. Pure; a result of another form is `Unusable`."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError


class Unusable(ValueError):
    """The tool failed, or gave something that these rules can't read."""


class Invalid(Unusable):
    """The tool could not take the arguments."""


class Refused(ValueError):
    """The tool refused. The message is its reason, a sentence for the customer."""


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class Balance(_Read):
    balance: str
    as_of: str


class Transaction(_Read):
    day: str
    amount: str
    description: str = ""
    category: str = ""


class Transactions(_Read):
    since: str = ""
    until: str = ""
    matched: int
    money_in: str
    money_out: str
    items: tuple[Transaction, ...] = ()


class Credit(_Read):
    """One credit. Figures are there once they are known; all come from the tool."""

    credit_id: str
    amount: str
    months: int
    state: str
    question: str | None = None
    instalment: str | None = None
    last_instalment: str | None = None
    apr_percent: str | None = None
    total_payable: str | None = None
    paid: int | None = None
    remaining: str | None = None
    outstanding: str | None = None
    first_due: str | None = None
    next_due: str | None = None
    next_payment: str | None = None


class Credits(_Read):
    credits: tuple[Credit, ...]


class Quote(_Read):
    amount: str
    months: int
    instalment: str
    last_instalment: str
    total_payable: str
    total_interest: str
    apr_percent: str


class Outcome(_Read):
    outcome: str


class Which(Outcome):
    """A tool's answer where it can't tell which loan is meant, or there is none."""

    loans: dict[str, str] = {}


class Statement(_Read):
    credit_id: str
    on: str
    instalments_paid: int
    instalments: int
    principal_owed: str
    remaining: str
    overdue: str
    late_interest: str
    next_due: str | None = None
    next_payment: str | None = None
    withdrawal_until: str | None = None


class Repayment(_Read):
    """The quote of a repayment, whose card the tool has posted."""

    credit_id: str
    kind: str
    total: str
    principal: str
    interest: str
    interest_saved: str
    next_instalment: str | None = None
    instalments_left: int | None = None


class Reminder(_Read):
    """One reminder, by the bank's clock."""

    reminder: str
    day: str
    weekday: str
    time: str
    text: str = ""
    instalment_due: str | None = None
    dropped: str = ""


class Reminders(_Read):
    reminders: tuple[Reminder, ...]


class Cancelled(_Read):
    """None where there was none of that number."""

    cancelled: tuple[str, ...] = ()


class _Trouble(_Read):
    error: str | None = None
    refused: str | None = None
    reason: str = ""


Result = TypeVar("Result", bound=_Read)


def read(output: str, kind: type[Result]) -> Result:
    """The output as that kind. Raises `Refused` or `Unusable`."""
    check(output)
    try:
        return kind.model_validate_json(output)
    except ValidationError as error:
        raise Unusable(output) from error


def check(output: str) -> None:
    """Raise `Refused` or `Unusable` where the output says so of itself."""
    try:
        trouble = _Trouble.model_validate_json(output)
    except ValidationError:
        return
    if trouble.error == "invalid arguments":
        raise Invalid(trouble.error)
    if trouble.error is not None:
        raise Unusable(trouble.error)
    if trouble.refused is not None:
        raise Refused(trouble.reason or trouble.refused)
