"""The lending policy's values, and the reading of the file that holds them.

Pure but for `load`. Used through `policy`, which applies the values.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from services.contracts.money import Currency
from services.review import bounds, toml_lines


class PolicyError(Exception):
    """The policy file can't be used. The text names file, line, field and what is wrong."""


def _minor(text: object) -> int:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,12}\.[0-9]{2}", text):
        raise ValueError('must be an amount in quotes with two decimals, like "100.00"')
    return int(text.replace(".", ""))


def _minor_text(minor: int) -> str:
    return f"{Decimal(minor).scaleb(-2):.2f}"


def _percent(text: object) -> Decimal:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", text):
        raise ValueError('must be a percentage in quotes, like "6" or "9.9"')
    return Decimal(text)


def _duration(text: object) -> object:
    if not isinstance(text, str) or not text.startswith("P"):
        raise ValueError('must be an ISO 8601 duration in quotes, like "P7D" or "PT4H"')
    return text


# As JSON each value is what the file says, so that a policy that was journaled reads back.
Minor = Annotated[
    int, BeforeValidator(_minor), PlainSerializer(_minor_text, return_type=str, when_used="json")
]
Percent = Annotated[Decimal, BeforeValidator(_percent), Field(le=100)]
Duration = Annotated[timedelta, BeforeValidator(_duration), Field(gt=timedelta(0))]
Count = Annotated[StrictInt, Field(ge=1)]


Ordered = TypeVar("Ordered", int, Decimal, timedelta)


class _Section(BaseModel):
    """Of a file unknown fields are refused; of what a newer version has kept they stay."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Product(_Section):
    """What is lent. Amounts in minor units of `currency`; rates are percent a year.

    The late rate is that of overdue principal.
    """

    currency: Currency
    minimum_amount: Annotated[Minor, Field(gt=0)]
    maximum_amount: Minor
    minimum_months: Count
    maximum_months: Annotated[Count, Field(le=600)]
    annual_rate: Percent
    late_annual_rate: Percent
    fee: Minor
    minimum_instalment: Annotated[Minor, Field(gt=0)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _ascending(minimum_amount=self.minimum_amount, maximum_amount=self.maximum_amount)
        if self.fee >= self.minimum_amount:
            raise ValueError("fee must be less than minimum_amount")
        _ascending(minimum_months=self.minimum_months, maximum_months=self.maximum_months)
        return self


class ExposureLimits(_Section):
    """How much one customer may have in all."""

    max_total: Minor
    max_open_applications: Count


class Mandates(_Section):
    """Up to which total exposure, in minor units, who may approve."""

    automatic: Minor
    one_officer: Minor

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _ascending(automatic=self.automatic, one_officer=self.one_officer)
        return self


class Lookback(_Section):
    """How many complete calendar months the metrics look at."""

    months: Annotated[Count, Field(le=12)]


class Thresholds(_Section):
    """Limits of the rules; what is exactly at a limit passes. Percentages and minor units."""

    debt_to_income_refer_above: Percent
    debt_to_income_fail_above: Percent
    payment_to_income_refer_above: Percent
    disposable_refer_below: Minor
    disposable_refer_below_share: Percent
    disposable_fail_below: Minor
    gambling_share_refer_above: Percent
    payday_refer_within_days: Count
    unclassified_share_refer_above: Percent

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _ascending(
            debt_to_income_refer_above=self.debt_to_income_refer_above,
            debt_to_income_fail_above=self.debt_to_income_fail_above,
        )
        _ascending(
            disposable_fail_below=self.disposable_fail_below,
            disposable_refer_below=self.disposable_refer_below,
        )
        return self


class Timers(_Section):
    """How long the desk waits. Reminders count from the same start as their deadline."""

    question_reminders: tuple[Duration, ...]
    question_deadline: Duration
    question_rounds: Annotated[StrictInt, Field(ge=0)]
    offer_validity: Duration
    referral_claim: Duration
    """For how long officers may leave a referral unclaimed."""
    referral_escalation: Duration
    """Until when they decide; whole days of it are working days."""
    referral_deadline: Duration
    contest_window: Duration
    """For how long a rejection can be contested."""
    grace_days: Annotated[StrictInt, Field(ge=0)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        times = (*self.question_reminders, self.question_deadline)
        if any(later <= earlier for earlier, later in pairwise(times)):
            raise ValueError("question_reminders must ascend and end before question_deadline")
        _ascending(
            referral_claim=self.referral_claim,
            referral_escalation=self.referral_escalation,
            referral_deadline=self.referral_deadline,
        )
        return self


class Policy(_Section):
    """Everything the bank decided about lending, as one frozen value."""

    version: Annotated[StrictStr, Field(min_length=1)]
    product: Product
    exposure: ExposureLimits
    mandates: Mandates
    window: Lookback
    thresholds: Thresholds
    timers: Timers

    @property
    def digest(self) -> str:
        """SHA-256 of the values in hex: comments and the order of the file don't change it."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()


def load(path: str | Path) -> Policy:
    """The policy in this TOML file. Raises `PolicyError`, also where it can't be read."""
    text = _text(path)
    told = _told(path, text)
    try:
        policy = Policy.model_validate(told, extra="forbid")
    except ValidationError as error:
        found = [_problem(problem) for problem in error.errors()]
        raise PolicyError(_refusal(path, text, found)) from error
    if found := [
        (each.field, f"{each.field}: {each.sentence}") for each in bounds.problems(policy, told)
    ]:
        raise PolicyError(_refusal(path, text, found))
    return policy


def _text(path: str | Path) -> str:
    try:
        raw = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise PolicyError(f"{path}: can't be read: {why}") from error
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PolicyError(f"{path}: line {line}: is not TOML: it is no UTF-8 text") from error


def _told(path: str | Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = toml_lines.of_syntax_error(str(error), text)
        raise PolicyError(f"{path}: line {line}: is not TOML: {error}") from error
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, or as many brackets: the parser names no place.
        line = toml_lines.longest(text)
        raise PolicyError(f"{path}: line {line}: is not TOML that can be read") from error


def _refusal(path: str | Path, text: str, found: Sequence[tuple[str, str]]) -> str:
    """All that is wrong, each with the lines of the fields that its sentence names."""
    lines = toml_lines.of_keys(text)
    told: list[str] = []
    for field, sentence in found:
        location = tuple(field.split("."))
        named = {(*location, word) for word in re.findall(r"\w+", sentence)}
        where = sorted({lines[key] for key in named if key in lines})
        where = where or [toml_lines.nearest(location, lines)]
        told.append(f"line {' and '.join(map(str, where))}: {sentence}")
    return f"{path}: {'; '.join(told)}"


def _problem(problem: ErrorDetails) -> tuple[str, str]:
    field = ".".join(str(part) for part in problem["loc"])
    return field, _complaint(problem["type"], field, problem["msg"])


def _complaint(kind: str, field: str, message: str) -> str:
    match kind:
        case "extra_forbidden":
            return f"{field} is no field of the policy"
        case "missing":
            return f"{field} is missing"
        case _:
            return f"{field}: {message.removeprefix('Value error, ')}"


def _ascending(**fields: Ordered) -> None:
    """Raise unless each value is at least the one before it."""
    for (low, lower), (high, higher) in pairwise(fields.items()):
        if lower > higher:
            raise ValueError(f"{low} must not be above {high}")
