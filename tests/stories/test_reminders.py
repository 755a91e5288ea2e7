"""Nothing waits for an officer who is away: reminders, escalation, and a claim that lapses."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.scripted_model import calls, says
from tests.stories import staging, steps
from tests.stories.staging import OFFICERS, Desk, credit_id
from tests.stories.steps import OLIVIA, OMAR

QUICK = {"referral_claim": '"PT1S"', "referral_escalation": '"PT3S"'}
"""Reminders that a story can wait for; nothing expires meanwhile."""


@pytest.fixture(scope="module")
async def quick_stage(
    tmp_path_factory: pytest.TempPathFactory, newcomers: Iterator[str]
) -> AsyncIterator[Desk]:
    """A desk whose officers have seconds where others have hours."""
    home = tmp_path_factory.mktemp("quick")
    policy = staging.policy_with(home / "policy.toml", QUICK)
    told_so = {"POLICY_FILE": str(policy)}
    async with staging.running(home / "data", newcomers=newcomers, environment=told_so) as desk:
        yield desk


@pytest.fixture
async def quick(quick_stage: Desk) -> AsyncIterator[Desk]:
    """The desk for one story. Fails it when the model's script is not used up."""
    with quick_stage.script.story():
        yield quick_stage


async def test_a_referral_is_reminded_of_and_escalated(quick: Desk) -> None:
    """To claim it, then to decide it; when the time is over all who may decide are called."""
    thread, card = await steps.referred(quick, quick.customer())
    credit = credit_id(card)
    await quick.slack.posted(OFFICERS, f"Nobody has claimed the referral {credit}", "over", OMAR)
    late = await quick.slack.posted(OFFICERS, f"{credit} is still not decided", "over")
    assert OLIVIA in late.text
    assert OMAR in late.text
    room = [each for each in await quick.slack.read(OFFICERS) if not each.thread]
    said = [each for each in room if credit in each.text and each.ts != card.ts]
    assert len(said) == 4
    await quick.slack.click(OMAR, card, "referral_approve")
    await quick.slack.reply(thread, "Offer for your credit")


async def test_nobody_may_decide_is_an_alarm_at_once(
    tmp_path_factory: pytest.TempPathFactory, newcomers: Iterator[str]
) -> None:
    """Two votes and one officer: the officers' room is told before anybody has to wait."""
    alone = {"OFFICERS": f"T0DESK.{OLIVIA}"}
    home = tmp_path_factory.mktemp("alone")
    async with staging.running(home, newcomers=newcomers, environment=alone) as desk:
        _, card = await steps.referred(desk, desk.customer(), amount="10500")
        alarm = await desk.slack.posted(OFFICERS, "only one officer may vote")
        assert credit_id(alarm) == credit_id(card)
        _, own = await steps.referred(desk, OLIVIA, amount="5100")
        await desk.slack.posted(OFFICERS, credit_id(own), "nobody may vote")
        log = desk.stack.settings.logs / "services.log"
        assert "nobody may decide" in log.read_text(encoding="utf-8")


async def test_a_claim_lapses(quick: Desk) -> None:
    """Olivia is away after she claimed: the card is free again, and Omar decides."""
    thread, card = await steps.referred(quick, quick.customer())
    await quick.slack.click(OLIVIA, card, "referral_claim")
    await quick.slack.posted(OFFICERS, f"<@{OLIVIA}>'s claim", credit_id(card), "lapsed", OMAR)
    free = await quick.slack.posted(OFFICERS, f"Referral {credit_id(card)}", "Open")
    assert "referral_claim" in free.buttons
    await quick.slack.click(OMAR, free, "referral_approve")
    await quick.slack.reply(thread, "Offer for your credit")


async def test_a_call_for_a_human_is_reminded_of(quick: Desk) -> None:
    """Twice, by name; once an officer has taken it nobody is reminded any more."""
    customer = quick.customer()
    quick.script.expect("front_desk", calls(("call_a_human", {})), when=says("a human"))
    thread = await quick.slack.write(customer, "I want to talk to a human")
    await quick.slack.reply(thread, "One of them will write to you")
    card = await quick.slack.posted(OFFICERS, f"<@{customer}> wants to talk to a human")
    await quick.slack.posted(OFFICERS, f"<@{customer}> still waits", OLIVIA, OMAR)
    await quick.slack.posted(OFFICERS, f"<@{customer}> still waits", "time for it is over")
    await quick.slack.click(OMAR, card, "human_take")
    await quick.slack.reply(thread, f"<@{OMAR}> will write to you")
