"""In a channel that others read: figures come to the customer alone, and the thread says so."""

from tests.scripted_model import calls, contains, lacks, says, text, told
from tests.stories import steps
from tests.stories.staging import GENERAL, Desk, credit_id
from tests.stories.test_questions import QUESTION, scripted_answer, scripted_question
from tests.stories.workspace import Seen


async def asked(desk: Desk, customer: str) -> tuple[Seen, Seen]:
    """The thread in the channel, and the question in the direct message."""
    home = (await desk.slack.write(customer, "")).channel
    scripted_question(desk)
    thread = await steps.applied(desk, customer, channel=GENERAL)
    card = await desk.slack.posted(home, QUESTION, f"<#{GENERAL}>")
    await desk.slack.reply(thread, "for your eyes only", f"/archives/{home}/")
    return thread, card


async def offered(desk: Desk, thread: Seen, card: Seen) -> None:
    """The question is answered, and the offer comes where it came; the channel has no figure."""
    answered = await desk.slack.posted(card.channel, QUESTION, "Answered")
    assert not answered.buttons
    offer = await desk.slack.posted(card.channel, "Offer for your credit", "86.07")
    await desk.slack.click(thread.user, offer, "offer_accept")
    await desk.slack.posted(card.channel, "You accepted this offer")
    await desk.slack.posted(card.channel, "were paid out")
    await desk.slack.reply(thread, "was received", "✓ Payout")
    for seen in await desk.slack.replies(thread):
        told_here = [part for part in (QUESTION, "86.07", "APR", "%") if part in seen.all_words]
        assert not told_here, seen


async def test_an_answer_under_the_private_question_resolves_it(desk: Desk) -> None:
    """The conversation that begins there knows what was asked; afterwards, that it is over."""
    customer = desk.customer()
    thread, card = await asked(desk, customer)
    knows = (says("my sister"), contains(QUESTION))
    desk.script.expect("front_desk", calls(("hand_over_to_credit_agent", {})), when=knows)
    scripted_answer(desk, card, "a gift for my sister")
    steps.scripted_assessment(desk)
    await desk.slack.write(customer, "a gift for my sister", thread=card)
    await desk.slack.reply(card, "Thank you, passed on.")
    await offered(desk, thread, card)
    desk.script.expect("credit_agent", text("Yes, I have it."), when=lacks("Open question for"))
    await desk.slack.write(customer, "did you get it?", thread=card)
    await desk.slack.reply(card, "Yes, I have it.")


async def test_an_answer_in_the_channel_resolves_it_too(desk: Desk) -> None:
    """The model knows there that a question is open, and not what it says."""
    customer = desk.customer()
    thread, card = await asked(desk, customer)
    forward = calls(("answer_question", {"credit_id": credit_id(card)}))
    blind = (says("my sister"), contains("Open question"), lacks(QUESTION))
    desk.script.expect("credit_agent", forward, when=blind)
    desk.script.expect("credit_agent", text("Thank you, passed on."), when=told('"done"'))
    steps.scripted_assessment(desk)
    await desk.slack.write(customer, "a gift for my sister", thread=thread)
    await desk.slack.reply(thread, "Thank you, passed on.")
    await offered(desk, thread, card)


async def test_a_balance_is_told_to_the_customer_alone(desk: Desk) -> None:
    """What needs no account is answered in the thread, by a model that knows no figure there."""
    customer = desk.customer()
    home = (await desk.slack.write(customer, "")).channel
    desk.script.expect("front_desk", calls(("get_balance", {})), when=says("balance"))
    desk.script.expect("front_desk", text("It is 4,711.00 EUR."), when=told("balance"))
    thread = await desk.slack.write(customer, "<@U0DESK> my balance?", channel=GENERAL)
    private = await desk.slack.posted(home, "It is 4,711.00 EUR.")
    await desk.slack.reply(thread, "for your eyes only")
    blind = (says("thanks"), contains("my balance?"), lacks("4,711"))
    desk.script.expect("front_desk", text("You are welcome."), when=blind)
    await desk.slack.write(customer, "thanks", thread=thread)
    await desk.slack.reply(thread, "You are welcome.")
    knows = (says("so much"), contains("4,711"))
    desk.script.expect("front_desk", text("Indeed."), when=knows)
    await desk.slack.write(customer, "so much?", thread=private)
    await desk.slack.reply(private, "Indeed.")
    assert "4,711" not in str(await desk.slack.replies(thread))
