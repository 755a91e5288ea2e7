"""Officers approve less, or over a longer time: a new version of the offer."""

from tests.stories import steps
from tests.stories.staging import APPROVALS, OFFICERS, Desk, credit_id
from tests.stories.steps import OLIVIA, OMAR
from tests.stories.workspace import Json


def wish(*, amount: str = "", months: str = "") -> dict[str, Json]:
    """The form of the conditions, filled in."""
    typed = {"amount": amount, "months": months}
    return {name: {"type": "plain_text_input", "value": text} for name, text in typed.items()}


async def test_approved_with_conditions(desk: Desk) -> None:
    """What can't be shows at its field; the customer gets version 2, with what changed."""
    customer = desk.customer()
    thread, card = await steps.referred(desk, customer)
    for wrong, said in (
        (wish(), "Nothing is changed"),
        (wish(amount="9000"), "8,000.00 EUR at most"),
        (wish(amount="much"), "write an amount"),
        (wish(months="24"), "36 months at least"),
        (wish(months="121"), "120 months at most"),
    ):
        await desk.slack.click(OLIVIA, card, "referral_conditions")
        assert said in str(await desk.slack.fill(OLIVIA, wrong))
    await desk.slack.click(OLIVIA, card, "referral_conditions")
    assert await desk.slack.fill(OLIVIA, wish(amount="6,000", months="48")) is None
    offer = await desk.slack.reply(thread, "Offer for your credit", "6,000.00 EUR", "48 months")
    assert "you applied for 8,000.00 EUR over 36 months" in offer.all_words
    assert offer.buttons["offer_accept"].endswith("offer.2")
    await desk.slack.posted(APPROVALS, credit_id(card), "6,000.00 EUR", "48 months")
    before = await desk.balance(customer)
    await desk.slack.click(customer, offer, "offer_accept")
    await desk.slack.reply(thread, "6,000.00 EUR", "paid out")
    assert await desk.balance(customer) == before + 6000_00
    listed = await desk.slack.command(customer, "status")
    assert "6,000.00 EUR over 48 months" in listed.all_words


async def test_other_conditions_begin_the_vote_anew(desk: Desk) -> None:
    """Two officers must agree on the same; what the second changes needs the first again."""
    thread, card = await steps.referred(desk, desk.customer(), amount="14000")
    credit = credit_id(card)
    await desk.slack.click(OLIVIA, card, "referral_approve")
    first = await desk.slack.posted(OFFICERS, credit, "Approvals: 1 of 2")
    await desk.slack.click(OMAR, first, "referral_conditions")
    assert await desk.slack.fill(OMAR, wish(amount="12000")) is None
    anew = await desk.slack.posted(OFFICERS, credit, "12,000.00 EUR over 36 months")
    assert "Approvals: 1 of 2" in anew.all_words
    await desk.slack.click(OMAR, anew, "referral_approve")
    await desk.slack.whisper(OMAR, OFFICERS, "voted already")
    await desk.slack.click(OLIVIA, anew, "referral_approve")
    await desk.slack.reply(thread, "Offer for your credit", "12,000.00 EUR")
    notice = await desk.slack.posted(APPROVALS, credit, "12,000.00 EUR")
    assert OLIVIA in notice.text
    assert OMAR in notice.text


async def test_a_lower_amount_needs_fewer_officers(desk: Desk) -> None:
    """The mandate is that of the new amount: 9,500.00 is one officer's to approve."""
    thread, card = await steps.referred(desk, desk.customer(), amount="11000")
    assert "of 2" in card.all_words
    await desk.slack.click(OLIVIA, card, "referral_conditions")
    assert await desk.slack.fill(OLIVIA, wish(amount="9500.00")) is None
    await desk.slack.reply(thread, "Offer for your credit", "9,500.00 EUR")


async def test_two_applications_that_together_exceed_the_mandate(desk: Desk) -> None:
    """Each is one officer's; once the first is offered, the second takes two officers."""
    customer = desk.customer()
    _, first = await steps.referred(desk, customer, amount="6000")
    thread, second = await steps.referred(desk, customer, amount="6500")
    await desk.slack.click(OLIVIA, first, "referral_approve")
    await desk.slack.posted(APPROVALS, credit_id(first))
    assert "of 1" in second.all_words
    await desk.slack.click(OLIVIA, second, "referral_approve")
    half = await desk.slack.posted(OFFICERS, credit_id(second), "Approvals: 1 of 2")
    assert not [s for s in await desk.slack.replies(thread) if "Offer" in s.text]
    await desk.slack.click(OMAR, half, "referral_approve")
    await desk.slack.reply(thread, "Offer for your credit", "6,500.00 EUR")
