"""What of a policy file is refused though it can be read: values that no desk could work with.

Pure. Held against a file at the start and never against the policy that an application keeps: an
older version may have begun it under values that are refused today.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_FLOOR, Context, Decimal, localcontext
from typing import TYPE_CHECKING, Any

from services.contracts.money import Money

if TYPE_CHECKING:
    from services.review.limits import Policy, Product

MOST_LENT = 10_000_000_00
MOST_OWED = 10 * MOST_LENT
MOST_DISPOSABLE = 10_000_00
"""A month. What is more nobody has left, and every application would fail."""
LONGEST = timedelta(days=366)
SHORTEST = timedelta(seconds=1)
MOST_REMINDERS = 10
MOST_GROWTH = 100
"""To how much a debt may grow in the longest term if nothing was paid: beyond, the rounding of
an instalment to a cent grows to more than the last instalment can take up."""

_CONTEXT = Context(prec=40)
_TIME = re.compile(
    r"P(?:[0-9]{1,4}W|(?=.)(?:[0-9]{1,4}D)?"
    r"(?:T(?=.)(?:[0-9]{1,6}H)?(?:[0-9]{1,6}M)?(?:[0-9]{1,8}S)?)?)"
)
_TIMES = (
    "question_reminders",
    "question_deadline",
    "offer_validity",
    "referral_claim",
    "referral_escalation",
    "referral_deadline",
    "contest_window",
)
_COUNTS: Mapping[str, tuple[int, int]] = {
    "exposure.max_open_applications": (1, 1000),
    "thresholds.payday_refer_within_days": (1, 366),
    "timers.question_rounds": (0, 10),
    "timers.grace_days": (0, 60),
}
_AMOUNTS: Mapping[str, int] = {
    "product.maximum_amount": MOST_LENT,
    "exposure.max_total": MOST_OWED,
    "mandates.automatic": MOST_OWED,
    "mandates.one_officer": MOST_OWED,
    "thresholds.disposable_refer_below": MOST_DISPOSABLE,
    "thresholds.disposable_fail_below": MOST_DISPOSABLE,
}
_SHARES: Mapping[str, tuple[int, int, str]] = {
    "thresholds.debt_to_income_refer_above": (1, 100, "every application would be referred"),
    "thresholds.payment_to_income_refer_above": (1, 100, "every application would be referred"),
    "thresholds.debt_to_income_fail_above": (1, 99, "all or none would fail"),
    "thresholds.disposable_refer_below_share": (0, 50, "every application would be referred"),
}
"""Percent; and what else would be."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with which field, and what to write instead."""

    field: str
    sentence: str


def problems(policy: "Policy", told: Mapping[str, Any]) -> Iterator[Problem]:
    """All that is wrong with a policy; `told` is the file that says it, as TOML."""
    yield from _version(policy.version)
    if policy.product.currency != (kept := Money(minor=0).currency):
        yield Problem("product.currency", f'must be "{kept}": the ledger keeps no other')
    yield from _counts(policy)
    yield from _amounts(policy)
    yield from _shares(policy)
    yield from _times(policy, told["timers"])
    exposed = list(_exposure(policy))
    # Where nobody can have a loan, what the largest would cost is no second mistake.
    yield from exposed or _product(policy)


def _version(version: str) -> Iterator[Problem]:
    longest = 60
    if len(version) > longest or not version.isprintable() or not version.strip():
        yield Problem("version", f'must be a name of at most {longest} characters, like "2"')


def _counts(policy: "Policy") -> Iterator[Problem]:
    for field, (least, most) in _COUNTS.items():
        if not least <= _value(policy, field) <= most:
            yield Problem(field, f"must be from {least} to {most}")


def _amounts(policy: "Policy") -> Iterator[Problem]:
    for field, most in _AMOUNTS.items():
        if _value(policy, field) > most:
            yield Problem(field, f'must be at most "{_major(most)}"')


def _shares(policy: "Policy") -> Iterator[Problem]:
    for field, (least, most, otherwise) in _SHARES.items():
        if not least <= _value(policy, field) <= most:
            yield Problem(field, f'must be from "{least}" to "{most}": else {otherwise}')


def _times(policy: "Policy", told: Mapping[str, Any]) -> Iterator[Problem]:
    for name in _TIMES:
        values: timedelta | tuple[timedelta, ...] = getattr(policy.timers, name)
        each = values if isinstance(values, tuple) else (values,)
        texts = told[name] if isinstance(told[name], list) else [told[name]]
        sane = all(SHORTEST <= value <= LONGEST for value in each)
        if not sane or not all(_TIME.fullmatch(text) for text in texts):
            yield Problem(
                f"timers.{name}",
                f'must be from "PT1S" to "P{LONGEST.days}D", in weeks or in days, hours, minutes '
                'and seconds, like "P2W", "P14D" or "PT4H30M"; a month is "P30D"',
            )
    if len(policy.timers.question_reminders) > MOST_REMINDERS:
        yield Problem("timers.question_reminders", f"must be at most {MOST_REMINDERS} times")


def _exposure(policy: "Policy") -> Iterator[Problem]:
    least = policy.product.minimum_amount
    if policy.exposure.max_total < least:
        yield Problem(
            "exposure.max_total",
            f'must be at least "{_major(least)}", the minimum_amount: else nobody can have a loan',
        )


def _product(policy: "Policy") -> Iterator[Problem]:
    product = policy.product
    with localcontext(_CONTEXT):
        grown = (1 + product.annual_rate / 1200) ** product.maximum_months
        if grown > MOST_GROWTH:
            yield Problem(
                "product",
                f"a debt at annual_rate grows by more than {MOST_GROWTH} times in maximum_months: "
                "write a lower annual_rate or fewer maximum_months",
            )
            return
    largest = min(product.maximum_amount, policy.exposure.max_total)
    yield from _possible(product, product.minimum_amount, product.minimum_months, "minimum")
    yield from _possible(product, largest, product.maximum_months, "maximum")


def _possible(product: "Product", amount: int, months: int, which: str) -> Iterator[Problem]:
    """A `minimum_amount` or a term that nobody can have is a mistake."""
    least = _instalment(amount, months=months, annual_rate=product.annual_rate)
    if least < product.minimum_instalment:
        yield Problem(
            "product",
            f"{which}_amount over {which}_months is too little a month for minimum_instalment: "
            f"write more for {which}_amount, fewer {which}_months, or a minimum_instalment of "
            f'at most "{_major(max(least, 1))}"',
        )


def _instalment(amount: int, *, months: int, annual_rate: Decimal) -> int:
    """What each instalment is at least, the last one too, however the cents are rounded."""
    with localcontext(_CONTEXT):
        rate = annual_rate / 1200
        grown = (1 + rate) ** months
        later = (grown - 1) / rate if rate else Decimal(months)
        # Each month's rounding is of a cent at most, and bears interest until the last.
        exact = amount * grown / later - later - 1
        return int(exact.to_integral_value(ROUND_FLOOR))


def _value(policy: "Policy", field: str) -> Any:  # noqa: ANN401  # an int or a Decimal
    section, _, name = field.partition(".")
    return getattr(getattr(policy, section), name)


def _major(minor: int) -> str:
    return f"{Decimal(minor).scaleb(-2):.2f}"
