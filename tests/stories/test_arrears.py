"""A loan in arrears, with a short month: the customer tells of difficulties, officers decide."""

from collections.abc import AsyncIterator, Iterator

import pytest

from services.contracts.keys import CreditId
from tests.stories import purse, staging, steps
from tests.stories.staging import OFFICERS, Desk
from tests.stories.steps import OLIVIA, OMAR
from tests.stories.workspace import Seen


@pytest.fixture(scope="module")
async def brisk_stage(
    tmp_path_factory: pytest.TempPathFactory, newcomers: Iterator[str]
) -> AsyncIterator[Desk]:
    """A desk whose month takes ten seconds, and its day a third of one."""
    home = tmp_path_factory.mktemp("brisk")
    told_so = {"MONTH_SECONDS": "10"}
    async with staging.running(home, newcomers=newcomers, environment=told_so) as desk:
        yield desk


@pytest.fixture
async def brisk(brisk_stage: Desk) -> AsyncIterator[Desk]:
    """The desk for one story. Fails it when the model's script is not used up."""
    with brisk_stage.script.story():
        yield brisk_stage


async def fallen_behind(desk: Desk, customer: str) -> tuple[Seen, CreditId, Seen]:
    """The thread, the loan, and the officers' task: nothing was there for instalment 1."""
    thread, key = await steps.lent(desk, customer)
    await purse.leave(desk, customer, 0)
    await desk.slack.reply(thread, "Instalment 1", "We try again every day")
    task = await desk.slack.posted(OFFICERS, f"Instalment 1 of {key}", "overdue")
    return thread, key, task


async def test_difficulties_reach_the_officers_and_arrears_are_cured(brisk: Desk) -> None:
    """In the customer's own words, once; with money paid in, the task is settled."""
    customer = brisk.customer()
    thread, key, task = await fallen_behind(brisk, customer)
    overdue = await brisk.slack.reply(thread, "Instalment 1", "is overdue")
    words = {"answer": {"type": "plain_text_input", "value": "I lost my *job*."}}
    await brisk.slack.click(customer, overdue, "loan_difficulties")
    assert await brisk.slack.fill(customer, words) is None
    told = await brisk.slack.posted(OFFICERS, key, "has difficulties")
    assert "> I lost my *job*." in told.all_words
    await brisk.slack.click(customer, overdue, "loan_difficulties")
    assert "already done" in str(await brisk.slack.fill(customer, words))
    await purse.leave(brisk, customer, 5000_00)
    await brisk.slack.reply(thread, f"Instalment 1 of 12 of {key} was collected", "late interest")
    settled = await brisk.slack.wait(
        OFFICERS, lambda seen: seen.ts == task.ts and "settled" in seen.all_words
    )
    assert not settled.buttons
    await brisk.slack.click(OLIVIA, task, "loan_write_off")
    await brisk.slack.whisper(OLIVIA, OFFICERS, "not in arrears")


async def test_two_officers_write_a_loan_off(brisk: Desk) -> None:
    """One alone does not, nor the same one twice; then the bank bears the loss."""
    customer = brisk.customer()
    thread, key, task = await fallen_behind(brisk, customer)
    await brisk.slack.click(OLIVIA, task, "loan_write_off")
    wanted = await brisk.slack.posted(OFFICERS, key, "It takes a second officer")
    assert wanted.buttons
    await brisk.slack.click(OLIVIA, task, "loan_write_off")
    await brisk.slack.whisper(OLIVIA, OFFICERS, "voted already")
    await brisk.slack.click(customer, task, "loan_write_off")
    await brisk.slack.whisper(customer, OFFICERS, "Only credit officers")
    await brisk.slack.click(OMAR, task, "loan_write_off")
    over = await brisk.slack.posted(OFFICERS, key, "was written off by")
    assert not over.buttons
    await brisk.slack.reply(thread, key, "wrote off")
    assert await brisk.balance(customer) == 0
    assert await brisk.ledger_sum() == 0
