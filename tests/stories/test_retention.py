"""Conversations are kept for a time, and then deleted, with an account of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

import pytest

from services.contracts.audit import Event
from tests.scripted_model import Check, says, text
from tests.stories import people, staging
from tests.stories.conftest import SUSPENDING
from tests.stories.staging import GENERAL, Desk
from tests.stories.workspace import PATIENCE, Seen

A_DAY = 24 * 60 * 60
SECONDS = 4
PLANTED = "aardvark-on-a-unicycle"
UNKNOWN = Check(
    "nothing is known of what was said before",
    lambda asked: PLANTED not in json.dumps(asked.body["input"]),
)


@pytest.fixture(scope="module", params=["usual", "suspending"])
async def short(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    newcomers: Iterator[str],
) -> AsyncIterator[Desk]:
    """A desk that keeps conversations for a few seconds."""
    told = {"RETENTION_DAYS": f"{SECONDS / A_DAY:.6f}"}
    if request.param == "suspending":
        told |= SUSPENDING
    home = tmp_path_factory.mktemp("short")
    async with staging.running(home, newcomers=newcomers, environment=told) as desk:
        yield desk
        desk.script.check()


async def test_a_conversation_is_deleted_in_its_time(short: Desk) -> None:
    """Nothing of its words is left, the audit says so, and the thread stays its owner's."""
    customer = short.customer()
    short.script.expect("front_desk", text(f"Yes, {PLANTED}."), when=says(PLANTED))
    thread = await short.slack.write(customer, f"<@U0DESK> {PLANTED}?", channel=GENERAL)
    await short.slack.reply(thread, PLANTED)
    (gone,) = await account(short, customer)
    assert (gone.what, gone.who) == ("conversation.expired", "desk")
    assert key(thread) in gone.details
    assert PLANTED not in await kept(short, thread)
    await short.slack.write("U0BOB", "<@U0DESK> what did they say?", channel=GENERAL, thread=thread)
    await short.slack.whisper("U0BOB", GENERAL, "belongs to somebody else")
    short.script.expect("front_desk", text("Hello again."), when=UNKNOWN)
    await short.slack.write(customer, "and now?", channel=GENERAL, thread=thread)
    await short.slack.reply(thread, "Hello again.")
    assert len(await account(short, customer, times=2)) == 2


def key(thread: Seen) -> str:
    return f"{people.TEAM}.{thread.channel}.{thread.ts}"


async def account(desk: Desk, user: str, *, times: int = 1) -> list[Event]:
    """What the audit says of a person's data, once it says as much."""
    async with asyncio.timeout(PATIENCE):
        while len(links := (await desk.books.audit(people.key(user))).links) < times:
            await asyncio.sleep(0.1)
    return [link.event for link in links]


async def kept(desk: Desk, thread: Seen) -> str:
    """All that Restate keeps for the conversation."""
    query = (
        "SELECT key, value FROM state "
        f"WHERE service_name = 'AgentSession' AND service_key = '{key(thread)}'"
    )
    rows = await desk.rows(query)
    return "\n".join(bytes.fromhex(row["value"]).decode() for row in rows)
