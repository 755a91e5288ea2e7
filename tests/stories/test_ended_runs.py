"""An operator ends an application's workflow: everybody hears of it, and nothing vanishes."""

from typing import Literal

import pytest

from services.contracts.keys import CreditId
from tests.stories import steps
from tests.stories.staging import OFFICERS, Desk, credit_id
from tests.stories.steps import OLIVIA
from tests.stories.test_questions import asked
from tests.stories.workspace import Seen


async def _end(desk: Desk, credit: CreditId, how: Literal["cancel", "kill"]) -> None:
    """As the buttons of Restate's own page do it."""
    sql = f"SELECT id FROM sys_invocation WHERE target = 'CreditApplication/{credit}/run'"
    (row,) = await desk.rows(sql)
    await desk.operate(str(row["id"]), how)


async def _told(desk: Desk, customer: str, thread: Seen, credit: CreditId) -> None:
    """The customer reads it once, in the thread and by the command, and may apply again."""
    await desk.slack.reply(thread, "had to stop", "apply again")
    listed = await desk.slack.command(customer, "status")
    assert f"{credit}" in listed.all_words
    assert "stopped by a fault on our side" in listed.all_words


async def test_while_officers_decide(desk: Desk) -> None:
    customer = desk.customer()
    thread, card = await steps.referred(desk, customer)
    await _end(desk, credit_id(card), "cancel")
    await _told(desk, customer, thread, credit_id(card))
    closed = await desk.slack.posted(OFFICERS, credit_id(card), "Stopped by a fault")
    assert not {"referral_approve", "referral_reject"} & closed.buttons.keys()
    await desk.slack.click(OLIVIA, card, "referral_approve")
    await desk.slack.whisper(OLIVIA, OFFICERS, "stopped")
    again = await steps.applied(desk, customer, amount="8000", months=30)
    await desk.slack.reply(again, "was received")


async def test_while_the_customer_is_asked(desk: Desk) -> None:
    customer = desk.customer()
    thread, question = await asked(desk, customer)
    await _end(desk, credit_id(question), "cancel")
    await _told(desk, customer, thread, credit_id(question))
    closed = await desk.slack.wait(thread.channel, lambda seen: seen.ts == question.ts)
    assert not closed.buttons


@pytest.mark.parametrize("how", ["cancel", "kill"])
async def test_while_an_offer_is_open(desk: Desk, how: Literal["cancel", "kill"]) -> None:
    """Who accepts just then is told that it was stopped; no money moves."""
    customer = desk.customer()
    thread, offer = await steps.offered(desk, customer)
    before = await desk.balance(customer)
    await _end(desk, credit_id(offer), how)
    await desk.slack.click(customer, offer, "offer_accept")
    await desk.slack.whisper(customer, thread.channel, "stopped")
    if how == "cancel":
        await _told(desk, customer, thread, credit_id(offer))
    assert await desk.balance(customer) == before
    assert await desk.ledger_sum() == 0


async def test_as_often_as_it_happens_the_customer_can_apply(desk: Desk) -> None:
    """An application that was stopped takes none of the three places."""
    customer = desk.customer()
    for months in (30, 31, 32, 33):
        thread = await steps.applied(desk, customer, amount="8000", months=months)
        card = await desk.slack.reply(thread, "credit officers now look")
        await _end(desk, credit_id(card), "cancel")
        await desk.slack.reply(thread, "had to stop", "apply again")
