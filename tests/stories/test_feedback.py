"""A customer says whether an answer was good, and engineers read it."""

import asyncio
from dataclasses import replace

from services.contracts.session import Thumb
from tests.scripted_model import text
from tests.stories import people
from tests.stories.staging import GENERAL, Desk
from tests.stories.workspace import PATIENCE, Seen


async def test_the_owners_last_thumb_is_kept_with_the_thread(desk: Desk) -> None:
    """Somebody else's is not, and they alone read whose conversation it is.

    The local Slack shows no thumbs, so they are clicked as a page of another Slack has them.
    """
    customer = desk.customer()
    desk.script.expect("front_desk", text("Hello to you."))
    question = await desk.slack.write(customer, "<@U0DESK> hello", channel=GENERAL)
    reply = await desk.slack.reply(question, "Hello to you.")
    assert not reply.buttons
    assert "context_actions" not in reply.all_words
    await desk.slack.click(customer, thumb("up", reply, question), "answer_rate")
    await desk.slack.click(customer, thumb("down", reply, question), "answer_rate")
    await desk.slack.click("U0BOB", thumb("up", reply, question), "answer_rate")
    await desk.slack.whisper("U0BOB", GENERAL, "belongs to somebody else")
    assert await kept(desk, question) == {question.ts: "down"}


def thumb(which: Thumb, reply: Seen, question: Seen) -> Seen:
    """The reply as it looks where there are thumbs."""
    return replace(reply, buttons={"answer_rate": f"{which}|{question.ts}"})


async def kept(desk: Desk, question: Seen) -> dict[str, str]:
    """What is kept for the thread, once there is something: by message, the thumb."""
    thread = f"{people.TEAM}.{question.channel}.{question.ts}"
    for _ in range(int(PATIENCE / 0.05)):
        found = {
            str(each.message): str(each.thumb)
            for key, each in await desk.books.ratings()
            if key == thread
        }
        if found:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"nothing is kept for {thread}")
