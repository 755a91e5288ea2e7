"""What is over the automatic mandate goes to officers, and they decide in Slack."""

import asyncio

from bot.messenger.delivery import SETTLING
from tests.scripted_model import calls, contains, says, text, told
from tests.stories import steps
from tests.stories.staging import APPROVALS, OFFICERS, Desk, credit_id
from tests.stories.steps import OLIVIA, OMAR
from tests.stories.workspace import Seen

REJECTION = {
    "reason": {"type": "checkboxes", "selected_options": [{"value": "INCOME_INSUFFICIENT"}]},
    "note": {"type": "plain_text_input", "value": "The bonus is not regular."},
}


async def test_an_officer_approves(desk: Desk) -> None:
    """One officer's approval makes the offer; the card then says who, and has no buttons."""
    customer = desk.customer()
    thread, card = await steps.referred(desk, customer)
    assert customer not in card.text.split("\n")[0]
    await desk.slack.click(OLIVIA, card, "referral_approve")
    offer = await desk.slack.reply(thread, "Offer for your credit", "8,000.00 EUR")
    assert "automated" not in offer.all_words.lower()
    done = await desk.slack.posted(OFFICERS, credit_id(card), "Approved", OLIVIA)
    assert not done.buttons
    await desk.slack.click(OMAR, card, "referral_approve")
    await desk.slack.whisper(OMAR, OFFICERS, "not counted")
    await desk.slack.click(OLIVIA, card, "referral_approve")
    await desk.slack.whisper(OLIVIA, OFFICERS, "already done")
    await desk.slack.posted(APPROVALS, credit_id(card), OLIVIA)


async def test_the_chart_comes_once_under_the_card_however_often_the_bot_dies(desk: Desk) -> None:
    """A picture for officers alone; the bot is killed as soon as the card shows."""
    cards = [await _referred_and_killed(desk, amount) for amount in ("8110", "8120", "8130")]
    for _, card in cards:
        assert (await desk.slack.attachment(card, _chart(card))).startswith(b"\x89PNG")
    await asyncio.sleep(SETTLING + 1)
    for thread, card in cards:
        below = [file for each in await desk.slack.replies(card) for file in each.files]
        assert below == [_chart(card)]
        assert not [each for each in await desk.slack.replies(thread) if each.files]


async def _referred_and_killed(desk: Desk, amount: str) -> tuple[Seen, Seen]:
    thread, card = await steps.referred(desk, desk.customer(), amount=amount)
    desk.stack.kill("bot")
    await desk.stack.ready("bot")
    return thread, card


def _chart(card: Seen) -> str:
    return f"{credit_id(card)}-account-1.png"


async def test_only_officers_decide_and_never_on_their_own(desk: Desk) -> None:
    """A customer's click and the applicant's own are refused by the server."""
    thread, card = await steps.referred(desk, OMAR, amount="5100")
    await desk.slack.click(desk.customer(), card, "referral_approve")
    await desk.slack.click(OMAR, card, "referral_approve")
    await desk.slack.whisper(OMAR, OFFICERS, "own")
    view = await desk.books.application(credit_id(card))
    assert view is not None
    assert view.votes == ()
    await desk.slack.click(OLIVIA, card, "referral_approve")
    await desk.slack.reply(thread, "Offer for your credit")


async def test_a_rejection_needs_a_reason_and_the_customer_reads_it(desk: Desk) -> None:
    """Without a reason the form says so; with one, the customer gets reason and note."""
    thread, card = await steps.referred(desk, desk.customer())
    await desk.slack.click(OLIVIA, card, "referral_reject")
    assert await desk.slack.fill(OLIVIA, {}) is not None
    await desk.slack.click(OLIVIA, card, "referral_reject")
    assert await desk.slack.fill(OLIVIA, REJECTION) is None
    decision = await desk.slack.reply(thread, "was not approved", "The bonus is not regular.")
    assert "income" in decision.all_words.lower()
    done = await desk.slack.posted(OFFICERS, credit_id(card), "Rejected")
    assert not done.buttons


