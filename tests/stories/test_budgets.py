"""A customer who has used up the day reads so once; buttons, commands and officers go on."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from services.budget.daily import Used
from tests.scripted_model import calls, text
from tests.stories import people, staging, steps, workspace
from tests.stories.staging import Desk

LITTLE = {"CUSTOMER_DAILY_TURNS": "2", "CUSTOMER_DAILY_MODEL_CALLS": "8"}
USED = "SELECT value FROM state WHERE service_name = 'Budget' AND service_key = '{key}'"


@pytest.fixture(scope="module")
async def frugal_stage(
    tmp_path_factory: pytest.TempPathFactory, newcomers: Iterator[str]
) -> AsyncIterator[Desk]:
    """A desk that gives each customer two turns a day."""
    home = tmp_path_factory.mktemp("frugal")
    async with staging.running(home, newcomers=newcomers, environment=LITTLE) as desk:
        yield desk


@pytest.fixture
async def frugal(frugal_stage: Desk) -> AsyncIterator[Desk]:
    """The desk for one story. Fails it when the model's script is not used up."""
    with frugal_stage.script.story():
        yield frugal_stage


async def test_the_day_ends_for_one_customer_alone(frugal: Desk) -> None:
    """In that thread and in the next, each told once; the model is asked nothing more."""
    customer = frugal.customer()
    thread = await _used_up(frugal, customer)
    await frugal.slack.write(customer, "three?", thread=thread)
    await frugal.slack.reply(thread, "all that I can answer you today")
    await frugal.slack.write(customer, "four?", thread=thread)
    other = await frugal.slack.write(customer, "five?")
    await frugal.slack.reply(other, "all that I can answer you today")
    assert "EUR" in (await frugal.slack.command(customer, "balance")).all_words
    frugal.script.expect("front_desk", text("Hello you."))
    await frugal.slack.reply(await frugal.slack.write(frugal.customer(), "hello"), "Hello you.")
    assert len(await frugal.slack.replies(thread)) == 3


async def test_a_running_application_goes_on(frugal: Desk) -> None:
    """Officers decide, the offer comes, the click pays out: none of it asks the budget."""
    customer = frugal.customer()
    thread, card = await steps.referred(frugal, customer)
    frugal.script.expect("credit_agent", text("Not yet."))
    await frugal.slack.write(customer, "is it decided?", thread=thread)
    await frugal.slack.reply(thread, "Not yet.")
    await frugal.slack.write(customer, "and now?", thread=thread)
    await frugal.slack.reply(thread, "all that I can answer you today")
    await frugal.slack.click(steps.OLIVIA, card, "referral_approve")
    offer = await frugal.slack.reply(thread, "Offer for your credit")
    await frugal.slack.click(customer, offer, "offer_accept")
    await frugal.slack.reply(thread, "were paid out")


@pytest.mark.parametrize(("asked", "counted"), [(1, 4), (5, 6)])
async def test_what_a_turn_costs_is_kept(frugal: Desk, asked: int, counted: int) -> None:
    """Its half of the day's eight calls of the model, and what it needed more than that."""
    customer = frugal.customer()
    for _ in range(asked):
        frugal.script.expect("front_desk", calls(("get_balance", {})))
    frugal.script.expect("front_desk", text("Enough."))
    await frugal.slack.reply(await frugal.slack.write(customer, "how much?"), "Enough.")
    async with asyncio.timeout(workspace.PATIENCE):
        while (used := await _used(frugal, customer)).model_calls < counted:
            await asyncio.sleep(0.05)
    assert (used.turns, used.model_calls) == (1, counted)


async def _used_up(desk: Desk, customer: str) -> staging.Seen:
    desk.script.expect("front_desk", text("First."))
    thread = await desk.slack.write(customer, "one?")
    await desk.slack.reply(thread, "First.")
    desk.script.expect("front_desk", text("Second."))
    await desk.slack.write(customer, "two?", thread=thread)
    await desk.slack.reply(thread, "Second.")
    return thread


async def _used(desk: Desk, customer: str) -> Used:
    (row,) = await desk.rows(USED.format(key=people.key(customer)))
    return Used.model_validate_json(bytes.fromhex(row["value"]))
