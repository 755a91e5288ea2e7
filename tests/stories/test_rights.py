"""What a customer can do about a decision: keep it, ask why, call a human, contest."""

import asyncio

from bot.messenger.delivery import SETTLING
from tests.scripted_model import calls, says, text, told
from tests.stories import steps
from tests.stories.staging import GENERAL, OFFICERS, Desk, credit_id
from tests.stories.steps import OLIVIA, OMAR
from tests.stories.workspace import Seen


async def rejected(desk: Desk, *, amount: str) -> tuple[Seen, Seen]:
    """Carol's thread, and the automatic rejection in it: her debts are over the limit."""
    words = f"{amount} euros over 12 months, please"
    steps.scripted_application(desk, amount=amount, months=12, when=says(words))
    thread = await desk.slack.write("U0CAROL", words)
    return thread, await desk.slack.reply(thread, "was not approved")


async def test_the_offer_to_keep_comes_once_however_often_the_bot_dies(desk: Desk) -> None:
    """A PDF in each thread, named for its offer; the bot is killed as soon as the card shows."""
    threads: list[Seen] = []
    for amount in ("1010", "1020", "1030"):
        steps.scripted_assessment(desk)
        threads.append(await steps.applied(desk, desk.customer(), amount=amount))
        await desk.slack.reply(threads[-1], "Offer for your credit")
        desk.stack.kill("bot")
        await desk.stack.ready("bot")
    for thread in threads:
        name = _name(await desk.slack.replies(thread))
        assert (await desk.slack.attachment(thread, name)).startswith(b"%PDF-")
    await asyncio.sleep(SETTLING + 1)
    for thread in threads:
        seen = await desk.slack.replies(thread)
        assert [file for each in seen for file in each.files] == [_name(seen)]


def _name(seen: list[Seen]) -> str:
    (offer,) = [each for each in seen if "Offer for your credit" in each.text]
    return f"{credit_id(offer)}-offer-1.pdf"


async def test_why_an_offer_was_made(desk: Desk) -> None:
    """Its customer reads the figures, the policy and that no person decided; nobody else does."""
    customer, stranger = desk.customer(), desk.customer()
    thread, offer = await steps.offered(desk, customer)
    await desk.slack.click(stranger, offer, "decision_why")
    await desk.slack.whisper(stranger, thread.channel, "no such credit of yours")
    await desk.slack.click(customer, offer, "decision_why")
    shown = await desk.slack.form(f"{credit_id(offer)} was approved")
    for part in ("No person took part", "policy version", "Monthly income", "limit 35.0 %"):
        assert part in shown
    await desk.slack.click(customer, offer, "offer_accept")
    await desk.slack.reply(thread, "paid out")
    closed = await desk.slack.reply(thread, "You accepted this offer")
    assert set(closed.buttons) == {"decision_why", "human_call"}


async def test_why_a_rejection_was_made_by_button_and_in_the_chat(desk: Desk) -> None:
    """The same reasons by the same templates; the model is asked for none of the words."""
    thread, rejection = await rejected(desk, amount="1050")
    await desk.slack.click("U0CAROL", rejection, "decision_why")
    head = f"Why your application {credit_id(rejection)} was not approved"
    shown = await desk.slack.form(head)
    assert "limit 50.0 %" in shown
    desk.script.expect("credit_agent", calls(("explain_decision", {})), when=says("why was"))
    await desk.slack.write("U0CAROL", "why was I rejected?", thread=thread)
    card = await desk.slack.reply(thread, head, "No person took part", "limit 50.0 %")
    assert set(card.buttons) == {"human_call"}


async def test_where_others_read_along_only_the_customer_reads_why(desk: Desk) -> None:
    """The figures of the account are shown to one person; somebody else's credit is none."""
    customer, stranger = desk.customer(), desk.customer()
    home = (await desk.slack.write(customer, "")).channel
    steps.scripted_assessment(desk)
    thread = await steps.applied(desk, customer, channel=GENERAL)
    offer = await desk.slack.posted(home, "Offer for your credit")
    desk.script.expect("credit_agent", calls(("explain_decision", {})), when=says("why was"))
    await desk.slack.write(customer, "why was it approved?", thread=thread)
    await desk.slack.posted(home, f"{credit_id(offer)} was approved", "Monthly income")
    assert not [s for s in await desk.slack.replies(thread) if "Monthly income" in s.all_words]
    named = ("explain_decision", {"credit_id": credit_id(offer)})
    desk.script.expect("front_desk", calls(named), when=says("why was"))
    desk.script.expect("front_desk", text("I find no such credit."), when=told('"unknown"'))
    other = await desk.slack.write(stranger, f"why was {credit_id(offer)} approved?")
    await desk.slack.reply(other, "I find no such credit.")


