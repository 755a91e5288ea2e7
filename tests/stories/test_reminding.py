"""Reminders by chat: set, listed, cancelled, and written into their thread once."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.scripted_model import Check, calls, contains, says, text, told
from tests.stories import staging, steps
from tests.stories.staging import GENERAL, Desk
from tests.stories.workspace import PATIENCE, Seen

TOMORROW = {"day": "tomorrow", "text": "send the <!channel> papers"}


@pytest.fixture(scope="module")
async def quick_stage(
    tmp_path_factory: pytest.TempPathFactory, newcomers: Iterator[str]
) -> AsyncIterator[Desk]:
    """A desk whose month takes twenty seconds: fifteen days before an instalment are ten."""
    told_so = {"MONTH_SECONDS": "20", "SUSPEND_AFTER_SECONDS": "0"}
    home = tmp_path_factory.mktemp("quick")
    async with staging.running(home, newcomers=newcomers, environment=told_so) as desk:
        yield desk


@pytest.fixture
async def quick(quick_stage: Desk) -> AsyncIterator[Desk]:
    """The desk for one story. Fails it when the model's script is not used up."""
    with quick_stage.script.story():
        yield quick_stage


async def says_so(
    desk: Desk,
    customer: str,
    words: str,
    *wanted: tuple[str, dict[str, object]],
    thread: Seen | None = None,
    channel: str | None = None,
    sees: tuple[Check, ...] = (),
) -> Seen:
    """The customer writes; the front desk uses these tools, sees that, and says that it did."""
    desk.script.expect("front_desk", calls(*wanted), when=says(words))
    desk.script.expect("front_desk", text(f"Done: {words}"), when=sees)
    said = f"<@U0DESK> {words}" if channel and not thread else words
    seen = await desk.slack.write(customer, said, channel=channel, thread=thread)
    await desk.slack.reply(thread or seen, f"Done: {words}")
    return seen


async def ahead(desk: Desk, customer: str, *, sees: tuple[Check, ...] = ()) -> Seen:
    """The thread of a new loan, in which the customer set a reminder before its instalment."""
    thread, _ = await steps.lent(desk, customer)
    wish: dict[str, object] = {"days_before_instalment": 15, "text": "move money"}
    words = "remind me fifteen days before the next instalment"
    desk.script.expect("credit_agent", calls(("hand_back_to_front_desk", {})), when=says(words))
    await says_so(desk, customer, words, ("remind", wish), thread=thread, sees=sees)
    return thread


async def due(desk: Desk, thread: Seen) -> list[Seen]:
    return [s for s in await desk.slack.replies(thread) if "Your reminder" in s.all_words]


async def test_it_comes_once_though_every_part_is_killed(quick: Desk) -> None:
    """Into its thread, with the instalment as the loan has it; and the model knows of it."""
    customer = quick.customer()
    set_ = (told('"reminder":"R-1"'), told('"days_before_instalment":15'))
    thread = await ahead(quick, customer, sees=set_)
    for part in ("services", "bot", "restate"):
        quick.stack.kill(part)
    for part in ("restate", "services", "bot"):
        await quick.stack.ready(part)
    card = await quick.slack.reply(thread, "Your reminder", "> move money")
    quick.stack.kill("bot")
    await quick.stack.ready("bot")
    assert "Instalment 1 of CR-" in card.all_words
    assert "86.07 EUR" in card.all_words
    knows = contains("[desk] reminded the customer, as asked (R-1), of instalment 1")
    quick.script.expect("front_desk", text("I did."), when=(says("did you?"), knows))
    await quick.slack.write(customer, "did you?", thread=thread)
    await quick.slack.reply(thread, "I did.")
    await quick.slack.reply(thread, "Instalment 1 of 12", "was collected")
    assert len(await due(quick, thread)) == 1
    answer = await quick.slack.command(customer, "reminders")
    assert "You have no reminders" in answer.all_words


async def test_a_cancelled_one_never_comes(quick: Desk) -> None:
    """Its instalment passes without it."""
    customer = quick.customer()
    thread = await ahead(quick, customer)
    cancel: dict[str, object] = {"reminder": "R-1"}
    gone = (told('"cancelled":["R-1"]'),)
    words = "cancel that reminder"
    await says_so(quick, customer, words, ("cancel_reminder", cancel), thread=thread, sees=gone)
    await quick.slack.reply(thread, "Instalment 1 of 12", "was collected")
    assert await due(quick, thread) == []


