"""An officer takes a referral, and nobody else decides it until it is given on."""

from tests.stories import steps
from tests.stories.staging import OFFICERS, Desk, credit_id
from tests.stories.steps import OLIVIA, OMAR


def colleague(person: str) -> dict[str, dict[str, str]]:
    """The form to hand over, filled in."""
    return {"colleague": {"type": "users_select", "selected_user": person}}


async def test_only_the_claimer_decides(desk: Desk) -> None:
    """Others are told who has it, and their old card is brought up to date."""
    thread, card = await steps.referred(desk, desk.customer())
    await desk.slack.click(OLIVIA, card, "referral_claim")
    claimed = await desk.slack.posted(OFFICERS, credit_id(card), "Claimed by", OLIVIA)
    assert "referral_claim" not in claimed.buttons
    await desk.slack.click(OMAR, card, "referral_approve")
    await desk.slack.whisper(OMAR, OFFICERS, f"<@{OLIVIA}> has claimed this")
    await desk.slack.click(OLIVIA, card, "referral_claim")
    await desk.slack.whisper(OLIVIA, OFFICERS, "already done")
    await desk.slack.click(OLIVIA, card, "referral_approve")
    await desk.slack.whisper(OLIVIA, OFFICERS, "out of date")
    assert not [s for s in await desk.slack.replies(thread) if "Offer" in s.text]
    await desk.slack.click(OLIVIA, claimed, "referral_approve")
    await desk.slack.reply(thread, "Offer for your credit")


async def test_a_claim_is_handed_over(desk: Desk) -> None:
    """To a colleague who may decide, who then gives it back to all."""
    customer = desk.customer()
    thread, card = await steps.referred(desk, customer)
    await desk.slack.click(OLIVIA, card, "referral_claim")
    claimed = await desk.slack.posted(OFFICERS, credit_id(card), "Claimed by", OLIVIA)
    for wrong in (OLIVIA, customer):
        await desk.slack.click(OLIVIA, claimed, "referral_hand_over")
        told = await desk.slack.fill(OLIVIA, colleague(wrong))
        assert "another credit officer" in str(told)
    await desk.slack.click(OLIVIA, claimed, "referral_hand_over")
    assert await desk.slack.fill(OLIVIA, colleague(OMAR)) is None
    given = await desk.slack.posted(OFFICERS, credit_id(card), "Claimed by", OMAR)
    await desk.slack.click(OMAR, given, "referral_hand_over")
    assert await desk.slack.fill(OMAR, {}) is None
    free = await desk.slack.wait(
        OFFICERS, lambda s: credit_id(card) in s.all_words and "referral_claim" in s.buttons
    )
    await desk.slack.click(OLIVIA, free, "referral_approve")
    await desk.slack.reply(thread, "Offer for your credit")
    chain = await desk.books.audit(credit_id(card))
    acts = [link.event for link in chain.links if link.event.what.startswith("referral.")]
    assert [(act.what, act.who, act.details) for act in acts] == [
        ("referral.claimed", f"T0DESK.{OLIVIA}", ""),
        ("referral.handed_over", f"T0DESK.{OLIVIA}", f"T0DESK.{OMAR}"),
        ("referral.handed_over", f"T0DESK.{OMAR}", ""),
    ]