async def test_a_human_is_called_with_a_button(desk: Desk) -> None:
    """Once until an officer takes it; then the customer reads who will write."""
    customer, stranger = desk.customer(), desk.customer()
    thread, offer = await steps.offered(desk, customer)
    await desk.slack.click(stranger, offer, "human_call")
    await desk.slack.whisper(stranger, thread.channel, "no such credit of yours")
    await desk.slack.click(customer, offer, "human_call")
    await desk.slack.reply(thread, credit_id(offer), "One of them will write to you")
    await desk.slack.click(customer, offer, "human_call")
    await desk.slack.whisper(customer, thread.channel, "know already")
    wanted = f"<@{customer}> wants to talk to a human about {credit_id(offer)}"
    card = await desk.slack.posted(OFFICERS, wanted)
    await desk.slack.click(stranger, card, "human_take")
    await desk.slack.whisper(stranger, OFFICERS, "Only credit officers")
    await desk.slack.click(OLIVIA, card, "human_take")
    await desk.slack.reply(thread, f"<@{OLIVIA}> will write to you", credit_id(offer))
    taken = await desk.slack.posted(OFFICERS, wanted, f"<@{OLIVIA}> has taken this.")
    assert not taken.buttons
    await desk.slack.click(OMAR, card, "human_take")
    await desk.slack.whisper(OMAR, OFFICERS, f"<@{OLIVIA}> has taken this already.")
    chain = await desk.books.audit(credit_id(offer))
    human = [link.event for link in chain.links if link.event.what.startswith("human.")]
    assert [(event.what, event.who) for event in human] == [
        ("human.wanted", f"T0DESK.{customer}"),
        ("human.taken", f"T0DESK.{OLIVIA}"),
    ]


async def test_a_human_is_called_in_the_chat(desk: Desk) -> None:
    """In the customer's own words, without any credit; an officer takes no call of their own."""
    words = "I want to talk to a human, <b>please</b>"
    desk.script.expect("front_desk", calls(("call_a_human", {})), when=says("a human"))
    thread = await desk.slack.write(OMAR, words)
    await desk.slack.reply(thread, "One of them will write to you")
    card = await desk.slack.posted(OFFICERS, f"<@{OMAR}> wants", "&lt;b&gt;please&lt;/b&gt;")
    await desk.slack.click(OMAR, card, "human_take")
    await desk.slack.whisper(OMAR, OFFICERS, "your own call")
    desk.script.expect("front_desk", calls(("call_a_human", {})), when=says("hello?"))
    desk.script.expect("front_desk", text("They know."), when=told('"already_done"'))
    await desk.slack.write(OMAR, "hello? a human?", thread=thread)
    await desk.slack.reply(thread, "They know.")
    await desk.slack.click(OLIVIA, card, "human_take")
    await desk.slack.reply(thread, f"<@{OLIVIA}> will write to you")


async def test_a_rejection_is_contested_in_the_chat_and_overturned(desk: Desk) -> None:
    """With the customer's words as they were; a stranger can't, and a second time is too late."""
    thread, rejection = await rejected(desk, amount="1150")
    contest = ("contest_decision", {"credit_id": credit_id(rejection)})
    desk.script.expect("front_desk", calls(("hand_over_to_credit_agent", {})))
    desk.script.expect("credit_agent", calls(contest), when=says("contest"))
    desk.script.expect("credit_agent", text("No such credit."), when=told('"unknown"'))
    other = await desk.slack.write(desk.customer(), f"I contest {credit_id(rejection)}")
    await desk.slack.reply(other, "No such credit.")
    words = "I contest this decision: the card is my sister's"
    desk.script.expect("credit_agent", calls(contest), when=says(words))
    await desk.slack.write("U0CAROL", words, thread=thread)
    await desk.slack.reply(thread, "You contested this")
    card = await desk.slack.posted(OFFICERS, credit_id(rejection), "Open", words)
    await desk.slack.click(OMAR, card, "referral_approve")
    offer = await desk.slack.reply(thread, "Offer for your credit", "1,150.00 EUR")
    assert "decision_why" not in offer.buttons
    desk.script.expect("credit_agent", calls(contest), when=says("again"))
    desk.script.expect("credit_agent", text("Too late."), when=told('"closed"'))
    await desk.slack.write("U0CAROL", "I contest it again", thread=thread)
    await desk.slack.reply(thread, "Too late.")
    desk.script.expect("credit_agent", calls(("explain_decision", {})), when=says("why"))
    await desk.slack.write("U0CAROL", "why was it approved?", thread=thread)
    await desk.slack.reply(thread, "was approved", "Our credit officers made this decision")
    await desk.slack.click("U0CAROL", offer, "offer_decline")
    await desk.slack.reply(thread, "You declined this offer")


async def test_a_human_is_called_from_anywhere(desk: Desk) -> None:
    """Without a credit and without a thread: what comes of it is told in the direct message."""
    customer = desk.customer()
    answer = await desk.slack.command(customer, "human I lost my Job")
    assert "One of them will write to you" in answer.words
    again = await desk.slack.command(customer, "human")
    assert "know already" in again.words
    wanted = await desk.slack.posted(OFFICERS, f"<@{customer}> wants to talk", "I lost my Job")
    await desk.slack.click(OLIVIA, wanted, "human_take")
    await desk.slack.posted(answer.channel, f"<@{OLIVIA}>", "will write to you")
