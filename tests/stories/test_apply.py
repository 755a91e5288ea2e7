"""From the first message to the money: apply, be offered, accept, be paid."""

from tests.scripted_model import calls, contains, says, text, told
from tests.stories import steps
from tests.stories.staging import APPROVALS, Desk, credit_id


async def test_from_the_first_message_to_the_money(desk: Desk) -> None:
    """1,000 over 12 months: term asked for, offer with the oracle's figures, money booked once."""
    customer = desk.customer()
    desk.script.expect("front_desk", calls(("hand_over_to_credit_agent", {})))
    desk.script.expect("credit_agent", text("Over how many months?"))
    thread = await desk.slack.write(customer, "Hi, I would like a credit of 1000 euros.")
    await desk.slack.reply(thread, "Over how many months?")
    submit = calls(("submit_application", {"amount": "1000", "months": 12}))
    desk.script.expect("credit_agent", submit, when=contains("credit of 1000 euros"))
    steps.scripted_assessment(desk)
    await desk.slack.write(customer, "12 months", thread=thread)
    offer = await desk.slack.reply(thread, "Offer for your credit")
    await desk.slack.reply(thread, "was received", "✓ Approved → *Your acceptance of the offer*")
    for figure in ("86.07 EUR", "86.03 EUR", "1,032.80 EUR", "6.2", "Borrowing money costs money"):
        assert figure in offer.all_words
    before = await desk.balance(customer)
    await desk.slack.click(customer, offer, "offer_accept")
    await desk.slack.reply(thread, "1,000.00 EUR", "paid out")
    assert await desk.balance(customer) == before + 1000_00
    await desk.slack.reply(thread, "was received", "✓ Accepted → ✓ Payout")
    notice = await desk.slack.posted(APPROVALS, credit_id(offer))
    assert "86.07" not in notice.all_words
    assert await desk.ledger_sum() == 0
    assert len(desk.script.requests) == 4


async def test_a_second_click_does_nothing(desk: Desk) -> None:
    """Accept twice, from a page that still has the buttons: one payment, "already done"."""
    customer = desk.customer()
    thread, offer = await steps.offered(desk, customer)
    before = await desk.balance(customer)
    await desk.slack.click(customer, offer, "offer_accept")
    await desk.slack.click(customer, offer, "offer_accept")
    await desk.slack.click(customer, offer, "offer_decline")
    await desk.slack.whisper(customer, thread.channel, "already done")
    await desk.slack.reply(thread, "paid out")
    assert await desk.balance(customer) == before + 1000_00
    closed = await desk.slack.reply(thread, "You accepted this offer")
    assert not {"offer_accept", "offer_decline"} & set(closed.buttons)


async def test_only_the_owner_accepts(desk: Desk) -> None:
    """Somebody else's click is refused as if there were no such credit."""
    customer, stranger = desk.customer(), desk.customer()
    thread, offer = await steps.offered(desk, customer)
    await desk.slack.click(stranger, offer, "offer_accept")
    await desk.slack.whisper(stranger, thread.channel, "no such credit of yours")
    view = await desk.books.application(credit_id(offer))
    assert view is not None
    assert view.state == "approved"


async def test_a_declined_offer_is_withdrawn(desk: Desk) -> None:
    """Decline ends the application; nothing is paid."""
    customer = desk.customer()
    thread, offer = await steps.offered(desk, customer)
    before = await desk.balance(customer)
    await desk.slack.click(customer, offer, "offer_decline")
    await desk.slack.reply(thread, "You declined this offer")
    await desk.slack.reply(thread, credit_id(offer), "was withdrawn")
    await desk.slack.reply(thread, "was received", "✓ Received → *Withdrawn*")
    assert await desk.balance(customer) == before


async def test_withdrawing_in_words(desk: Desk) -> None:
    """The customer withdraws in the thread; the offer's buttons go; a second time is told so."""
    customer = desk.customer()
    thread, offer = await steps.offered(desk, customer)
    withdraw = calls(("withdraw_application", {"credit_id": credit_id(offer)}))
    desk.script.expect("credit_agent", withdraw, when=says("never mind"))
    desk.script.expect("credit_agent", text("It is withdrawn."), when=told('"done"'))
    await desk.slack.write(customer, "never mind", thread=thread)
    await desk.slack.reply(thread, "It is withdrawn.")
    closed = await desk.slack.reply(thread, "The application was withdrawn, and this offer with it")
    assert not {"offer_accept", "offer_decline"} & set(closed.buttons)
    desk.script.expect("credit_agent", withdraw, when=says("really"))
    desk.script.expect("credit_agent", text("Long done."), when=told('"already_done"'))
    await desk.slack.write(customer, "really never mind", thread=thread)
    await desk.slack.reply(thread, "Long done.")


async def test_a_hard_rule_rejects_with_its_reason(desk: Desk) -> None:
    """Carol's debts are over the limit: rejected by the rule, no model asked."""
    words = "1000 euros over 12 months, please"
    steps.scripted_application(desk, amount="1000", months=12, when=says(words))
    thread = await desk.slack.write("U0CAROL", words)
    decision = await desk.slack.reply(thread, "was not approved")
    assert "50.0 %" in decision.all_words
    await desk.slack.reply(thread, "was received", "✓ Reviewed → *Not approved*")
    view = await desk.books.application(credit_id(decision))
    assert view is not None
    assert view.state == "rejected"
    assert view.reasons[0].code == "OBLIGATIONS_EXCESSIVE"
    assert [asked.lane for asked in desk.script.requests] == ["front_desk", "credit_agent"]


async def test_chat_and_command_agree_on_the_status(desk: Desk) -> None:
    """What `list_credits` tells the model is what `/credit status` shows."""
    customer = desk.customer()
    thread, offer = await steps.offered(desk, customer)
    desk.script.expect("credit_agent", calls(("list_credits", {})), when=says("status"))
    seen = (told(credit_id(offer)), told('"state":"approved"'), told("86.07 EUR"))
    desk.script.expect("credit_agent", text("An offer waits for you."), when=seen)
    await desk.slack.write(customer, "what is the status of my credit?", thread=thread)
    await desk.slack.reply(thread, "An offer waits for you.")
    listed = await desk.slack.command(customer, "status")
    assert credit_id(offer) in listed.all_words
    assert "offer waits" in listed.all_words
    one = await desk.slack.command(customer, f"status {credit_id(offer)}")
    assert "86.07 EUR" in one.all_words
    missing = await desk.slack.command(customer, "status CR-NOPE")
    others = await desk.slack.command(desk.customer(), f"status {credit_id(offer)}")
    assert missing.text == others.text


async def test_the_same_application_twice_is_refused(desk: Desk) -> None:
    """A model that submits twice at once starts one application."""
    customer = desk.customer()
    twice = ("submit_application", {"amount": "700", "months": 7})
    desk.script.expect("front_desk", calls(("hand_over_to_credit_agent", {})))
    desk.script.expect("credit_agent", calls(twice, twice))
    steps.scripted_assessment(desk)
    desk.script.expect("credit_agent", text("One is under way."), when=told("duplicate"))
    thread = await desk.slack.write(customer, "700 euros over 7 months")
    await desk.slack.reply(thread, "One is under way.")
    offer = await desk.slack.reply(thread, "Offer for your credit")
    received = [s for s in await desk.slack.replies(thread) if "was received" in s.text]
    assert [credit_id(seen) for seen in received] == [credit_id(offer)]
