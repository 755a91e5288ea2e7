"""The customer corrects a class: people look, and the claim alone changes nothing."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.account import claims
from services.contracts.account import Category, Claimable, Correction, Corrections, Transaction
from services.contracts.lending import Reason
from services.credit import judging
from services.credit.judging import Facts
from services.review import categories
from tests.unit.feed import entry, plain_months
from tests.unit.test_classifier import known, obscure

BET = entry("03-05", "gambling", -600_00, name="bet")
SOLID = plain_months(income=3000_00, spending=800_00)


def said(name: str, category: str) -> Correction:
    return Correction.model_validate({"transaction": name, "category": category})


def judged(*transactions: Transaction, claim: Correction | None = None) -> Facts:
    return judging.judge(known(*transactions, claims=(claim,) if claim else ()))


@pytest.mark.parametrize("category", ["salary", "other_income", "refund", "gambling_win", "x"])
def test_nothing_can_be_corrected_into_income(category: str) -> None:
    """The closed list has spending, and what stays the customer's own."""
    with pytest.raises(ValidationError):
        said("bet", category)


@pytest.mark.parametrize(
    ("transaction", "outcome"),
    [
        (None, "unknown"),
        (entry("03-05", "salary", 1), "not_a_debit"),
        (entry("03-05", "unclassified", 1), "not_a_debit"),
        (entry("03-05", "credit_instalment", -1), "ours"),
        (entry("03-05", "credit_disbursement", 1), "ours"),
        (BET, None),
    ],
)
def test_only_a_debit_of_the_customers_own_is_corrected(
    transaction: Transaction | None, outcome: str | None
) -> None:
    """Not what came in, not our own bookings, not what isn't there."""
    reply = claims.judge(transaction)
    assert (reply.outcome if reply else None) == outcome


def test_the_last_word_on_a_debit_counts_and_the_banks_takes_it_back() -> None:
    """The same twice is one."""
    first, reply = claims.noted(Corrections(), said("bet", "leisure"), BET)
    assert reply.outcome == "done"
    assert claims.noted(first, said("bet", "leisure"), BET)[1].outcome == "already_done"
    second, _ = claims.noted(first, said("bet", "shopping"), BET)
    assert second.items == (said("bet", "shopping"),)
    assert claims.noted(second, said("bet", "gambling"), BET)[0].items == ()


def test_claims_are_bounded() -> None:
    """One more is refused; another word on one that is there is not."""
    full = Corrections(items=tuple(said(f"t{n}", "leisure") for n in range(claims.MOST)))
    assert claims.noted(full, said("bet", "leisure"), BET) == (
        full,
        claims.CorrectionReply(outcome="too_many"),
    )
    again = BET.model_copy(update={"id": "t7"})
    assert claims.noted(full, said("t7", "cash"), again)[1].outcome == "done"


def test_a_correction_that_would_pass_is_for_people() -> None:
    """Policy refers for gambling; the customer says it was leisure: officers see both."""
    facts = judged(*SOLID, BET, claim=said("bet", "leisure"))
    assert facts.verdict == judged(*SOLID, BET).verdict
    assert facts.because == ("policy", "corrected")
    assert [(c.bank, c.customer) for c in facts.claims()] == [("gambling", "leisure")]


def test_a_correction_keeps_a_hard_rule_from_rejecting_alone() -> None:
    """The reasons of the rule stay; people decide what to believe."""
    debt = entry("03-06", "loan_repayment", -4600_00, name="debt")
    without, facts = judged(*SOLID, debt), judged(*SOLID, debt, claim=said("debt", "savings"))
    assert without.verdict.outcome == "fail"
    assert facts.verdict.outcome == "refer"
    assert facts.reasons == without.reasons
    assert Reason(code="OBLIGATIONS_EXCESSIVE", figure="54.0 %", threshold="50.0 %") in (
        facts.reasons
    )


def test_what_the_customer_makes_worse_is_for_people_too() -> None:
    """No reason of a rule speaks of what a customer has told."""
    shop = entry("03-05", "shopping", -600_00, name="shop")
    facts = judged(*SOLID, shop, claim=said("shop", "gambling"))
    assert (facts.verdict.outcome, facts.reasons) == ("refer", ())
    assert facts.because == ("corrected",)


def test_a_correction_that_changes_no_verdict_changes_nothing() -> None:
    """It is shown, and the automatic path goes on."""
    facts = judged(*SOLID, claim=said("01-05 groceries -80000", "utilities"))
    assert (facts.verdict.outcome, facts.because) == ("pass", ())
    assert len(facts.claims()) == 1


def test_no_model_is_asked_where_a_correction_decides() -> None:
    """And with its classes a correction still takes it to people."""
    usual = obscure().transactions
    cleared: categories.Placed = {"a": "leisure", "b": "leisure"}
    claim = said("a", "groceries")
    assert judging.judge(known(*usual, claims=(claim,))).left == ()
    worse = known(*usual, claims=(said("01-05 groceries -80000", "gambling"),))
    facts = judging.refined(judging.judge(worse), cleared, classes="")
    assert (facts.verdict.outcome, facts.corrected) == ("refer", True)


def test_whoever_is_not_passed_is_decided_by_people() -> None:
    """No referral goes without a ground, also where an account is too long to be read."""
    assert judging.judge(known(*SOLID, missing=1)).because == ("policy",)


@settings(max_examples=200, deadline=None, database=None)
@given(
    minor=st.integers(-6000_00, -1) | st.integers(1, 3000_00),
    category=st.sampled_from(get_args(Category)),
    claim=st.sampled_from([*get_args(get_args(Claimable)[0]), "own_transfer", "savings"]),
)
def test_a_correction_alone_passes_nobody_and_makes_no_income(
    minor: int, category: Category, claim: str
) -> None:
    """Whatever is corrected into whatever."""
    feed = (*SOLID, entry("03-07", category, minor, name="it"))
    without, facts = judged(*feed), judged(*feed, claim=said("it", claim))
    before, after = known(*feed).measured(), facts.known.claimed().measured()
    assert after.income == before.income
    assert facts.verdict.outcome in (without.verdict.outcome, "refer")
    assert facts.figures == without.figures
    assert bool(facts.because) == (facts.verdict.outcome == "refer")
    assert set(facts.reasons) <= set(without.reasons)


def test_credits_stay_what_they_are() -> None:
    """Even where a claim about one should have come to be kept."""
    credit = entry("03-07", "unclassified", 500_00, name="it")
    assert categories.corrected([credit], [said("it", "rent")]) == (credit,)
