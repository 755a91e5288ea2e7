"""Slack refuses a room of the desk's people, or the whole app, for seconds: nothing is lost."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from local import workspace
from tests.scripted_model import says, text
from tests.stories import staging, steps
from tests.stories.refusing_slack import RefusingSlack
from tests.stories.staging import OFFICERS, Desk, credit_id
from tests.stories.workspace import Seen

OLIVIA, OMAR = "U0OLIVIA", "U0OMAR"
SHUT = 5.0
"""Seconds for which Slack refuses."""


@dataclass(frozen=True)
class Refused:
    """The desk, and what its Slack refuses."""

    desk: Desk
    door: RefusingSlack

    def alerts(self, part: str) -> int:
        """How often the bot's operator was told."""
        log = (self.desk.stack.settings.logs / "bot.log").read_text(encoding="utf-8")
        return sum("ALERT" in line and part in line for line in log.splitlines())


@pytest.fixture(scope="module")
async def refused(
    tmp_path_factory: pytest.TempPathFactory, newcomers: Iterator[str]
) -> AsyncIterator[Refused]:
    home = tmp_path_factory.mktemp("refusing")
    refusing = staging.behind(RefusingSlack, home, newcomers=newcomers, environment={})
    async with refusing as (desk, door):
        yield Refused(desk=desk, door=door)


@pytest.mark.parametrize("code", ["is_archived", "channel_not_found", "restricted_action"])
async def test_a_shut_room_gets_its_card_later(refused: Refused, code: str) -> None:
    """With its buttons, which work. Until then each officer knows, and is told once."""
    desk, door = refused.desk, refused.door
    door.rooms = {OFFICERS: code}
    credit = await _referred(desk)
    for officer in (OLIVIA, OMAR):
        home = workspace.direct_message(officer)
        await desk.slack.posted(home, f"<#{OFFICERS}>", code, credit)
    await asyncio.sleep(SHUT)
    assert not await _cards(desk, credit)
    door.rooms = {}
    card = await desk.slack.posted(OFFICERS, f"Referral {credit}", "Open")
    assert "referral_claim" in card.buttons
    await desk.slack.click(OLIVIA, card, "referral_claim")
    await desk.slack.posted(OFFICERS, credit, "Claimed by", OLIVIA)
    assert len(await _cards(desk, credit)) == 1
    for officer in (OLIVIA, OMAR):
        told = await desk.slack.read(workspace.direct_message(officer))
        assert len([seen for seen in told if credit in seen.all_words]) == 1
    assert refused.alerts(f"{credit}.referral") >= 1


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "missing_scope"])
async def test_an_app_that_is_refused_answers_later(refused: Refused, code: str) -> None:
    """Once, in its thread, as after any outage; who runs the bot is told once."""
    desk, door = refused.desk, refused.door
    before = refused.alerts(f"refuses the app in chat.postMessage: {code}")
    if code == "missing_scope":
        door.methods = {"chat.postMessage": code}
    else:
        door.app = code
    # The referrals before said the same words each time, and were answered as replays.
    desk.script.forget()
    words = f"hello, {code}"
    desk.script.expect("front_desk", text("Here I am."), when=says(words))
    question = await desk.slack.write(desk.customer(), words)
    while not door.refused[code]:
        await asyncio.sleep(0.05)
    await asyncio.sleep(SHUT)
    door.app, door.methods = "", {}
    await desk.slack.reply(question, "Here I am.")
    assert len(await desk.slack.replies(question)) == 1
    assert before == 0
    assert refused.alerts(f"refuses the app in chat.postMessage: {code}") <= 1
    assert refused.alerts(f": {code}") >= 1


@pytest.mark.parametrize(
    "method",
    ["reactions.add", "assistant.threads.setStatus", "users.info", "conversations.replies"],
)
async def test_a_lacking_scope_costs_no_answer(refused: Refused, method: str) -> None:
    """What needs it is left out."""
    desk, door = refused.desk, refused.door
    door.methods = {method: "missing_scope"}
    desk.script.expect("front_desk", text("Here I am."), when=says("hello"))
    question = await desk.slack.write(desk.customer(), "hello")
    await desk.slack.reply(question, "Here I am.")
    door.methods = {}


async def _referred(desk: Desk) -> str:
    thread = await steps.applied(desk, desk.customer(), amount="8000", months=36)
    return credit_id(await desk.slack.reply(thread, "credit officers now look"))


async def _cards(desk: Desk, credit: str) -> list[Seen]:
    read = await desk.slack.read(OFFICERS)
    return [seen for seen in read if f"Referral {credit}" in seen.all_words and not seen.thread]
