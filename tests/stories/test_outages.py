"""Something is away for longer than people like to wait: they hear of it, once, and are answered.

Who runs the desk reads of it in one post, which also says when it is over.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from local import parts
from tests.scripted_model import says, text
from tests.stories import staging
from tests.stories.conftest import SUSPENDING
from tests.stories.staging import OFFICERS, Desk
from tests.stories.streaming_slack import StreamingSlack
from tests.stories.workspace import Seen

IMPATIENT = {"LONGER_AFTER_SECONDS": "1", "WATCH_EVERY_SECONDS": "0.4"}
LONGER = "This takes longer than usual."
BEGUN, OVER = "does not get on", "It is over"


@dataclass(frozen=True)
class Stage:
    desk: Desk
    door: StreamingSlack

    async def ask(self, person: str, *questions: str) -> Seen:
        """The person asks all of that in one thread; its first message."""
        first, *others = questions
        thread = await self.desk.slack.write(person, first)
        for question in others:
            await self.desk.slack.write(person, question, thread=thread)
        return thread

    def answers(self, *questions: str) -> None:
        """What the model will answer to them, in their order."""
        for question in questions:
            said = text(f"About {question}.")
            self.desk.script.expect("front_desk", said, when=says(question))

    async def answered(self, thread: Seen, *questions: str) -> list[str]:
        """All that stands in the thread when the last one is answered."""
        await self.desk.slack.reply(thread, f"About {questions[-1]}.")
        return [seen.text.splitlines()[0] for seen in await self.desk.slack.replies(thread)]

    async def told(self, *parts: str) -> Seen:
        """What who runs the desk reads, with all these parts."""
        return await self.desk.slack.posted(OFFICERS, *parts)

    async def noticed(self, service: str) -> None:
        """Its work does not get on, and the watch knows, whoever can be told."""
        query = "SELECT value_utf8 AS stands FROM state WHERE service_name = 'Watch'"
        async with asyncio.timeout(30):
            while not any(
                f'"{service}"' in row["stands"] and '"until":null' in row["stands"]
                for row in await self.desk.rows(query)
            ):
                await asyncio.sleep(0.1)

    async def calm(self) -> None:
        """All that was told is over."""
        await self.desk.slack.wait(OFFICERS, lambda seen: OVER in seen.all_words)
        assert not [s for s in await self.desk.slack.read(OFFICERS) if BEGUN in s.all_words]


@pytest.fixture(scope="module", params=["usual", "suspending"])
async def running(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    newcomers: Iterator[str],
) -> AsyncIterator[Stage]:
    environment = IMPATIENT | (SUSPENDING if request.param == "suspending" else {})
    home = tmp_path_factory.mktemp("outages")
    async with staging.streaming(home, newcomers=newcomers, environment=environment) as on:
        yield Stage(*on)


@pytest.fixture
async def stage(running: Stage) -> AsyncIterator[Stage]:
    """For one story; what was told to officers before it is taken away."""
    for seen in await running.desk.slack.read(OFFICERS):
        await running.desk.slack.delete(seen)
    with running.desk.script.story():
        yield running


async def test_the_model_is_down(stage: Stage) -> None:
    """The services die meanwhile, too. The queue drains in order when it is back."""
    desk, questions = stage.desk, ("apples", "pears", "plums")
    desk.script.down = True
    thread = await stage.ask(desk.customer(), *questions)
    await desk.slack.reply(thread, LONGER)
    desk.stack.kill(parts.SERVICES)
    await stage.told(BEGUN, "AgentSession/message: 1 is tried again", "inv_")
    stage.answers(*questions)
    desk.script.down = False
    shown = await stage.answered(thread, *questions)
    assert [line[:29] for line in shown] == [
        LONGER,
        "About apples.",
        "About pears.",
        "About plums.",
    ]
    await stage.calm()
    assert len(await desk.slack.read(OFFICERS)) == 1


async def test_slack_is_down(stage: Stage) -> None:
    """Nobody can be told then; what was said meanwhile comes in order, and once."""
    desk, questions = stage.desk, ("tea", "coffee", "milk")
    stage.answers(*questions)
    stage.door.down = True
    thread = await stage.ask(desk.customer(), *questions)
    await stage.noticed("Messenger")
    stage.door.down = False
    shown = await stage.answered(thread, *questions)
    assert shown == [f"About {each}." for each in questions]
    await stage.calm()
    (told,) = await desk.slack.read(OFFICERS)
    assert "Messenger/post" in told.all_words


async def test_restate_stands_still(stage: Stage) -> None:
    """What it did not take is kept, and who wrote it is told, once."""
    desk, questions = stage.desk, ("bread", "butter")
    customer, server = desk.customer(), desk.stack.pid(parts.RESTATE)
    assert server
    stage.answers(*questions)
    os.killpg(server, signal.SIGSTOP)
    try:
        thread = await stage.ask(customer, *questions)
        await desk.slack.whisper(customer, thread.channel, LONGER)
    finally:
        os.killpg(server, signal.SIGCONT)
    shown = await stage.answered(thread, *questions)
    assert shown == [f"About {each}." for each in questions]
    whispers = [seen for seen in await desk.slack.read(thread.channel) if seen.only_for]
    assert len(whispers) == 1


async def test_what_is_paused_is_told_of_and_goes_on(stage: Stage) -> None:
    """Whoever paused it, or however often it failed: it is not paused for good."""
    desk = stage.desk
    desk.script.down = True
    thread = await stage.ask(desk.customer(), "grapes")
    await desk.slack.reply(thread, LONGER)
    query = "SELECT id FROM sys_invocation WHERE target LIKE 'AgentSession/%/message' AND"
    (row,) = await desk.rows(f"{query} status != 'completed'")
    await desk.operate(row["id"], "pause")
    stage.answers("grapes")
    desk.script.down = False
    await stage.told("AgentSession/message: 1 is paused", row["id"])
    await stage.answered(thread, "grapes")
    await stage.calm()
    assert len(await desk.slack.read(OFFICERS)) == 1
