"""A loan that runs, as its owner sees it: what is owed, and paying back by quote and click."""

import pytest

from tests.scripted_model import calls, says, text, told
from tests.stories import purse, steps
from tests.stories.staging import GENERAL, Desk
from tests.stories.workspace import Seen


async def quoted(desk: Desk, thread: Seen, customer: str, **wish: str) -> Seen:
    """The card of a quote that the customer asked for in the thread."""
    words = f"repayment, please: {wish}"
    desk.script.expect("credit_agent", calls(("quote_repayment", wish)), when=says(words))
    desk.script.expect("credit_agent", text(f"See the card: {wish}"), when=told('"total"'))
    await desk.slack.write(customer, words, thread=thread)
    await desk.slack.reply(thread, f"See the card: {wish}")
    return await desk.slack.reply(thread, "today only")


async def card(desk: Desk, shown: Seen, part: str) -> Seen:
    """The same message, once it has that part."""
    return await desk.slack.wait(
        shown.channel, lambda seen: seen.ts == shown.ts and part in seen.all_words
    )


async def asks(desk: Desk, thread: Seen, customer: str, words: str, *, tool: str) -> None:
    """The customer asks, and the model uses a tool on the only loan."""
    desk.script.expect("credit_agent", calls((tool, {})), when=says(words))
    await desk.slack.write(customer, words, thread=thread)


async def test_what_is_owed_and_the_schedule_are_told_in_the_thread(desk: Desk) -> None:
    """The statement in the model's words; the schedule as a card, and no words after it."""
    customer = desk.customer()
    thread, _ = await steps.lent(desk, customer)
    seen = (told('"principal_owed":"1,000.00 EUR"'), told('"next_payment":"86.07 EUR"'))
    desk.script.expect("credit_agent", calls(("loan_statement", {})), when=says("owe"))
    desk.script.expect("credit_agent", text("You owe a thousand."), when=seen)
    await desk.slack.write(customer, "what do I owe?", thread=thread)
    await desk.slack.reply(thread, "You owe a thousand.")
    await asks(desk, thread, customer, "show my schedule", tool="show_schedule")
    table = await desk.slack.reply(thread, "Principal", "918.93", "0 of 12 instalments paid")
    assert "86.03" in table.all_words
    assert (await desk.slack.replies(thread))[-1] == table


async def test_the_commands_tell_the_same_privately(desk: Desk) -> None:
    """Only the owner's own loan; another's is like none."""
    customer, stranger = desk.customer(), desk.customer()
    _, key = await steps.lent(desk, customer)
    owed = await desk.slack.command(customer, "owe")
    assert "1,000.00 EUR" in owed.all_words
    table = await desk.slack.command(customer, f"schedule {key}")
    assert "918.93" in table.all_words
    for word in ("owe", "schedule", "repay", "withdraw"):
        other = await desk.slack.command(stranger, f"{word} {key}")
        assert "no such credit" in other.all_words


async def test_a_loan_is_repaid_early_by_the_owners_click(desk: Desk) -> None:
    """On the day of the payout without interest; nobody else's click counts, nor a second."""
    customer, stranger = desk.customer(), desk.customer()
    thread, key = await steps.lent(desk, customer)
    before = await desk.balance(customer)
    quote = await quoted(desk, thread, customer, kind="early")
    assert "32.80 EUR" in quote.all_words
    await desk.slack.click(stranger, quote, "repayment_confirm")
    await desk.slack.whisper(stranger, thread.channel, "no such credit")
    assert await desk.balance(customer) == before
    await desk.slack.click(customer, quote, "repayment_confirm")
    await desk.slack.click(customer, quote, "repayment_confirm")
    await desk.slack.reply(thread, key, "paid back", "early")
    await desk.slack.whisper(customer, thread.channel, "already done")
    paid = await card(desk, quote, "You confirmed this")
    assert not paid.buttons
    assert await desk.balance(customer) == before - 1000_00
    assert await desk.ledger_sum() == 0


