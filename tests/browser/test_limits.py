"""Limits hold over all that a customer has, with honest clicks alone, at the page."""

import asyncio

from playwright.async_api import expect

from tests.browser.conftest import Come
from tests.browser.person import Person

FRIENDS = "That was a weekend with friends, and the payday loan was for a car. Both are over."


async def apply(person: Person, amount: str, months: int) -> None:
    """In a thread of its own, which is then open."""
    await person.room.say(f"I need a loan of {amount} euros over {months} months")
    await person.room.open_thread()
    await person.thread.read("was received", f"{amount}.00 EUR")


async def test_an_open_offer_counts_with_its_instalment(come: Come) -> None:
    """Alice has not accepted it yet, but she may at any moment."""
    alice = await come("Alice")
    await alice.go("Alice")
    await apply(alice, "1,850", 3)
    await alice.thread.read("Offer for your credit", "1,850.00 EUR")
    await apply(alice, "1,860", 3)
    await alice.thread.read("was not approved", "1,860.00 EUR")


async def test_two_questions_answered_share_one_mandate(come: Come) -> None:
    """Each of Bob's wishes alone is within the automatic mandate; the second answer refers."""
    tabs = [await come("Bob"), await come("Bob")]
    for tab, amount, months in zip(tabs, ("4,900", "4,800"), (60, 72), strict=True):
        await tab.go("Bob")
        await apply(tab, amount, months)
        await tab.thread.read("gambling")
    first, second = tabs
    await first.thread.say(FRIENDS)
    await first.thread.read("Offer for your credit", "4,900.00 EUR")
    await second.thread.say(FRIENDS)
    await second.thread.read("credit officers now look")


async def test_a_stop_while_bob_is_asked_counts(come: Come) -> None:
    bob, olivia = await come("Bob"), await come("Olivia")
    await bob.go("Bob")
    await apply(bob, "1,500", 18)
    await bob.thread.read("gambling")
    await olivia.go("credit-officers")
    await olivia.room.say("/credit stop")
    await olivia.room.read("automatic", "stopped")
    await bob.thread.say(FRIENDS)
    await bob.thread.read("credit officers now look")


async def test_two_tabs_at_once_share_one_mandate(come: Come) -> None:
    """One of the two is offered, the other one is for the officers."""
    tabs = [await come("Alice"), await come("Alice")]
    for tab in tabs:
        await tab.go("Alice")
    said = [
        tab.room.say(f"I need a loan of {amount} euros over 36 months")
        for tab, amount in zip(tabs, ("2,600", "2,700"), strict=True)
    ]
    await asyncio.gather(*said)
    olivia = await come("Olivia")
    await olivia.go("credit-officers")
    await olivia.room.read("Open", "above the automatic mandate")
    await olivia.go("credit-approvals")
    approved = olivia.room.shown.locator(".msg").filter(has_text="36 months")
    await expect(approved).to_have_count(1)


async def test_one_officer_can_not_approve_two_that_need_two(come: Come) -> None:
    """However fast Olivia clicks: the second waits for another officer."""
    alice, olivia = await come("Alice"), await come("Olivia")
    second = await come("Olivia")
    await alice.go("Alice")
    for amount in ("6,000", "5,900"):
        await apply(alice, amount, 36)
        await alice.thread.read("credit officers now look")
    for page in (olivia, second):
        await page.go("credit-officers")
    cards = [
        await page.room.read(f"{amount}.00 EUR", "Open")
        for page, amount in ((olivia, "6,000"), (second, "5,900"))
    ]
    votes = [card.get_by_role("button", name="Approve", exact=True).click() for card in cards]
    await asyncio.gather(*votes)
    await olivia.room.read("Approvals: 1 of 2")
    await olivia.go("credit-approvals")
    approved = olivia.room.shown.locator(".msg").filter(has_text="36 months")
    await expect(approved).to_have_count(1)