async def test_an_officer_asks(desk: Desk) -> None:
    """The question goes to the customer's thread, the answer to the card, and voting goes on."""
    customer = desk.customer()
    thread, card = await steps.referred(desk, customer)
    question = {"question": {"type": "plain_text_input", "value": "Is your job permanent?"}}
    await desk.slack.click(OLIVIA, card, "referral_ask")
    assert await desk.slack.fill(OLIVIA, question) is None
    asked = await desk.slack.reply(thread, "Is your job permanent?")
    answer = calls(("answer_question", {"credit_id": credit_id(asked)}))
    desk.script.expect("credit_agent", answer, when=(says("since 2019"), contains("permanent?")))
    desk.script.expect("credit_agent", text("Passed on."), when=told('"done"'))
    await desk.slack.write(customer, "yes, since 2019", thread=thread)
    again = await desk.slack.posted(OFFICERS, credit_id(card), "Open", "yes, since 2019")
    await desk.slack.click(OLIVIA, again, "referral_approve")
    await desk.slack.reply(thread, "Offer for your credit")


async def test_above_the_second_limit_two_officers_are_needed(desk: Desk) -> None:
    """The first approval is one of two; the same officer's second click does not count."""
    thread, card = await steps.referred(desk, desk.customer(), amount="10500")
    await desk.slack.click(OLIVIA, card, "referral_approve")
    half = await desk.slack.posted(OFFICERS, credit_id(card), "Open", OLIVIA)
    await desk.slack.click(OLIVIA, half, "referral_approve")
    await desk.slack.whisper(OLIVIA, OFFICERS, "voted already")
    assert not [s for s in await desk.slack.replies(thread) if "Offer" in s.text]
    await desk.slack.click(OMAR, half, "referral_approve")
    await desk.slack.reply(thread, "Offer for your credit", "10,500.00 EUR")


async def test_reasons_come_strongest_first_with_their_figures(desk: Desk) -> None:
    """Up to four: what a rule supports leads, with its figure; a fifth is refused."""
    thread, card = await steps.referred(desk, desk.customer())
    five = [
        {"value": code}
        for code in (
            "INCOME_INSUFFICIENT",
            "OBLIGATIONS_EXCESSIVE",
            "INCOME_UNVERIFIED",
            "IRREGULAR_INCOME",
            "SHORT_HISTORY",
        )
    ]
    await desk.slack.click(OLIVIA, card, "referral_reject")
    too_many = {"reason": {"type": "checkboxes", "selected_options": five}}
    assert "four" in str(await desk.slack.fill(OLIVIA, too_many))
    await desk.slack.click(OLIVIA, card, "referral_reject")
    chosen = {"reason": {"type": "checkboxes", "selected_options": five[3:1:-1]}}
    other = {"more_reasons": {"type": "checkboxes", "selected_options": [{"value": "OTHER"}]}}
    note = {"note": {"type": "plain_text_input", "value": "The payslip is not yours."}}
    assert await desk.slack.fill(OLIVIA, {**chosen, **other, **note}) is None
    decision = await desk.slack.reply(thread, "was not approved", "The payslip is not yours.")
    view = await desk.books.application(credit_id(card))
    assert view is not None
    codes = [reason.code for reason in view.reasons]
    assert codes == ["INCOME_UNVERIFIED", "IRREGULAR_INCOME", "OTHER"]
    assert decision.words.index("verify") < decision.words.index("irregular")


