"""The officers' journey, at the page: decide, be told why not, and talk to people."""

from playwright.async_api import expect

from tests.browser.conftest import Come
from tests.browser.person import Person


async def want_a_large_one(alice: Person) -> None:
    """More than the automatic mandate: people decide."""
    await alice.go("Alice")
    await alice.room.say("I need a loan of 8000 euros over 36 months")
    await alice.room.open_thread()
    await alice.thread.read("credit officers now look")


async def test_rejected_with_a_reason(come: Come) -> None:
    """No reason: the form says so. With one: the card is done, and the customer reads it."""
    alice, olivia = await come("Alice"), await come("Olivia")
    await want_a_large_one(alice)
    await olivia.go("credit-officers")
    await olivia.room.read("8,000.00 EUR", "Open", "above the automatic mandate")
    await olivia.room.press("Claim")
    await olivia.room.read("Claimed by @Olivia")
    await olivia.room.press("Reject")
    await olivia.form.press("Send")
    await olivia.form.show("reason: Please choose a reason.")
    await olivia.form.tick("Irregular income")
    await olivia.form.write("Please come back in spring.")
    await olivia.form.press("Send")
    await olivia.form.gone()
    card = await olivia.room.read("Rejected", "@Olivia rejected: Your income is irregular")
    await expect(card.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    await olivia.room.open_thread()
    await olivia.thread.look("EUR a month", "Rent")
    await olivia.picture("officers", height=1150)
    await alice.thread.read("was not approved", "Your income is irregular", "back in spring")


async def test_approved(come: Come) -> None:
    """The officer's click brings the offer into the customer's thread."""
    alice, olivia = await come("Alice"), await come("Olivia")
    await want_a_large_one(alice)
    await olivia.go("credit-officers")
    await olivia.room.press("Approve")
    await olivia.room.read("Approved", "@Olivia approved")
    await alice.thread.read("Offer for your credit", "8,000.00 EUR", "Only your click")
    await alice.thread.read("was received", "✓ Approved", "Your acceptance of the offer")
    await olivia.go("credit-approvals")
    await olivia.room.read("8,000.00 EUR", "approved by @Olivia")


async def test_a_question_in_a_channel(come: Come) -> None:
    """Bob mentions the desk; it asks him in private about what stands out; his own words go on."""
    bob = await come("Bob")
    await bob.go("general")
    await bob.room.say("@credit-desk I need a loan of 1,500 for 18 months")
    await bob.room.open_thread()
    await bob.thread.read("for your eyes only")
    await bob.thread.say(
        "That was a weekend with friends, and the payday loan was for a car. Both are over."
    )
    await bob.go("Bob")
    await bob.room.read("gambling", "payday", "Answered")
    await bob.room.read("Offer for your credit", "1,500.00 EUR")


async def test_a_human_is_called(come: Come) -> None:
    """The button under a rejection calls officers; the one who takes it is named to Carol."""
    carol, olivia = await come("Carol"), await come("Olivia")
    await carol.go("Carol")
    await carol.room.say("can I borrow 1,500 for a year?")
    await carol.room.open_thread()
    await carol.thread.read("was not approved", "50.0 %")
    await carol.thread.press("Talk to a human")
    await carol.thread.read("Our credit officers know")
    await olivia.go("credit-officers")
    await olivia.room.read("@Carol wants to talk to a human")
    await olivia.room.press("I take it")
    await olivia.room.read("@Olivia has taken this")
    await carol.thread.read("@Olivia will write to you")
