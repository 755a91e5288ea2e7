"""Why the product does not allow an amount and a term: a code, and a sentence with the limits.

The sentence is for the model, which tells the customer in the customer's language.
"""

from dataclasses import dataclass
from datetime import date

from services.contracts.money import Money
from services.credit import offer, schedule
from services.review import policy


@dataclass(frozen=True)
class Refused:
    code: str
    sentence: str

    def as_output(self) -> dict[str, str]:
        """As a tool tells it to the model."""
        return {"refused": self.code, "reason": self.sentence}


def check(rules: policy.Policy, *, amount: int, months: int, today: date) -> Refused | None:
    """None when the product allows it. `amount` is in minor units."""
    refusal = policy.admissible(rules, amount=amount, months=months)
    if refusal is None:
        return _too_thin(rules, amount=amount, months=months, today=today)
    if refusal.code in ("amount_too_small", "amount_too_large"):
        low, high = _money(rules, refusal.minimum), _money(rules, refusal.maximum)
        return Refused(refusal.code, f"A credit is from {low} to {high}.")
    low, high = str(refusal.minimum), str(refusal.maximum)
    return Refused(refusal.code, f"The term is from {low} to {high} months.")


def _too_thin(rules: policy.Policy, *, amount: int, months: int, today: date) -> Refused | None:
    try:
        offer.terms(rules, amount=amount, months=months, start=today)
    except schedule.InstalmentTooSmall:
        least = _money(rules, rules.product.minimum_instalment)
        sentence = f"Each instalment must be at least {least}; choose a shorter term."
        return Refused("instalment_too_small", sentence)
    return None


def _money(rules: policy.Policy, minor: int) -> str:
    return str(Money(minor=minor, currency=rules.product.currency))