async def test_the_agents_opinion_is_folded_away_and_reading_it_is_kept(desk: Desk) -> None:
    """It is not on the card; whoever opens it is in the audit, and a customer can't."""
    steps.scripted_assessment(desk, recommendation="refer")
    thread = await steps.applied(desk, desk.customer())
    people_decide = await desk.slack.reply(thread, "credit officers now look")
    card = await desk.slack.posted(OFFICERS, credit_id(people_decide), "Open")
    assert "Nothing stands out." not in card.all_words
    stranger = desk.customer()
    await desk.slack.click(stranger, card, "referral_opinion")
    await desk.slack.click(OMAR, card, "referral_opinion")
    assert "Nothing stands out." in await desk.slack.form()
    reads: list[str] = []
    while not reads:
        chain = await desk.books.audit(credit_id(card))
        reads = [link.event.who for link in chain.links if link.event.what == "opinion.read"]
    assert reads == [f"T0DESK.{OMAR}"]


async def test_an_agent_that_is_unsure_refers(desk: Desk) -> None:
    """Within the automatic mandate, too, people decide when the agent says so."""
    steps.scripted_assessment(desk, recommendation="refer")
    thread = await steps.applied(desk, desk.customer())
    people_decide = await desk.slack.reply(thread, "credit officers now look")
    card = await desk.slack.posted(OFFICERS, credit_id(people_decide), "Open")
    await desk.slack.click(OMAR, card, "referral_approve")
    await desk.slack.reply(thread, "Offer for your credit")


async def test_a_rejection_is_contested_once(desk: Desk) -> None:
    """Officers get the customer's words and overturn it; the card then has no button."""
    thread, card = await steps.referred(desk, desk.customer(), amount="7000")
    await desk.slack.click(OLIVIA, card, "referral_reject")
    assert await desk.slack.fill(OLIVIA, REJECTION) is None
    rejection = await desk.slack.reply(thread, "was not approved", "contest this until")
    words = {"answer": {"type": "plain_text_input", "value": "The bonus comes every year."}}
    stranger = desk.customer()
    await desk.slack.click(stranger, rejection, "decision_contest")
    assert "no such credit" in str(await desk.slack.fill(stranger, words)).lower()
    await desk.slack.click(thread.user, rejection, "decision_contest")
    assert await desk.slack.fill(thread.user, words) is None
    await desk.slack.reply(thread, "You contested this")
    again = await desk.slack.posted(OFFICERS, credit_id(card), "Open", "comes every year")
    await desk.slack.click(OMAR, again, "referral_approve")
    await desk.slack.reply(thread, "Offer for your credit", "7,000.00 EUR")


async def test_after_a_second_rejection_it_stays_rejected(desk: Desk) -> None:
    """What officers reject on appeal can't be contested again."""
    thread, card = await steps.referred(desk, desk.customer(), amount="7100")
    await desk.slack.click(OLIVIA, card, "referral_reject")
    assert await desk.slack.fill(OLIVIA, REJECTION) is None
    rejection = await desk.slack.reply(thread, "was not approved", "contest this until")
    words = {"answer": {"type": "plain_text_input", "value": "Please."}}
    await desk.slack.click(thread.user, rejection, "decision_contest")
    assert await desk.slack.fill(thread.user, words) is None
    again = await desk.slack.posted(OFFICERS, credit_id(card), "Open", "Please.")
    await desk.slack.click(OMAR, again, "referral_reject")
    assert await desk.slack.fill(OMAR, REJECTION) is None
    final = await desk.slack.reply(thread, "was not approved", times=2)
    assert not final.buttons


async def test_officers_stop_the_automatic_path(desk: Desk) -> None:
    """While it is stopped no model is asked and people decide; then it goes on."""
    customer = desk.customer()
    refused = await desk.slack.command(customer, "stop")
    assert "Only credit officers" in refused.text
    stopped = await desk.slack.command(OLIVIA, "stop")
    assert "is stopped" in stopped.text
    try:
        thread = await steps.applied(desk, customer, amount="900")
        people_decide = await desk.slack.reply(thread, "credit officers now look")
        await desk.slack.posted(OFFICERS, credit_id(people_decide), "automatic path is stopped")
    finally:
        await desk.slack.command(OMAR, "resume")
    await steps.offered(desk, desk.customer())
