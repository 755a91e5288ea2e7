"""Applying with a form instead of in a chat, and what the Home tab is made of."""

import asyncio
from collections.abc import Callable, Mapping

import aiohttp

from services.contracts import referrals
from services.contracts.keys import PersonKey
from services.contracts.money import Money
from tests.scripted_model import says, text
from tests.stories import people, steps
from tests.stories.staging import OFFICERS, Desk, credit_id
from tests.stories.steps import OLIVIA
from tests.stories.workspace import PATIENCE


def filled(amount: str, months: str) -> dict[str, dict[str, str]]:
    kind = "plain_text_input"
    return {
        "amount": {"type": kind, "value": amount},
        "months": {"type": kind, "value": months},
    }


async def test_a_form_becomes_an_application_in_a_thread_of_its_own(desk: Desk) -> None:
    """What is refused shows in the form; in the thread it goes on like any other."""
    customer = desk.customer()
    steps.scripted_assessment(desk)
    home = await desk.slack.open_by_command(customer, "apply 99 12")
    assert "Term in months" in await desk.slack.form()
    assert await desk.slack.fill(customer, filled("99", "12")) == {
        "amount": "It must be 100.00 EUR at least."
    }
    assert await desk.slack.fill(customer, filled("1,000", "12")) is None
    root = await desk.slack.posted(home.channel, "You applied for 1,000.00 EUR over 12 months")
    await desk.slack.reply(root, "was received")
    offer = await desk.slack.reply(root, "Offer for your credit")
    assert credit_id(offer) == credit_id(root)

    desk.script.expect("front_desk", text("It is offered."), when=says("How does it stand?"))
    await desk.slack.write(customer, "How does it stand?", thread=root)
    await desk.slack.reply(root, "It is offered.")
    await desk.slack.click(customer, offer, "offer_accept")
    await desk.slack.reply(root, "were paid out")
    assert await desk.ledger_sum() == 0


async def test_home_follows_what_happens_once_it_was_opened(desk: Desk) -> None:
    """Without another look."""
    customer = desk.customer()
    await desk.slack.open_home(customer)
    await desk.slack.home(customer, "You have no credits yet.")
    _, card = await steps.referred(desk, customer)
    key = credit_id(card)
    await desk.slack.home(customer, f"{key}: 8,000.00 EUR over 36 months, with our credit officers")
    await desk.slack.click(OLIVIA, card, "referral_approve")
    await desk.slack.home(customer, "the offer waits for you")


async def test_officers_read_what_is_open_and_nobody_else(desk: Desk) -> None:
    """A referral is listed as long as it is open, with who has claimed it."""
    _, card = await steps.referred(desk, desk.customer())
    key = credit_id(card)
    open_one = await listed(desk, lambda found: key in found)
    assert (open_one[key].amount, open_one[key].claim) == (Money(minor=8000_00), None)
    await desk.slack.click(OLIVIA, card, "referral_claim")
    claimed = await listed(desk, lambda found: found[key].claim is not None)
    assert claimed[key].since == open_one[key].since
    current = await desk.slack.posted(OFFICERS, key, "Claimed by", OLIVIA)
    await desk.slack.click(OLIVIA, current, "referral_approve")
    await listed(desk, lambda found: key not in found)
    refused = await read(desk, people.key("U0ALICE"))
    assert (refused.outcome, refused.queue) == ("not_an_officer", None)


async def read(desk: Desk, by: PersonKey) -> referrals.ReadingReply:
    """What a front end is told."""
    url = f"{desk.stack.ingress}/Referrals/{referrals.OFFICERS}/read"
    async with (
        aiohttp.ClientSession() as client,
        client.post(url, json=referrals.Reading(by=by).model_dump()) as response,
    ):
        response.raise_for_status()
        return referrals.ReadingReply.model_validate(await response.json())


async def listed(
    desk: Desk, fits: Callable[[Mapping[str, referrals.OpenReferral]], bool]
) -> Mapping[str, referrals.OpenReferral]:
    """The index, once it fits: it is written a moment after the card."""
    async with asyncio.timeout(PATIENCE):
        while True:
            queue = (await read(desk, people.key(OLIVIA))).queue or referrals.Queue()
            found = {str(item.credit_id): item for item in queue.longest}
            if fits(found):
                return found
            await asyncio.sleep(0.05)
