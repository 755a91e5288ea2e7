"""Work is cancelled or killed in Restate: what can be set right is, and who runs the desk hears.

A loan whose timer is gone is collected all the same.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest

from services.contracts.keys import CreditId
from tests.stories import staging, steps
from tests.stories.conftest import SUSPENDING
from tests.stories.staging import OFFICERS, Desk
from tests.stories.steps import OLIVIA
from tests.stories.workspace import PATIENCE

WATCHED = {"MONTH_SECONDS": "6", "WATCH_EVERY_SECONDS": "0.4"}
FAILED = "has failed for good"
TIMER = (
    "SELECT id FROM sys_invocation WHERE target_service_name = 'Loan' AND status = 'scheduled' "
    "AND target_handler_name = 'collect' AND target_service_key = '{key}'"
)


@pytest.fixture(scope="module", params=["usual", "suspending"])
async def watched_stage(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    newcomers: Iterator[str],
) -> AsyncIterator[Desk]:
    """A desk whose month takes six seconds, and that is looked at often."""
    environment = WATCHED | (SUSPENDING if request.param == "suspending" else {})
    home = tmp_path_factory.mktemp("watched")
    async with staging.running(home, newcomers=newcomers, environment=environment) as desk:
        yield desk


@pytest.fixture
async def watched(watched_stage: Desk) -> AsyncIterator[Desk]:
    """The desk for one story. Fails it when the model's script is not used up."""
    with watched_stage.script.story():
        yield watched_stage


async def test_a_loan_whose_timer_is_gone_is_collected(watched: Desk) -> None:
    """Once each, and on to the end."""
    customer = watched.customer()
    thread, key = await steps.lent(watched, customer)
    await watched.operate(await _timer(watched, key), "cancel")
    await watched.slack.reply(thread, "Instalment 1 of 12")
    await watched.operate(await _timer(watched, key), "kill")
    await watched.slack.reply(thread, "Instalment 2 of 12")
    await watched.slack.reply(thread, "Instalment 3 of 12")
    collected = [s for s in await watched.slack.replies(thread) if s.text.startswith("Instalment")]
    assert len(collected) == len({seen.text.split(":")[0] for seen in collected})
    assert await watched.ledger_sum() == 0


async def test_a_failure_is_told_once_and_an_officer_sees_to_it(watched: Desk) -> None:
    """Named by handler and key, whatever was cancelled."""
    key = "T0DESK.D0NOBODY.17"
    await _fails(watched, key)
    told = await watched.slack.posted(OFFICERS, FAILED, "Help/call", key)
    await asyncio.sleep(2)  # several looks
    assert len([s for s in await watched.slack.read(OFFICERS) if key in s.all_words]) == 1
    await watched.slack.click(watched.customer(), told, "failures_seen")
    await watched.slack.click(OLIVIA, told, "failures_seen")
    await watched.slack.wait(
        OFFICERS, lambda seen: key in seen.all_words and "has seen to it" in seen.all_words
    )


async def _timer(desk: Desk, key: CreditId) -> str:
    """The id of the loan's next collection."""
    async with asyncio.timeout(PATIENCE):
        while not (rows := await desk.rows(TIMER.format(key=key))):
            await asyncio.sleep(0.05)
    return str(rows[0]["id"])


async def _fails(desk: Desk, key: str) -> None:
    """A call that no thread has made: the desk refuses it for good."""
    asked = {"by": "T0DESK.U0ALICE", "place": {"room": "T0DESK.D0ALICE"}}
    url = f"{desk.stack.ingress}/Help/{key}/call/send"
    async with aiohttp.ClientSession() as http, http.post(url, json=asked) as response:
        assert response.status < 300
