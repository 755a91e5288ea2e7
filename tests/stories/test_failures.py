"""Whatever the model runs into, people read a sentence of ours, and nothing of what it was."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest

from tests.stories import failing_model, staging
from tests.stories.staging import OFFICERS, Desk, credit_id

PATIENCE = 1
SHORT = {"LONGER_AFTER_SECONDS": "1", "ANSWER_WITHIN_SECONDS": "8"}
LONGER = "This takes longer than usual."
TECHNICAL = re.compile(
    rf"{failing_model.SECRET}|Error|Exception|Traceback|Terminal|openai|restate|https?:"
    r"|[a-z]\.py\b|[Ss]tatus \d|(?<![\d.,\w-])(40[01489]|429|50[023])(?![\d.,\w])"
)
"""Class names, addresses, codes, and what the API said beside them."""


@pytest.fixture(scope="module")
async def failing(
    tmp_path_factory: pytest.TempPathFactory, newcomers: Iterator[str]
) -> AsyncIterator[Desk]:
    async with (
        failing_model.serving(patience=PATIENCE) as url,
        staging.running(
            tmp_path_factory.mktemp("failing"),
            newcomers=newcomers,
            environment={"OPENAI_BASE_URL": url, "MODEL_TIMEOUT_SECONDS": str(PATIENCE)} | SHORT,
        ) as desk,
    ):
        yield desk


async def test_a_chat_ends_in_an_honest_sentence(failing: Desk) -> None:
    """After it was told that it takes longer, where waiting could help.

    And the thread goes on: the next message is answered.
    """
    await asyncio.gather(*(_chat(failing, name) for name in failing_model.FAILURES))
    assert await _stuck(failing) == []


async def _chat(desk: Desk, name: str) -> None:
    thread = await desk.slack.write(desk.customer(), f"please fail: {name}")
    sorry = await desk.slack.reply(thread, "Please", "again")
    told, *others = await desk.slack.replies(thread)
    # On a busy machine any answer can take long enough to be told so.
    waited = LONGER in told.all_words
    assert waited or name not in failing_model.OUTAGES, name
    if waited:
        told, *others = others
    assert (told, others) == (sorry, []), name
    assert not TECHNICAL.search(sorry.all_words), name
    await desk.slack.write(thread.user, "what is my balance?", thread=thread)
    await desk.slack.reply(thread, "EUR")
    last = (await desk.slack.replies(thread))[-2:]
    assert (last[0], "EUR" in last[1].all_words) == (sorry, True), name


async def test_a_review_ends_with_the_officers(failing: Desk) -> None:
    """Never approved, never rejected, never stuck; neither they nor the customer read of it."""
    await asyncio.gather(*(_review(failing, name) for name in failing_model.FAILURES))
    assert await _stuck(failing) == []


async def _review(desk: Desk, name: str) -> None:
    wish = f"I need a loan of {failing_model.amount(name)} over 12 months"
    thread = await desk.slack.write(desk.customer(), wish)
    told = await desk.slack.reply(thread, "credit officers now look")
    card = await desk.slack.posted(OFFICERS, f"Referral {credit_id(told)}")
    view = await desk.books.application(credit_id(told))
    assert view is not None
    assert view.state == "referred"
    read = [*await desk.slack.replies(thread), card]
    assert not any(TECHNICAL.search(each.all_words) for each in read), name


async def _stuck(desk: Desk) -> Sequence[object]:
    return await desk.rows("SELECT target, status FROM sys_invocation WHERE status = 'paused'")
