"""With a short month: instalments are collected by durable timers, each once."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.scripted_model import calls, says, text, told
from tests.stories import staging, steps
from tests.stories.staging import APPROVALS, OFFICERS, Desk, credit_id

HASTY = {
    "question_reminders": '["PT1S"]',
    "question_deadline": '"PT3S"',
    "offer_validity": '"PT8S"',
    "referral_claim": '"PT1S"',
    "referral_escalation": '"PT2S"',
    "referral_deadline": '"PT4S"',
}
"""Deadlines that a story can wait for."""


@pytest.fixture(scope="module")
async def hasty_stage(
    tmp_path_factory: pytest.TempPathFactory, newcomers: Iterator[str]
) -> AsyncIterator[Desk]:
    """A desk whose month takes two seconds and whose deadlines are short."""
    home = tmp_path_factory.mktemp("hasty")
    policy = staging.policy_with(home / "policy.toml", HASTY)
    told_so = {"MONTH_SECONDS": "2", "POLICY_FILE": str(policy)}
    async with staging.running(home / "data", newcomers=newcomers, environment=told_so) as desk:
        yield desk


@pytest.fixture
async def hasty(hasty_stage: Desk) -> AsyncIterator[Desk]:
    """The desk for one story. Fails it when the model's script is not used up."""
    with hasty_stage.script.story():
        yield hasty_stage


async def test_instalments_are_collected_until_the_loan_is_closed(hasty: Desk) -> None:
    """Interest and balance as in the oracle: 918.93 and 837.45 owed after one and two."""
    customer = hasty.customer()
    thread, offer = await steps.offered(hasty, customer)
    before = await hasty.balance(customer)
    await hasty.slack.click(customer, offer, "offer_accept")
    first = await hasty.slack.reply(thread, "Instalment 1 of 12", "918.93 EUR")
    assert "86.07 EUR" in first.all_words
    await hasty.slack.reply(thread, "Instalment 2 of 12", "837.45 EUR", "860.66 EUR")
    hasty.stack.kill("services")
    hasty.script.expect("credit_agent", calls(("list_credits", {})), when=says("owe"))
    seen = (told('"remaining"'), told('"state":"active"'))
    hasty.script.expect("credit_agent", text("You still owe some."), when=seen)
    await hasty.slack.write(customer, "what do I still owe?", thread=thread)
    await hasty.slack.reply(thread, "You still owe some.")
    await hasty.slack.reply(thread, credit_id(offer), "closed")
    collected = [s for s in await hasty.slack.replies(thread) if s.text.startswith("Instalment")]
    assert len(collected) == 12
    assert await hasty.balance(customer) == before - 32_80
    assert await hasty.ledger_sum() == 0
    await hasty.slack.posted(APPROVALS, credit_id(offer))


async def test_a_question_lapses(hasty: Desk) -> None:
    """Reminded once, then the application expires; a late answer is told that it is closed."""
    customer = hasty.customer()
    hasty.script.expect("review_agent", calls(("ask_customer", {"question": "What for?"})))
    thread = await steps.applied(hasty, customer)
    card = await hasty.slack.reply(thread, "What for?")
    await hasty.slack.reply(thread, "What for?", times=2)
    await hasty.slack.reply(thread, credit_id(card), "expired")
    await hasty.slack.click(customer, card, "question_answer")
    late = {"answer": {"type": "plain_text_input", "value": "For a boat."}}
    assert await hasty.slack.fill(customer, late) is not None


async def test_an_offer_lapses(hasty: Desk) -> None:
    """After its validity the offer is expired; a late click pays nothing."""
    customer = hasty.customer()
    thread, offer = await steps.offered(hasty, customer)
    await hasty.slack.reply(thread, "expired")
    await hasty.slack.click(customer, offer, "offer_accept")
    await hasty.slack.whisper(customer, thread.channel, "closed")
    assert await hasty.ledger_sum() == 0


async def test_a_referral_reminds_and_lapses(hasty: Desk) -> None:
    """Officers are reminded twice; then the application expires and the customer is told."""
    thread = await steps.applied(hasty, hasty.customer(), amount="8000", months=36)
    people_decide = await hasty.slack.reply(thread, "credit officers now look")
    credit = credit_id(people_decide)
    await hasty.slack.wait(
        OFFICERS,
        lambda seen: credit in seen.text and "Referral" not in seen.text and not seen.files,
        times=2,
    )
    await hasty.slack.reply(thread, credit, "has expired")
    await hasty.slack.reply(thread, "was received", "✓ Received → *Expired*")
    closed = await hasty.slack.posted(OFFICERS, credit, "Expired")
    assert not closed.buttons
