"""What a customer is suggested to write fits how their credits stand, and spends nothing."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import prompt_words as words
from bot.views import prompts
from local.offline_model import intents, rights
from services.contracts.account import Credits, CreditState, CreditSummary
from services.contracts.keys import CreditId
from services.contracts.money import Money

STATES = get_args(CreditState)
ONE, TWO = CreditId("CR-22222222"), CreditId("CR-33333333")


def credit(state: CreditState, credit_id: CreditId = ONE, day: int = 1) -> CreditSummary:
    return CreditSummary(
        credit_id=credit_id,
        amount=Money(minor=100_000),
        months=12,
        state=state,
        submitted_on=date(2026, 8, day),
    )


def suggested(*credits: CreditSummary) -> prompts.Suggestions:
    return prompts.of(Credits(items=credits))


SITUATIONS: list[tuple[CreditState, str, str, list[str]]] = [
    ("in_arrears", words.ARREARS, "owed", ["What I owe", "Talk to a human"]),
    ("info_requested", words.QUESTION, "status", ["What you asked me"]),
    ("approved", words.OFFER, "status", ["My offer", "Why?"]),
    ("referred", words.UNDER_WAY, "status", ["How it stands", "Talk to a human"]),
    ("pending_disbursement", words.RUNNING, "status", ["How it stands"]),
    ("active", words.RUNNING, "owed", ["What I owe", "My schedule", "Repay early"]),
    ("rejected", words.REJECTED, "why", ["Why?", "How to contest it"]),
]


@pytest.mark.parametrize(("state", "title", "first", "titles"), SITUATIONS)
def test_the_situation_comes_first(
    state: CreditState, title: str, first: str, titles: list[str]
) -> None:
    """Its prompts name the credit, and the desk understands the first of them."""
    found = suggested(credit(state))
    assert found.title == title
    assert [prompt.title for prompt in found.prompts][: len(titles)] == titles
    message = found.prompts[0].message
    assert ONE in message
    assert rights.wanted(message) == first or intents.of(message) == (first,)


@pytest.mark.parametrize("past", [(), ("closed",), ("expired", "withdrawn"), ("aborted",)])
def test_whose_credits_are_over_is_asked_what_to_do(past: tuple[CreditState, ...]) -> None:
    found = suggested(*(credit(state) for state in past))
    assert found.title == words.ASK
    assert found.prompts == (words.balance(), words.apply(), words.cost(), words.human())


def test_the_most_urgent_of_several_credits_leads() -> None:
    """A running credit, and an offer that waits: the offer, then the loan."""
    found = suggested(credit("active"), credit("approved", TWO, day=2))
    assert found.title == words.OFFER
    named = [prompt.message for prompt in found.prompts]
    assert [TWO in named[0], TWO in named[1], ONE in named[2]] == [True] * 3


def test_an_old_rejection_is_no_news() -> None:
    """Something newer has come since, whatever became of it."""
    assert suggested(credit("rejected"), credit("closed", TWO, day=2)).title == words.ASK
    assert suggested(credit("rejected", TWO, day=2), credit("closed")).title == words.REJECTED


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_situation(state: CreditState) -> None:
    """Its first prompt names the credit, but for what is over."""
    assert (ONE in suggested(credit(state)).prompts[0].message) == (state not in prompts.OVER)


def test_no_second_application_is_suggested_while_one_is_under_way() -> None:
    for state in ("submitted", "info_requested", "approved", "in_arrears", "accepted"):
        assert words.apply() not in suggested(credit(state)).prompts


CREDITS = st.builds(credit, st.sampled_from(STATES), st.sampled_from((ONE, TWO)), st.integers(1, 3))


@given(st.lists(CREDITS, max_size=12))
def test_a_click_decides_nothing(credits: list[CreditSummary]) -> None:
    """One to four, each once; none submits, withdraws, answers, contests or reports."""
    found = suggested(*credits)
    titles = [prompt.title for prompt in found.prompts]
    assert 1 <= len(titles) <= prompts.MOST
    assert len(set(titles)) == len(titles)
    assert found.as_json()[0].keys() == {"title", "message"}
    for prompt in found.prompts:
        assert len(prompt.title) <= 40
        assert rights.wanted(prompt.message) != "contest"
        assert not {"withdraw", "difficulties", "accept"} & set(intents.of(prompt.message))
