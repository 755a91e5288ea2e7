"""Where the workspace has streams, an answer can be read while it is written: one message."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from tests.scripted_model import Answer, Pen, calls, says, text, told
from tests.stories import staging, steps
from tests.stories.conftest import SUSPENDING
from tests.stories.staging import GENERAL, Desk
from tests.stories.streaming_slack import StreamingSlack
from tests.stories.workspace import Seen

WORDS = "Your <!channel> balance is 1,234.00 EUR, see [here](https://evil.example) for **more**."
"""Twelve words; of the first three nothing may be shown that reaches people."""


@dataclass(frozen=True)
class Live:
    """A desk, and the door behind which its workspace has streams."""

    desk: Desk
    door: StreamingSlack

    async def ask(
        self, pen: Pen, *, then: Answer | None = None, channel: str | None = None
    ) -> Seen:
        """A question whose answer is written by that pen; its first three words can be read.

        With `then`, the answer goes on with these calls of tools.
        """
        said = text(WORDS)
        more = then.output if then else ()
        self.desk.script.expect("front_desk", Answer(output=(*said.output, *more), pen=pen))
        customer = self.desk.customer()
        words = "<@U0DESK> how much is it?" if channel else "how much is it?"
        question = await self.desk.slack.write(customer, words, channel=channel)
        pen.write(3)
        await self.desk.slack.reply(question, "balance")
        return question

    async def whole(self, question: Seen) -> Seen:
        """The answer, once it is whole; it is the only message."""
        reply = await self.desk.slack.reply(question, "1,234.00 EUR", "*more*")
        assert len(await self.desk.slack.replies(question)) == 1
        return reply


@pytest.fixture(scope="module", params=["usual", "suspending"])
async def stage(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    newcomers: Iterator[str],
) -> AsyncIterator[Live]:
    environment = SUSPENDING if request.param == "suspending" else {}
    home = tmp_path_factory.mktemp("live")
    async with staging.streaming(home, newcomers=newcomers, environment=environment) as on:
        yield Live(*on)


@pytest.fixture
async def live(stage: Live) -> AsyncIterator[Live]:
    stage.door.calls.clear()
    with stage.desk.script.story():
        yield stage


@pytest.mark.parametrize("channel", [None, GENERAL])
async def test_an_answer_grows_in_one_message(live: Live, channel: str | None) -> None:
    """At the end it is what it would have been without a stream."""
    pen = Pen()
    question = await live.ask(pen, channel=channel)
    begun = (await live.desk.slack.replies(question))[0]
    assert "1,234" not in begun.all_words
    pen.write(7)
    grown = await live.desk.slack.reply(question, "EUR")
    pen.finish()
    whole = await live.whole(question)
    assert begun.ts == grown.ts == whole.ts
    assert whole.words.startswith("Your &lt;!channel&gt; balance is 1,234.00 EUR, see here for")
    assert "AI assistant" in whole.words
    assert live.door.count("chat.startStream") == 1
    for method, body in live.door.calls:
        shown = body.get("markdown_text", "") if "Stream" in method else ""
        assert not any(part in shown for part in ("<", "](", "://"))


@pytest.mark.parametrize("part", ["services", "bot", "restate"])
async def test_a_kill_while_an_answer_is_written(live: Live, part: str) -> None:
    """What was begun before becomes the whole answer, and no second message is begun."""
    pen = Pen()
    question = await live.ask(pen)
    begun = (await live.desk.slack.replies(question))[0]
    live.desk.stack.kill(part)
    await live.desk.stack.ready(part)
    pen.finish()
    assert (await live.whole(question)).ts == begun.ts
    assert live.door.count("chat.startStream") == 1


async def test_a_stream_that_slack_has_ended(live: Live) -> None:
    """It lives five minutes only; the answer is whole all the same."""
    pen = Pen()
    question = await live.ask(pen)
    live.door.end_all()
    pen.finish()
    await live.whole(question)


async def test_a_stream_of_which_slack_has_not_told(live: Live) -> None:
    """Nobody knows its name, so nothing is added; the answer finds it and takes its place."""
    pen = Pen()
    live.door.loses_answers = True
    question = await live.ask(pen)
    live.door.loses_answers = False
    pen.finish()
    await live.whole(question)
    assert live.door.count("chat.appendStream") == 0


async def test_words_before_a_tool_make_place_for_the_answer(live: Live) -> None:
    """Only the words after it are the answer."""
    pen = Pen()
    question = await live.ask(pen, then=calls(("get_balance", {})))
    final = "The balance is *1,234.00 EUR*, nothing *more*.".replace("*", "**")
    live.desk.script.expect("front_desk", text(final), when=told("EUR"))
    pen.finish()
    reply = await live.whole(question)
    assert "Your" not in reply.all_words


async def test_words_before_a_card_are_taken_away(live: Live) -> None:
    """The card says it all: what the model had begun to say is gone."""
    pen = Pen()
    question = await live.ask(pen, then=calls(("hand_over_to_credit_agent", {})))
    wanted = {"amount": "1000", "months": 12}
    live.desk.script.expect("credit_agent", calls(("submit_application", wanted)))
    steps.scripted_assessment(live.desk)
    pen.finish()
    await live.desk.slack.reply(question, "Offer for your credit")
    replies = await live.desk.slack.replies(question)
    assert not any("balance is" in reply.all_words for reply in replies)
    assert live.door.count("chat.delete") == 1


async def test_what_is_answered_at_once_is_posted_as_ever(live: Live) -> None:
    """A stream would cost more calls, and show nothing earlier."""
    live.desk.script.expect("front_desk", text(WORDS), when=says("quickly"))
    question = await live.desk.slack.write(live.desk.customer(), "quickly, please")
    await live.whole(question)
    assert live.door.calls == []
