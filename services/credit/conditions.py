"""Conditions under which officers approve: a lower amount, a longer term. Pure."""

from datetime import date
from typing import Literal

from services.contracts.credit import Application, Conditions, Receipt, Wish
from services.contracts.money import Money
from services.credit import offer, schedule
from services.review import policy
from services.review.policy import Policy

Lacking = Literal[
    "amount_not_lower",
    "amount_too_small",
    "months_not_longer",
    "term_too_long",
    "instalment_too_small",
    "unchanged",
]


def applied_for(application: Application) -> Conditions:
    """What the customer applied for: no conditions at all."""
    return Conditions(amount=application.amount, months=application.months)


def wished(wish: Wish | None, *, stands: Conditions) -> Conditions:
    """What an approval is for: what stands on the ballot, changed as the officer wishes."""
    if wish is None:
        return stands
    currency = stands.amount.currency
    return Conditions(
        amount=stands.amount
        if wish.amount is None
        else Money(minor=wish.amount, currency=currency),
        months=stands.months if wish.months is None else wish.months,
    )


def judge(
    rules: Policy, application: Application, wish: Wish, *, stands: Conditions, start: date
) -> Receipt | None:
    """Why the wish can't be approved, with the limit that it breaks, or None."""
    wanted = wished(wish, stands=stands)
    if wanted == stands:
        return _lacking("unchanged")
    if wanted.amount.minor > application.amount.minor:
        return _lacking("amount_not_lower", limit=str(application.amount))
    if wanted.months < application.months:
        return _lacking("months_not_longer", limit=str(application.months))
    return _out_of_product(rules, wanted) or _too_small(rules, wanted, start=start)


def _out_of_product(rules: Policy, wanted: Conditions) -> Receipt | None:
    refusal = policy.admissible(rules, amount=wanted.amount.minor, months=wanted.months)
    match refusal.code if refusal else None:
        case "amount_too_small":
            least = wanted.amount.model_copy(update={"minor": rules.product.minimum_amount})
            return _lacking("amount_too_small", limit=str(least))
        case "term_too_long":
            return _lacking("term_too_long", limit=str(rules.product.maximum_months))
        # Not above what was applied for, nor shorter: unless policy was changed meanwhile.
        case "amount_too_large":
            most = wanted.amount.model_copy(update={"minor": rules.product.maximum_amount})
            return _lacking("amount_not_lower", limit=str(most))
        case "term_too_short":
            return _lacking("months_not_longer", limit=str(rules.product.minimum_months))
        case None:
            return None


def _too_small(rules: Policy, wanted: Conditions, *, start: date) -> Receipt | None:
    try:
        offer.terms(rules, amount=wanted.amount.minor, months=wanted.months, start=start)
    except schedule.InstalmentTooSmall:
        return _lacking("instalment_too_small")
    return None


def _lacking(what: Lacking, *, limit: str = "") -> Receipt:
    return Receipt(outcome="invalid", detail=what, limit=limit)
