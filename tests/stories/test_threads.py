"""The way back to a thread, and what happens where it is gone."""

from tests.stories import steps
from tests.stories.staging import Desk
from tests.stories.steps import OLIVIA


async def test_an_offer_comes_to_the_customer_when_its_thread_was_deleted(desk: Desk) -> None:
    """It says why; its buttons work, it shows what became of it, and the money follows there."""
    customer = desk.customer()
    thread, card = await steps.referred(desk, customer)
    home = thread.channel
    await desk.slack.delete(thread)
    await desk.slack.click(OLIVIA, card, "referral_approve")
    offer = await desk.slack.posted(home, "I can't write in the thread", "Offer for your credit")
    await desk.slack.click(customer, offer, "offer_accept")
    await desk.slack.posted(home, "I can't write in the thread", "You accepted this offer")
    await desk.slack.posted(home, "I can't write in the thread", "were paid out")
    assert not [seen for seen in await desk.slack.replies(thread) if "Offer" in seen.all_words]
    assert await desk.ledger_sum() == 0


async def test_the_status_leads_to_the_thread(desk: Desk) -> None:
    """By the address of its first message; the Home tab has the same."""
    customer = desk.customer()
    thread, _ = await steps.referred(desk, customer)
    address = f"/archives/{thread.channel}/p{thread.ts.replace('.', '')}|Open its thread>"
    assert address in (await desk.slack.command(customer, "status")).words
    await desk.slack.open_home(customer)
    await desk.slack.home(customer, address)
