"""Why something is not possible, a credit, a repayment, a reminder: a code, and a sentence.

The sentence is for the model, which tells the customer in the customer's language.
"""

from dataclasses import dataclass
from datetime import date

from services.contracts.credit import Receipt
from services.contracts.money import Money
from services.contracts.reminders import WishReply
from services.credit import offer, schedule
from services.review import policy


@dataclass(frozen=True)
class Refused:
    code: str
    sentence: str
    limit: str = ""
    """The figure that was not met, where there is one."""
    of_product: bool = True
    """True where it would be the same for everybody, whatever stands in the account."""

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
        limit = low if refusal.code == "amount_too_small" else high
        return Refused(refusal.code, f"A credit is from {low} to {high}.", limit)
    low, high = str(refusal.minimum), str(refusal.maximum)
    limit = low if refusal.code == "term_too_short" else high
    return Refused(refusal.code, f"The term is from {low} to {high} months.", limit)


def outcome(receipt: Receipt) -> dict[str, str]:
    """What became of the customer's words, with a note where a fault has stopped it all."""
    told: dict[str, str] = {"outcome": receipt.outcome}
    return told | {"note": ABORTED} if receipt.outcome == "aborted" else told


def repayment(receipt: Receipt) -> Refused:
    """Why a loan gave no quote, or took no report."""
    sentence = _REPAYMENTS.get(receipt.detail, "There is no such loan.")
    return Refused(receipt.detail or receipt.outcome, sentence.format(limit=receipt.limit))


def reminder(reply: WishReply) -> Refused:
    """Why a reminder was not set."""
    return Refused(reply.refusal, _REMINDERS[reply.refusal].format(limit=reply.limit))


ABORTED = (
    "A fault on our side has stopped this application, so it had no effect. It is not a "
    "rejection, nothing is owed for it, and the customer can apply again right away."
)
"""Told with each outcome and each state `aborted`."""

CONTEST_LOST = (
    "A fault on our side has kept this from our credit officers. The rejection stands for now; "
    "offer to call a human."
)
"""Told where a rejection can't be contested for that: `ABORTED` is for what was not decided."""

_REPAYMENTS = {
    "nothing_owed": "Nothing is owed on this loan.",
    "withdrawal_expired": "The 14 days to withdraw are over; repaying early is always possible.",
    "instalment_due": "An instalment is due: {limit} must be paid before a part can be repaid.",
    "payment_too_small": "A part must be more than the interest of today, {limit}.",
    "payment_too_large": "A part must be less than {limit}, which repays everything.",
    "payment_missing": "A part needs an amount in euros.",
    "instalment_too_small": "The instalments would fall below {limit}; choose a shorter term.",
    "not_in_arrears": "No instalment of this loan is overdue.",
}


_REMINDERS = {
    "past": "That moment is past already: {limit}.",
    "too_far": "A reminder can be {limit} days ahead at most.",
    "too_many": "{limit} reminders are open already; cancel one first.",
    "text_missing": "It is missing what to remind of.",
    "text_too_long": "A reminder's text can have {limit} characters at most.",
    "no_loan": "No instalment of such a loan is to come.",
}


def _too_thin(rules: policy.Policy, *, amount: int, months: int, today: date) -> Refused | None:
    try:
        offer.terms(rules, amount=amount, months=months, start=today)
    except schedule.InstalmentTooSmall:
        least = _money(rules, rules.product.minimum_instalment)
        sentence = f"Each instalment must be at least {least}; choose a shorter term."
        return Refused("instalment_too_small", sentence, least)
    return None


def _money(rules: policy.Policy, minor: int) -> str:
    return str(Money(minor=minor, currency=rules.product.currency))
