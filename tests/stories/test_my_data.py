"""A person gets all that the desk holds about them, and has it deleted where the law lets it."""

import json
from typing import Any

from tests.scripted_model import Check, calls, says, text
from tests.stories import people, steps
from tests.stories.staging import GENERAL, OFFICERS, Desk, credit_id
from tests.stories.test_retention import account, kept
from tests.stories.workspace import Seen

PLANTED = "aardvark-on-a-unicycle"
OTHERS = "walrus-in-a-cupboard"
UNKNOWN = Check(
    "nothing is known of what was said before",
    lambda asked: PLANTED not in json.dumps(asked.body["input"]),
)


async def test_my_data_is_all_of_mine_and_nothing_of_others(desk: Desk) -> None:
    """As one file in the direct message, wherever it was asked for."""
    other, customer = desk.customer(), desk.customer()
    await said(desk, other, OTHERS)
    thread = await said(desk, customer, PLANTED)
    reminder = {"text": f"feed the {PLANTED}", "in_minutes": 60}
    desk.script.expect("front_desk", calls(("remind", reminder)))
    desk.script.expect("front_desk", text("I will."))
    await desk.slack.write(customer, "remind me", thread=thread)
    await desk.slack.reply(thread, "I will.")
    rejected, card = await steps.referred(desk, customer)
    await desk.slack.click(steps.OLIVIA, card, "referral_claim")
    await desk.slack.posted(OFFICERS, credit_id(card), "Claimed by")
    _, lent = await steps.lent(desk, customer)
    answer = await desk.slack.command(customer, "my-data")
    assert "comes as a file" in answer.text
    data = await file(desk, answer)
    assert data["person"] == people.key(customer)
    assert {each["summary"]["credit_id"] for each in data["credits"]} == {credit_id(card), lent}
    (running,) = [each for each in data["credits"] if each["summary"]["credit_id"] == lent]
    assert running["loan"]["state"] == "active"
    assert running["application"]["terms"]["months"] == 12
    assert "loan.disbursed" in [event["what"] for event in running["events"]]
    threads = {each["thread"] for each in data["conversations"]}
    assert {each.split(".", 2)[2] for each in threads} >= {thread.ts, rejected.ts}
    lines = [line for each in data["conversations"] for line in each["lines"]]
    assert {"by": "customer", "text": PLANTED} in lines
    assert data["reminders"][0]["text"] == f"feed the {PLANTED}"
    assert len(data["transactions"]) > 50
    whole = json.dumps(data)
    assert OTHERS not in whole
    assert all(person not in whole for person in (other, steps.OLIVIA, steps.OMAR))
    again = await desk.slack.command(customer, "my-data")
    assert "just now" in again.text
    assert len(await files(desk, answer)) == 1


async def test_forget_asks_first_and_deletes_what_may_be_deleted(desk: Desk) -> None:
    """The loan goes on; what was said before is gone, for model, export and Restate alike."""
    customer = desk.customer()
    shared = await desk_said_in_general(desk, customer)
    thread, lent = await steps.lent(desk, customer)
    await desk.slack.open_by_command(customer, "forget")
    form = await desk.slack.form("Delete my data")
    assert lent in form
    assert "ten years" in form
    assert PLANTED in await kept(desk, shared)
    assert await desk.slack.fill(customer, {}) is None
    home = await desk.slack.write(customer, "")
    told = await desk.slack.posted(home.channel, "Deleted, as you wanted")
    assert "conversations: 2" in told.all_words
    assert lent in told.all_words
    assert PLANTED not in await kept(desk, shared)
    events = await account(desk, customer, times=3)
    assert [each.what for each in events].count("conversation.forgotten") == 2
    assert {each.who for each in events} == {people.key(customer)}
    desk.script.expect("front_desk", text("Hello again."), when=UNKNOWN)
    await desk.slack.write(customer, "<@U0DESK> again", channel=GENERAL, thread=shared)
    await desk.slack.reply(shared, "Hello again.")
    await desk.slack.write("U0BOB", "<@U0DESK> and me?", channel=GENERAL, thread=shared)
    await desk.slack.whisper("U0BOB", GENERAL, "belongs to somebody else")
    assert (await desk.books.audit(lent)).links[-1].event.what != "data.forgotten"
    shown = await desk.slack.command(customer, f"owe {lent}")
    assert lent in shown.all_words
    _ = thread


async def test_forget_with_a_number_is_still_about_a_reminder(desk: Desk) -> None:
    customer = desk.customer()
    shown = await desk.slack.command(customer, "forget R-1")
    assert "no such reminder" in shown.text
    assert "once you confirm it" in (await desk.slack.command(customer, "help")).text


async def said(desk: Desk, customer: str, words: str) -> Seen:
    desk.script.expect("front_desk", text("I see."), when=says(words))
    thread = await desk.slack.write(customer, words)
    await desk.slack.reply(thread, "I see.")
    return thread


async def desk_said_in_general(desk: Desk, customer: str) -> Seen:
    desk.script.expect("front_desk", text(f"Yes, {PLANTED}."), when=says(PLANTED))
    thread = await desk.slack.write(customer, f"<@U0DESK> {PLANTED}?", channel=GENERAL)
    await desk.slack.reply(thread, PLANTED)
    return thread


async def file(desk: Desk, at: Seen) -> dict[str, Any]:
    """What is in the person's file, once it is there."""
    seen = await desk.slack.wait(at.channel, lambda each: bool(_named(each)))
    (name,) = _named(seen)
    return json.loads(await desk.slack.read_file(seen.files[name]))


async def files(desk: Desk, at: Seen) -> list[str]:
    return [name for each in await desk.slack.read(at.channel) for name in _named(each)]


def _named(seen: Seen) -> list[str]:
    return [name for name in seen.files if name.startswith("my-data-")]
