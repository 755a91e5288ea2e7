"""The customer sees on the application's card how far it has come."""

from typing import get_args

import pytest

from bot.views import progress, render, words
from services.contracts import posts
from services.contracts.credit import CreditState
from tests.unit.case import CREDIT, money
from tests.unit.test_views import all_text

STATES: tuple[CreditState, ...] = get_args(CreditState)


def card(state: CreditState) -> str:
    received = posts.ApplicationReceived(
        credit_id=CREDIT, amount=money(1000_00), months=12, state=state
    )
    return all_text(render.render(received))


@pytest.mark.parametrize(
    ("state", "line"),
    [
        ("under_review", "✓ Received → *In review* → Decision → Your acceptance → Payout"),
        (
            "approved",
            "✓ Received → ✓ Reviewed → ✓ Approved → *Your acceptance of the offer* → Payout",
        ),
        ("rejected", "✓ Received → ✓ Reviewed → *Not approved*"),
        ("active", "✓ Received → ✓ Reviewed → ✓ Approved → ✓ Accepted → ✓ Payout"),
    ],
)
def test_the_steps_are_one_line(state: CreditState, line: str) -> None:
    assert progress.line(state) == line
    assert line in card(state)


def test_the_line_is_heard_as_it_is_seen() -> None:
    """In words, for whoever does not see ticks and bold type."""
    said = "Done: Received. Now: With our credit officers. Then: Decision, Your acceptance, Payout."
    assert progress.told("referred") == said
    assert said in card("referred")
    assert progress.told("withdrawn") == "Done: Received. Now: Withdrawn."
    assert progress.told("aborted") == "Done: Received. Now: Stopped by a fault on our side."


UNDECIDED = {"submitted", "under_review", "info_requested", "referred"}
AHEAD = {*UNDECIDED, "approved"}


@pytest.mark.parametrize("state", STATES)
def test_a_card_tells_what_is_ahead_only_while_something_is(state: CreditState) -> None:
    """The outcome is announced until it is decided; what has ended leads nowhere."""
    assert (words.OUTCOME_HERE in card(state)) == (state in UNDECIDED)
    assert ("Then:" in card(state)) == (state in AHEAD)


def test_a_card_from_before_shows_an_application_in_review() -> None:
    """What was sent by an older desk has no state."""
    stored = '{"credit_id": "CR-AAAAAAAA", "amount": {"minor": 1}, "months": 3}'
    read = posts.ApplicationReceived.model_validate_json(stored)
    assert "*In review*" in all_text(render.render(read))