@pytest.mark.parametrize(
    ("choice", "left"),
    [("lower_instalment", ("51.64 EUR", "12")), ("shorter_term", ("86.07 EUR", "8"))],
)
async def test_a_part_is_repaid_as_the_customer_chose(
    desk: Desk, choice: str, left: tuple[str, str]
) -> None:
    """Of 1,000.00 EUR 400.00: the card says what is left before anything is paid."""
    customer = desk.customer()
    thread, _ = await steps.lent(desk, customer)
    before = await desk.balance(customer)
    quote = await quoted(desk, thread, customer, kind="partial", amount="400", choice=choice)
    assert f"Next instalment*\n{left[0]}" in quote.all_words
    assert f"Instalments left*\n{left[1]}" in quote.all_words
    await desk.slack.click(customer, quote, "repayment_confirm")
    await card(desk, quote, "You confirmed this")
    assert await desk.balance(customer) == before - 400_00
    owed = await desk.slack.command(customer, "owe")
    assert "600.00 EUR" in owed.all_words
    assert f"0 of {left[1]}" in owed.all_words


async def test_a_quote_by_command_comes_to_the_direct_message(desk: Desk) -> None:
    """A newer quote outdates it, in whichever place; cancelling pays nothing."""
    customer = desk.customer()
    thread, key = await steps.lent(desk, customer)
    before = await desk.balance(customer)
    answer = await desk.slack.command(customer, f"repay {key} 400 shorter")
    assert "400.00 EUR" in answer.all_words
    first = await desk.slack.posted(thread.channel, key, "today only")
    second = await quoted(desk, thread, customer, kind="early")
    await card(desk, first, "out of date")
    await desk.slack.click(customer, first, "repayment_confirm")
    await desk.slack.whisper(customer, thread.channel, "out of date")
    await desk.slack.click(customer, second, "repayment_cancel")
    cancelled = await card(desk, second, "You cancelled this")
    assert not cancelled.buttons
    await desk.slack.click(customer, second, "repayment_confirm")
    await desk.slack.whisper(customer, thread.channel, "closed by now")
    assert await desk.balance(customer) == before


async def test_a_loan_is_withdrawn_from_within_its_time(desk: Desk) -> None:
    """Capital and the interest of the days, of which there are none; through a crash, too."""
    customer = desk.customer()
    thread, key = await steps.lent(desk, customer)
    before = await desk.balance(customer)
    await desk.slack.command(customer, f"withdraw {key}")
    quote = await desk.slack.posted(thread.channel, "today only", f"Withdrawing from {key}")
    assert "To pay today*\n1,000.00 EUR" in quote.all_words
    desk.stack.kill("services")
    await desk.slack.click(customer, quote, "repayment_confirm")
    await desk.slack.reply(thread, f"You have withdrawn from your credit {key}")
    assert await desk.balance(customer) == before - 1000_00
    status = await desk.slack.command(customer, f"status {key}")
    assert "closed" in status.all_words


async def test_an_account_that_is_short_pays_nothing(desk: Desk) -> None:
    """The card stays open, and pays once there is money again."""
    customer = desk.customer()
    thread, key = await steps.lent(desk, customer)
    await purse.leave(desk, customer, 999_99)
    quote = await quoted(desk, thread, customer, kind="early")
    await desk.slack.click(customer, quote, "repayment_confirm")
    await desk.slack.whisper(customer, thread.channel, "does not cover this")
    assert await desk.balance(customer) == 999_99
    await purse.leave(desk, customer, 1000_00)
    await desk.slack.click(customer, quote, "repayment_confirm")
    await desk.slack.reply(thread, key, "early")
    assert await desk.balance(customer) == 0
    assert await desk.ledger_sum() == 0


async def test_where_others_read_a_quote_and_a_schedule_come_to_the_customer(desk: Desk) -> None:
    """By direct message, where the quote's card pays; in the channel no figure of them stands."""
    customer = desk.customer()
    home = (await desk.slack.write(customer, "")).channel
    steps.scripted_assessment(desk)
    thread = await steps.applied(desk, customer, channel=GENERAL)
    offer = await desk.slack.posted(home, "Offer for your credit")
    await desk.slack.click(customer, offer, "offer_accept")
    await desk.slack.posted(home, "were paid out")
    wish = calls(("quote_repayment", {"kind": "early"}), ("show_schedule", {}))
    desk.script.expect("credit_agent", wish, when=says("repay"))
    desk.script.expect("credit_agent", text("It is a thousand."), when=told('"total"'))
    await desk.slack.write(customer, "I want to repay early", thread=thread)
    await desk.slack.posted(home, "It is a thousand.")
    await desk.slack.posted(home, "Principal", "0 of 12 instalments paid")
    quote = await desk.slack.posted(home, "today only")
    await desk.slack.click(customer, quote, "repayment_confirm")
    await desk.slack.posted(home, "paid back", "early")
    for seen in await desk.slack.replies(thread):
        assert not [part for part in ("today only", "Principal", "86.07") if part in seen.all_words]
