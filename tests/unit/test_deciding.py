"""Who decides an application: policy on computed figures, and people; no model's word alone.

Real are the workflow and all that it thinks; what others answer it, and whom it waits for, is here.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from services.contracts import loan, session
from services.contracts.credit import OfferResponse
from services.contracts.session import Consultation
from services.credit import workflow
from services.credit.case import Case
from tests.unit.application_world import FINE, IN_DEBT, World, approval, assessed
from tests.unit.case import ALICE, CREDIT, OLIVIA, OMAR, RULES, application
from tests.unit.doors import DESK
from tests.unit.feed import entry

GAMBLING = (*FINE, entry("03-05", "gambling", -600_00))


@pytest.fixture
def lived(monkeypatch: pytest.MonkeyPatch) -> Callable[[World], Awaitable[World]]:
    """Lives an application to its end; what nobody does lapses."""

    async def live(world: World) -> World:
        monkeypatch.setattr(Case, "wait", world.wait)
        await workflow.run(cast("Any", world), application(), DESK)
        return world

    return live


Lives = Callable[[World], Awaitable[World]]
CONSULTED = f"{session.CONSULT.service}.{session.CONSULT.name}"
OPENED = f"{loan.OPEN.service}.{loan.OPEN.name}"


async def test_within_policy_and_mandate_an_agent_can_approve(lived: Lives) -> None:
    world = await lived(World())
    assert (world.waited, world.called.count(CONSULTED)) == (["offer.1"], 1)


async def test_what_a_hard_rule_fails_is_rejected_without_a_word_of_the_agent(
    lived: Lives,
) -> None:
    """It can be contested; nothing is offered, and no agent is asked."""
    world = await lived(World(IN_DEBT))
    assert (world.waited, CONSULTED in world.called) == (["contest.1"], False)
    assert world.view
    assert world.view.state == "rejected"


async def test_what_policy_refers_is_for_people_whatever_the_agent_says(lived: Lives) -> None:
    world = await lived(World(GAMBLING))
    assert (world.waited, CONSULTED in world.called) == (["vote.1"], False)


async def test_above_the_automatic_mandate_people_decide(lived: Lives) -> None:
    """What is owed counts together with what is applied for."""
    fits = RULES.mandates.automatic - application().amount.minor
    assert (await lived(World(owed=(fits,)))).waited == ["offer.1"]
    assert (await lived(World(owed=(fits + 1,)))).waited == ["vote.1"]


async def test_while_the_automatic_path_is_stopped_people_decide(lived: Lives) -> None:
    assert (await lived(World(stopped=True))).waited == ["vote.1"]


@pytest.mark.parametrize(
    "says",
    [
        assessed("refer"),
        assessed(evidence=("t-invented",)),
        assessed("reject"),
        Consultation(outcome="concluded", tool="approve_everything"),
        Consultation(outcome="failed", failure="model_unavailable"),
        Consultation(outcome="failed", failure="gave_up"),
    ],
)
async def test_a_model_that_fails_or_doubts_means_that_people_decide(
    lived: Lives, says: Consultation
) -> None:
    """So does one that names what is not in the account, or says what it may not."""
    assert (await lived(World(says=says))).waited == ["vote.1"]


async def test_what_is_owed_by_then_says_how_many_officers_it_takes(lived: Lives) -> None:
    """Another credit came between the referral and the vote: one approval is not enough."""
    alone = await lived(World(stopped=True, people=(approval(OLIVIA),)))
    assert alone.waited == ["vote.1", "offer.1"]
    world = World(stopped=True, owed=(0, RULES.mandates.one_officer), people=(approval(OLIVIA),))
    assert (await lived(world)).waited == ["vote.1", "vote.2"]


async def test_an_approval_is_held_by_the_account_before_it_is_offered(lived: Lives) -> None:
    world = await lived(World())
    assert [item.credit_id for item in world.held.items] == [CREDIT]


async def test_another_approval_since_the_review_began_counts_for_the_mandate(lived: Lives) -> None:
    """Figures from before a wait are not approved on."""
    world = await lived(World(owed=(0, RULES.mandates.automatic)))
    assert world.waited == ["vote.1"]
    assert world.card
    assert world.card.because == ("above_mandate",)


async def test_another_approval_in_the_same_instant_counts_for_the_mandate(lived: Lives) -> None:
    """The account alone knows of it, when it is asked to hold this one too."""
    world = await lived(World(unseen=RULES.mandates.automatic))
    assert (world.waited, world.held.items) == (["vote.1"], ())


async def test_another_approval_within_the_mandate_does_no_harm(lived: Lives) -> None:
    world = await lived(World(unseen=100_00))
    assert (world.waited, world.called.count("Account.commit")) == (["offer.1"], 2)


async def test_another_offer_s_instalment_since_then_can_fail_a_hard_rule(lived: Lives) -> None:
    """No officer has voted: it is rejected, as it would be if it were applied for now."""
    world = await lived(World(owed=(0, 2000_00), monthly=(0, 1900_00)))
    assert (world.waited, world.held.items) == (["contest.1"], ())


async def test_a_stop_since_the_review_began_sends_it_to_people(lived: Lives) -> None:
    world = await lived(World(stopped_late=True))
    assert (world.waited, world.held.items) == (["vote.1"], ())
    assert world.card
    assert world.card.because == ("stopped",)


async def test_a_stop_is_not_for_what_people_approve(lived: Lives) -> None:
    world = World(stopped=True, stopped_late=True, people=(approval(OLIVIA),))
    assert (await lived(world)).waited == ["vote.1", "offer.1"]


@pytest.mark.parametrize(
    "world", [World(), World(IN_DEBT), World(GAMBLING)], ids=["offered", "rejected", "expired"]
)
async def test_a_withdrawal_in_the_instant_of_a_decision_counts(lived: Lives, world: World) -> None:
    """A promise is completed once: the customer was told that it is withdrawn, so it is."""
    world = await lived(replace(world, withdraws=True))
    assert world.view
    assert (world.view.state, OPENED in world.called) == ("withdrawn", False)


async def test_votes_for_less_wait_for_another_officer(lived: Lives) -> None:
    """Another credit was approved in the same instant, and now it takes two."""
    owed = RULES.mandates.one_officer
    world = await lived(World(stopped=True, unseen=owed, people=(approval(OLIVIA),)))
    assert (world.waited, world.held.items) == (["vote.1", "vote.2"], ())
    assert world.card
    assert [vote.officer for vote in world.card.votes] == [OLIVIA]
    assert world.card.votes_needed == 2
    two = World(stopped=True, unseen=owed, people=(approval(OLIVIA), approval(OMAR)))
    assert (await lived(two)).waited == ["vote.1", "vote.2", "offer.1"]


async def test_votes_on_figures_that_are_worse_by_now_are_void(lived: Lives) -> None:
    """They come back to the officers, with the reason on the card."""
    world = World(stopped=True, monthly=(0, 0, 1900_00), people=(approval(OLIVIA),))
    world = await lived(world)
    assert (world.waited, world.held.items) == (["vote.1", "vote.2"], ())
    assert world.card
    assert (world.card.votes, world.card.because) == ((), ("stopped", "figures_changed"))
    again = World(stopped=True, monthly=(0, 0, 1900_00), people=(approval(OLIVIA),) * 2)
    assert (await lived(again)).waited == ["vote.1", "vote.2", "offer.1"]


async def test_officers_cannot_approve_beyond_the_most_that_a_customer_may_have(
    lived: Lives,
) -> None:
    world = World(stopped=True, unseen=RULES.exposure.max_total, people=(approval(OLIVIA),))
    world = await lived(world)
    assert (world.waited, world.held.items) == (["vote.1", "vote.2"], ())
    assert world.card
    assert "exposure_limit" in world.card.because


@pytest.mark.parametrize(("accept", "state"), [(True, "accepted"), (False, "withdrawn")])
async def test_an_offer_that_is_not_accepted_is_not_paid_out(
    lived: Lives, *, accept: bool, state: str
) -> None:
    """By its customer's click alone."""
    click = OfferResponse(by=ALICE, offer="offer.1", accept=accept)
    world = await lived(World(people=(click,)))
    assert world.called.count(OPENED) == accept
    assert world.view
    assert world.view.state == state


async def test_an_offer_that_nobody_clicks_is_not_paid_out_either(lived: Lives) -> None:
    world = await lived(World())
    assert OPENED not in world.called
    assert world.view
    assert world.view.state == "expired"
