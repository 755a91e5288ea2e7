"""Debits that only a model can place: asked once, and what it says can only help or refer."""

import pytest

from tests.scripted_model import Check, calls, contains, lacks, status
from tests.stories import people, steps
from tests.stories.staging import OFFICERS, Desk, credit_id

OBSCURE = people.obscure()
ROWS = range(1, 31)


def placed(category: str) -> dict[str, object]:
    return {"debits": [{"id": number, "category": category} for number in ROWS]}


def nobody(customer: str) -> tuple[Check, ...]:
    return contains("Debits to place:"), lacks(customer)


async def test_a_model_places_what_the_rules_cannot(desk: Desk) -> None:
    """One call for all of them, then the review; the audit names both, and the offer comes."""
    customer = next(OBSCURE)
    desk.script.expect("classifier", calls(("classify", placed("leisure"))), when=nobody(customer))
    thread, offer = await steps.offered(desk, customer)
    lanes = [asked.lane for asked in desk.script.requests]
    assert (lanes.count("classifier"), lanes.count("review_agent")) == (1, 1)
    events = (await desk.books.audit(credit_id(offer))).links
    classified = next(link.event for link in events if link.event.what == "agent.classified")
    assert classified.inputs
    assert classified.model
    assert " of " in classified.details
    assert thread.user == customer


@pytest.mark.parametrize("says", ["gambling", "nothing"])
async def test_what_a_model_doubts_or_does_not_say_is_for_people(desk: Desk, says: str) -> None:
    """Its gambling rejects nobody, its failure neither: officers decide, with its classes."""
    customer = next(OBSCURE)
    answer = status(400) if says == "nothing" else calls(("classify", placed(says)))
    desk.script.expect("classifier", answer)
    thread = await steps.applied(desk, customer)
    people_decide = await desk.slack.reply(thread, "credit officers now look")
    card = await desk.slack.posted(OFFICERS, credit_id(people_decide), "Open")
    assert ("only a model gave" in card.all_words) is (says == "gambling")
    if says == "gambling":
        await desk.slack.click(steps.OMAR, card, "referral_opinion")
        assert "gambling" in await desk.slack.form()
    await desk.slack.click(steps.OLIVIA, card, "referral_approve")
    await desk.slack.reply(thread, "Offer for your credit")
