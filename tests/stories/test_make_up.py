"""What a newcomer sees: the desk as `make up` starts it, with the offline model."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.stories import staging
from tests.stories.staging import GENERAL, OFFICERS, Desk, credit_id


@pytest.fixture(scope="module")
async def local(
    tmp_path_factory: pytest.TempPathFactory, newcomers: Iterator[str]
) -> AsyncIterator[Desk]:
    home = tmp_path_factory.mktemp("local")
    offline = {"OPENAI_API_KEY": "", "OPENAI_BASE_URL": ""}
    async with staging.running(home, newcomers=newcomers, environment=offline) as desk:
        yield desk


async def test_alice_from_balance_to_money(local: Desk) -> None:
    """Her balance, the term asked for, the offer, the money, and what it will cost a month."""
    slack = local.slack
    balance = await slack.write("U0ALICE", "what is my balance?")
    before = (await slack.reply(balance, "EUR")).text
    wish = "Hi, I would like to apply for a credit of 1000 euros."
    thread = await slack.write("U0ALICE", wish)
    await slack.reply(thread, "months")
    await slack.write("U0ALICE", "12 months", thread=thread)
    await slack.reply(thread, "was received")
    offer = await slack.reply(thread, "86.07 EUR", "1,032.80 EUR", "6.2")
    await slack.click("U0ALICE", offer, "offer_accept")
    await slack.reply(thread, "paid out")
    await slack.posted("C0APPROVALS", credit_id(offer))
    cost = "how much will be the monthly payment and for how many months?"
    await slack.write("U0ALICE", cost, thread=thread)
    await slack.reply(thread, "86.07 EUR a month", "12 months")
    again = await slack.write("U0ALICE", "what is my balance?")
    assert (await slack.reply(again, "EUR")).text != before
    status = await slack.write("U0ALICE", "Hi, what is the status of my credit?")
    told = await slack.reply(status, credit_id(offer), "running", "1,032.80 EUR")
    shown = await slack.command("U0ALICE", "status")
    for part in (credit_id(offer), "running", "1,032.80 EUR"):
        assert part in told.all_words
        assert part in shown.all_words


async def test_a_loan_is_looked_at_and_repaid_in_plain_words(local: Desk) -> None:
    """What is owed, the table, and a part of it: asked for the choice, paid by the click."""
    slack, customer = local.slack, local.customer()
    thread = await slack.write(customer, "I need a loan of 1,000 over 12 months")
    offer = await slack.reply(thread, "Offer for your credit")
    await slack.click(customer, offer, "offer_accept")
    await slack.reply(thread, "paid out")
    await slack.write(customer, "what do I still owe?", thread=thread)
    await slack.reply(thread, "you still owe", "1,000.00 EUR", "1,032.80 EUR")
    await slack.write(customer, "show my schedule", thread=thread)
    await slack.reply(thread, "918.93", "86.03")
    await slack.write(customer, "I want to pay back 200 of it", thread=thread)
    await slack.reply(thread, "or the term shorter?")
    await slack.write(customer, "a shorter term, please", thread=thread)
    card = await slack.reply(thread, "today only", "200.00 EUR")
    await slack.reply(thread, "Only your click")
    await slack.click(customer, card, "repayment_confirm")
    await slack.reply(thread, "You confirmed this")
    await slack.write(customer, "I want to withdraw from the loan", thread=thread)
    await slack.reply(thread, "Withdrawing from", "800.00 EUR", "today only")


async def test_bob_applies_in_a_channel(local: Desk) -> None:
    """What stands out is asked in private; his answer in plain words goes on from the channel."""
    wish = "<@U0DESK> I need a loan of 1,500 for 18 months"
    thread = await local.slack.write("U0BOB", wish, channel=GENERAL)
    home = (await local.slack.write("U0BOB", "")).channel
    await local.slack.reply(thread, "for your eyes only")
    await local.slack.posted(home, "gambling", "payday")
    answer = "That was a weekend with friends, and the payday loan was for a car. Both are over."
    await local.slack.write("U0BOB", answer, thread=thread)
    await local.slack.posted(home, "Offer for your credit", "1,500.00 EUR")
    assert "gambling" not in str(await local.slack.replies(thread))


async def test_carol_is_rejected_by_a_rule(local: Desk) -> None:
    """The rule's reason, with its figure and threshold."""
    thread = await local.slack.write("U0CAROL", "can I borrow 1,500 for a year?")
    await local.slack.reply(thread, "was not approved", "50.0 %")
    await local.slack.write("U0CAROL", "why was I rejected?", thread=thread)
    await local.slack.reply(thread, "No person took part", "limit 50.0 %")
    await local.slack.write("U0CAROL", "I want to talk to a human.", thread=thread)
    await local.slack.posted(OFFICERS, "<@U0CAROL> wants", "I want to talk to a human.")


async def test_a_large_one_goes_to_the_officers(local: Desk) -> None:
    """8,000 is over the automatic mandate: Olivia approves, the offer appears."""
    thread = await local.slack.write("U0ALICE", "I need a loan of 8000 euros over 36 months")
    people_decide = await local.slack.reply(thread, "credit officers now look")
    card = await local.slack.posted(OFFICERS, credit_id(people_decide), "Open")
    await local.slack.click("U0OLIVIA", card, "referral_approve")
    await local.slack.reply(thread, "Offer for your credit", "8,000.00 EUR")
