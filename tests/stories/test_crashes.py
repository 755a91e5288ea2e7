"""Processes are killed at the worst moment: everything arrives, once."""

import asyncio
from collections.abc import Callable

import pytest

from tests.scripted_model import calls, hang, text
from tests.stories import steps
from tests.stories.staging import Desk, credit_id

ASSESSED = calls(("submit_assessment", {"recommendation": "approve", "summary": "Fine."}))


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("part", ["services", "bot", "restate"])
async def test_a_kill_in_the_middle_of_a_review(desk: Desk, part: str) -> None:
    """The review is under way when the part dies; the offer comes once, is accepted, is paid."""
    customer = desk.customer()
    desk.script.expect("review_agent", hang(2))
    desk.script.expect("review_agent", ASSESSED)
    thread = await steps.applied(desk, customer)
    await _until(lambda: any(asked.lane == "review_agent" for asked in desk.script.requests))
    desk.stack.kill(part)
    await desk.stack.ready(part)
    offer = await desk.slack.reply(thread, "Offer for your credit")
    before = await desk.balance(customer)
    await desk.stack.ready("bot")
    await desk.slack.click(customer, offer, "offer_accept")
    desk.stack.kill(part)
    await desk.stack.ready(part)
    await desk.slack.reply(thread, "paid out")
    await desk.slack.reply(thread, "was received", "✓ Payout")
    assert await desk.balance(customer) == before + 1000_00
    assert await desk.ledger_sum() == 0
    texts = [seen.text for seen in await desk.slack.replies(thread)]
    assert len(texts) == len(set(texts)) == 4  # received, offer, its document, paid out
    assert credit_id(offer) in texts[0]


async def test_posts_while_the_bot_dies(desk: Desk) -> None:
    """Answers to ten threads, the bot killed in between: each is posted once."""
    customer = desk.customer()
    for number in range(10):
        desk.script.expect("front_desk", text(f"answer {number}"))
    threads = [await desk.slack.write(customer, f"question {n}") for n in range(10)]
    for _ in range(3):
        await asyncio.sleep(0.15)
        desk.stack.kill("bot")
        await desk.stack.ready("bot")
    for thread in threads:
        await desk.slack.reply(thread, "answer")
    assert [len(await desk.slack.replies(thread)) for thread in threads] == [1] * 10
