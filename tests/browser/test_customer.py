"""The customer's journey, at the page: from the first question to a repayment."""

from tests.browser.conftest import Come
from tests.browser.person import Person


async def borrow(alice: Person) -> None:
    """She applies in her direct message, and accepts in the thread."""
    await alice.go("Alice")
    await alice.room.say("Hi, I would like to apply for a credit of 1000 euros.")
    await alice.room.open_thread()
    await alice.thread.read("Over how many months")
    await alice.thread.say("12 months")
    await alice.thread.read("Offer for your credit", "1,032.80 EUR")
    await alice.thread.press("Accept")
    await alice.thread.read("paid out")


async def test_the_balance(come: Come) -> None:
    """The first question is answered in its thread, with a word on who answers."""
    alice = await come("Alice")
    await alice.go("Alice")
    await alice.room.say("What is my balance?")
    await alice.room.open_thread()
    await alice.thread.read("Your balance is", "EUR", "An AI assistant answers here")


async def test_from_a_wish_to_the_money(come: Come) -> None:
    """Asked for the term; an offer with a PDF to keep; why it is made; accepted, and paid out."""
    alice = await come("Alice")
    await alice.go("Alice")
    await alice.room.say("Hi, I would like to apply for a credit of 1000 euros.")
    await alice.room.open_thread()
    await alice.thread.read("Over how many months", "1,000.00 EUR")
    await alice.thread.say("12 months")
    await alice.thread.read("was received")
    await alice.thread.read("Offer for your credit", "86.07 EUR", "1,032.80 EUR", "6.2%")
    assert (await alice.download(".pdf")).startswith(b"%PDF")
    await alice.widen_thread()
    await alice.picture("conversation", height=1050)
    await alice.thread.press("Why?")
    await alice.form.show("was approved", "Monthly income", "No person took part")
    await alice.form.press("Close")
    await alice.thread.press("Accept")
    await alice.thread.read("You accepted this offer")
    await alice.thread.read("paid out")


async def test_a_part_is_paid_back(come: Come) -> None:
    """What is owed, the schedule, a quote for a part of it: paid by the click alone."""
    alice = await come("Alice")
    await borrow(alice)
    await alice.widen_thread()
    await alice.thread.say("what do I still owe?")
    await alice.thread.read("you still owe", "1,000.00 EUR", "1,032.80 EUR")
    await alice.thread.say("show my schedule")
    await alice.thread.read("918.93", "86.03")
    await alice.thread.say("I want to pay back 200 of it")
    await alice.thread.read("or the term shorter?")
    await alice.thread.say("a shorter term, please")
    await alice.thread.read("It is valid today only", "200.00 EUR")
    await alice.thread.read("Only your click")
    await alice.picture("repayment", height=1000)
    await alice.thread.press("Confirm")
    await alice.thread.read("You confirmed this")
    await alice.thread.say("what do I still owe?")
    await alice.thread.read("you still owe", "800.00 EUR")
