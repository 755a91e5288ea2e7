"""Bad input gets a clear sentence and loses nothing."""

import aiohttp
import pytest

from tests.scripted_model import calls, says, text, told
from tests.stories.staging import GENERAL, Desk


@pytest.mark.parametrize(
    ("amount", "months", "limits"),
    [
        ("0", 12, "100.00 EUR to 25,000.00 EUR"),
        ("-500", 12, "100.00 EUR to 25,000.00 EUR"),
        ("1000000000000", 12, "100.00 EUR to 25,000.00 EUR"),
        ("1000", 0, "3 to 120 months"),
        ("1000", 1000, "3 to 120 months"),
    ],
)
async def test_an_impossible_wish_is_refused_with_the_limits(
    desk: Desk, amount: str, months: int, limits: str
) -> None:
    """The tool refuses before anything is submitted, and tells the model why."""
    words = f"I want {amount} over {months} months"
    desk.script.expect("front_desk", calls(("hand_over_to_credit_agent", {})), when=says(words))
    submit = calls(("submit_application", {"amount": amount, "months": months}))
    desk.script.expect("credit_agent", submit)
    desk.script.expect("credit_agent", text("That is not possible."), when=told(limits))
    question = await desk.slack.write(desk.customer(), words)
    await desk.slack.reply(question, "That is not possible.")
    listed = await desk.slack.command(question.user, "status")
    assert "CR-" not in listed.all_words


@pytest.mark.parametrize("words", ["", ":tada:", "🎉🎉", "   "])
async def test_a_message_without_words_gets_a_sentence(desk: Desk, words: str) -> None:
    """Nothing, an emoji, only space: a sentence, and no model is asked."""
    message = await desk.slack.write(desk.customer(), words)
    await desk.slack.reply(message, "only read text")
    assert desk.script.requests == []


async def test_a_message_that_is_too_long_gets_a_sentence(desk: Desk) -> None:
    """30,000 characters: told the limit, no model asked."""
    message = await desk.slack.write(desk.customer(), "money " * 5000)
    await desk.slack.reply(message, "4,000")
    assert desk.script.requests == []


async def test_an_edited_or_deleted_message_starts_nothing(desk: Desk) -> None:
    """Only what was written first was a message."""
    desk.script.expect("front_desk", text("First answer."))
    message = await desk.slack.write(desk.customer(), "first words")
    await desk.slack.reply(message, "First answer.")
    await desk.slack.edit(message, "other words")
    await desk.slack.delete(message)
    desk.script.expect("front_desk", text("Next answer."), when=says("next words"))
    await desk.slack.write(message.user, "next words", thread=message)
    await desk.slack.reply(message, "Next answer.")
    assert len(desk.script.requests) == 2


async def test_other_peoples_talk_is_not_for_the_bot(desk: Desk) -> None:
    """In a channel, without a mention and outside of a session's thread, it stays silent."""
    root = await desk.slack.write(desk.customer(), "lunch, anybody?", channel=GENERAL)
    await desk.slack.write(desk.customer(), "yes please", thread=root)
    desk.script.expect("front_desk", text("Here."))
    other = await desk.slack.write(desk.customer(), "<@U0DESK> hi", channel=GENERAL)
    await desk.slack.reply(other, "Here.")
    assert await desk.slack.replies(root) == []


@pytest.mark.parametrize("words", ["stauts", "give me money", "status CR-", "help"])
async def test_a_command_says_what_to_type(desk: Desk, words: str) -> None:
    """Whatever is typed after /credit gets an answer that only its author sees."""
    answer = await desk.slack.command(desk.customer(), words)
    assert answer.text.strip()


@pytest.mark.parametrize(
    "path",
    [
        "Help/nowhere/call",
        "AgentSession/T0DESK.U0ALICE/message",
        "Reminders/x/list",
        "Home/x/opened",
    ],
)
async def test_a_key_that_no_object_has_is_refused_at_once(desk: Desk, path: str) -> None:
    """By the services and by the bot: it is said what is wrong, and nothing is tried again."""
    url = f"{desk.stack.ingress}/{path}"
    async with aiohttp.ClientSession() as http, http.post(url, json={}) as response:
        assert response.status == 400
        assert f"is not a key of {path.partition('/')[0]}" in await response.text()
