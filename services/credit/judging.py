"""What is known of an applicant, and what policy makes of it. Pure.

The rules judge first. Classes that a model gave can only clear up what the rules can't tell.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from services.contracts.account import Category, Correction, Exposure, Spending, Transaction
from services.contracts.lending import Reason, Terms
from services.contracts.money import Money
from services.contracts.posts import Because, Corrected, Figure
from services.review import categories, metrics, policy, refining
from services.review.categories import Placed
from services.review.metrics import Metrics

FLAGGED: tuple[Category, ...] = (
    "gambling",
    "gambling_win",
    "payday_proceeds",
    "payday_repayment",
    "collection",
    "unclassified",
)
"""What is looked for before the window. Of unclassified ones the words may tell."""
MONTHS_OF_FLAGS = 12


@dataclass(frozen=True)
class Known:
    """All that the desk has found out. Money in minor units."""

    rules: policy.Policy
    today: date
    terms: Terms
    transactions: tuple[Transaction, ...]
    claims: tuple[Correction, ...]
    """What the customer says that debits were."""
    missing: int
    """How many transactions were too many to be looked at."""
    hidden: int
    """What our own loans and offers take a month beyond what the window shows."""
    besides: Exposure
    """What the customer has of us besides this credit."""
    stopped: bool
    """Officers have stopped the automatic path."""

    @property
    def exposure(self) -> int:
        """The total with this credit."""
        return self.besides.total.minor + self.terms.amount.minor

    def claimed(self) -> Self:
        """The same, were all true that the customer says."""
        corrected = categories.corrected(self.transactions, self.claims)
        return replace(self, transactions=corrected, claims=())

    def measured(self, placed: Placed = categories.NONE) -> Metrics:
        """The figures; `placed` are the classes that a model gave."""
        return metrics.compute(
            self.transactions,
            today=self.today,
            months=self.rules.window.months,
            instalment=self.terms.instalment.minor,
            own_instalments_not_visible=self.hidden,
            placed=placed,
        )


@dataclass(frozen=True)
class Facts:
    """Computed figures, what policy says to them, and what a reviewer should look at."""

    known: Known
    verdict: policy.Verdict
    figures: tuple[Figure, ...]
    """By the rules alone, and how many classes a model gave."""
    flags: tuple[metrics.Flag, ...]
    mandate: policy.Mandate
    corrected: bool = False
    """What the customer says would make it another verdict."""
    left: tuple[str, ...] = ()
    """The ids of the debits that only a model could place, where nothing else is in the way."""
    doubted: bool = False
    """The classes of a model make a rule fire."""
    classes: str = ""
    """What a model made of the debits, for the officers."""
    placed: Placed = field(default_factory=dict[str, Spending])
    """The classes that it gave."""

    @property
    def terms(self) -> Terms:
        return self.known.terms

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.verdict.reasons

    @property
    def because(self) -> tuple[Because, ...]:
        """Why people decide; nothing only where policy passes it within the automatic mandate."""
        refers = self.verdict.outcome == "refer"
        grounds: tuple[tuple[Because, bool], ...] = (
            ("above_mandate", self.mandate != "automatic"),
            ("policy", refers and bool(self.reasons or not self.corrected)),
            ("model_classes", self.doubted),
            ("corrected", self.corrected),
            ("stopped", self.known.stopped),
        )
        return tuple(ground for ground, holds in grounds if holds)

    @property
    def passes(self) -> bool:
        """Whether policy passes it and nothing else is for people to decide."""
        return self.verdict.outcome == "pass" and not self.because

    def claims(self, *, most: int = 10) -> tuple[Corrected, ...]:
        """What the customer says, the largest first."""
        said: dict[str, Category] = {c.transaction: c.category for c in self.known.claims}
        debits = [each for each in self.known.transactions if each.id in said]
        debits.sort(key=lambda t: (t.amount.minor, t.day, t.id))
        return tuple(
            Corrected(day=t.day, amount=t.amount, bank=t.category, customer=said[t.id])
            for t in debits[:most]
        )

    @property
    def evidence(self) -> frozenset[str]:
        """The ids of all transactions that were looked at."""
        return frozenset(each.id for each in self.known.transactions)


def judge(known: Known) -> Facts:
    """By the rules alone."""
    measured, rules = known.measured(), known.rules
    mandate = policy.mandate(rules, known.exposure)
    ruled = policy.assess(measured, rules)
    corrected = policy.assess(known.claimed().measured(), rules).outcome != ruled.outcome
    people = known.stopped or corrected or known.missing or mandate != "automatic"
    helpful = not people and refining.can_help(measured, rules)
    total = Money(minor=known.exposure, currency=rules.product.currency)
    return Facts(
        known=known,
        verdict=_referred(ruled) if corrected or known.missing else ruled,
        figures=(*policy.figures(measured, rules), Figure(name="exposure", value=str(total))),
        flags=_flags(known),
        mandate=mandate,
        corrected=corrected,
        left=measured.unclassified_share.transactions if helpful else (),
    )


def refined(facts: Facts, placed: Placed, *, classes: str) -> Facts:
    """The same with the classes that a model gave; `classes` tells them in words."""
    known, rules = facts.known, facts.known.rules
    ruled, measured = known.measured(), known.measured(placed)
    doubted = refining.doubts(ruled, measured, rules)
    verdict = refining.softened(facts.verdict, policy.assess(measured, rules))
    claimed = policy.assess(known.claimed().measured(placed), rules)
    corrected = (claimed.outcome == "pass") != (verdict.outcome == "pass")
    count = f"{len(placed)} of {len(facts.left)}"
    return Facts(
        known=known,
        verdict=_referred(facts.verdict) if corrected else verdict,
        figures=(*facts.figures, Figure(name="model_classes", value=count, fired=doubted)),
        flags=_flags(known, placed),
        mandate=facts.mandate,
        corrected=corrected,
        left=facts.left,
        doubted=doubted,
        classes=classes,
        placed=placed,
    )


def again(known: Known, before: Facts) -> Facts:
    """By the rules, and by the classes that a model gave `before`: it is not asked again."""
    facts = judge(known)
    return refined(facts, before.placed, classes=before.classes) if before.placed else facts


def worsened(seen: Facts, now: Facts) -> bool:
    """Whether a rule fires that did not fire on what was seen, or fires harder now.

    Both for the terms of `now`: an officer may approve less than the card's figures are for.
    """
    then = replace(seen.known, terms=now.known.terms)
    rules = now.known.rules
    before = policy.judgements(then.measured(seen.placed), rules)
    after = policy.judgements(now.known.measured(now.placed), rules)
    return any(new.is_worse_than(old) for old, new in zip(before, after, strict=True))


def _referred(verdict: policy.Verdict) -> policy.Verdict:
    """A part of the account, or a customer who says otherwise: people look at it."""
    return verdict.model_copy(update={"outcome": "refer"})


def _flags(known: Known, placed: Placed = categories.NONE) -> tuple[metrics.Flag, ...]:
    return metrics.flagged(
        known.transactions, today=known.today, months=MONTHS_OF_FLAGS, placed=placed
    )