async def test_one_whose_loan_is_repaid_is_dropped(quick: Desk) -> None:
    """Nothing is written any more; the list says why, until the customer forgets it."""
    customer = quick.customer()
    await quick.slack.open_home(customer)
    thread = await ahead(quick, customer)
    key = staging.credit_id(await quick.slack.reply(thread, "were paid out"))
    await quick.slack.home(customer, f"15 days before instalment 1 of {key}")
    await quick.slack.command(customer, f"repay {key}")
    card = await quick.slack.posted(thread.channel, key, "today only")
    await quick.slack.click(customer, card, "repayment_confirm")
    await quick.slack.reply(thread, key, "paid back", "early")
    await quick.slack.home(customer, "dropped: that instalment was not to be paid any more")
    assert await due(quick, thread) == []
    answer = await quick.slack.command(customer, "forget R-1")
    assert "R-1 is cancelled" in answer.all_words
    assert "You have no reminders" in (await quick.slack.command(customer, "reminders")).all_words


async def test_a_reminder_is_its_owners_alone(desk: Desk) -> None:
    """A stranger in the thread is refused and has none of it; others who read see no list."""
    customer, stranger = desk.customer(), desk.customer()
    home = (await desk.slack.write(customer, "")).channel
    words = "remind me tomorrow"
    desk.script.expect("front_desk", calls(("remind", TOMORROW)), when=says(words))
    desk.script.expect("front_desk", text("Done."), when=told('"time":"09:00 CE'))
    thread = await desk.slack.write(customer, f"<@U0DESK> {words}", channel=GENERAL)
    await desk.slack.posted(home, "Done.")
    await desk.slack.write(stranger, "<@U0DESK> cancel all reminders", thread=thread)
    await desk.slack.whisper(stranger, GENERAL, "belongs to somebody else")
    for typed in ("forget R-1", "reminders"):
        other = await desk.slack.command(stranger, typed)
        assert "channel" not in other.all_words
    desk.script.expect("front_desk", calls(("reminders", {})), when=says("which ones?"))
    desk.script.expect("front_desk", text("The papers, tomorrow."), when=told("R-1"))
    await desk.slack.write(customer, "which ones?", thread=thread)
    await desk.slack.posted(home, "The papers, tomorrow.")
    assert "papers" not in str(await desk.slack.replies(thread))
    own = await desk.slack.command(customer, "reminders")
    assert "send the &lt;!channel&gt; papers" in own.all_words


async def test_home_lists_them_and_follows(desk: Desk) -> None:
    """Set in two threads; one cancelled by its button, the other by chat. A refusal sets none."""
    customer = desk.customer()
    await desk.slack.open_home(customer)
    await says_so(desk, customer, "remind me", ("remind", dict[str, object](TOMORROW)))
    home = await desk.slack.home(customer, "Your reminders")
    assert "send the &lt;!channel&gt; papers" in home
    past: dict[str, object] = {"day": "2020-01-01", "text": "x"}
    refused = (told("That moment is past already: 2020-01-01 09:00 CET"),)
    await says_so(desk, customer, "and back then", ("remind", past), sees=refused)
    later: dict[str, object] = {"in_days": 2, "text": "eat"}
    await says_so(desk, customer, "and later", ("remind", later), sees=(told("R-2"),))
    await desk.slack.home(customer, "09:00 CE")
    await desk.slack.press(customer, "reminder_cancel", "R-1")
    left = (told('"reminders":[{"reminder":"R-2"'),)
    await gone(desk, customer, "R-1")
    await says_so(desk, customer, "which do I have?", ("reminders", {}), sees=left)
    every: dict[str, object] = {"reminder": "all"}
    await says_so(desk, customer, "cancel all", ("cancel_reminder", every))
    await gone(desk, customer, "Your reminders")


async def gone(desk: Desk, customer: str, part: str) -> None:
    """Wait until the Home tab shows that no more."""
    async with asyncio.timeout(PATIENCE):
        while part in await desk.slack.home(customer, "You have no credits yet."):
            await asyncio.sleep(0.05)
