"""The form and the Home tab, at the page: applying without a chat, and seeing how it stands."""

from tests.browser.conftest import Come


async def test_applied_for_with_the_form(come: Come) -> None:
    """Typed after a slash; what is wrong shows at its field; in Home the loan is seen running."""
    alice = await come("Alice")
    await alice.open_home()
    await alice.home.show("You have no credits yet.")
    await alice.go("Alice")
    await alice.room.say("/credit apply 99")
    await alice.form.show("99.00 EUR", "Term in months")
    await alice.form.fill("Term in months", "12")
    await alice.form.press("Send")
    await alice.form.show("It must be 100.00 EUR at least.")
    await alice.form.fill("Amount in euros", "1,000")
    await alice.form.press("Send")
    await alice.form.show("is in. Its thread is in our direct message.")
    await alice.form.press("Close")
    await alice.room.read("You applied for 1,000.00 EUR over 12 months")
    await alice.room.open_thread()
    await alice.thread.read("Offer for your credit", "1,032.80 EUR")
    await alice.open_home()
    await alice.home.show("1,000.00 EUR over 12 months, approved, the offer waits for you")
    await alice.go("Alice")
    await alice.room.open_thread()
    await alice.thread.press("Accept")
    await alice.thread.read("paid out")
    await alice.open_home()
    await alice.home.show("1,000.00 EUR over 12 months, running", "86.07 EUR", "0% repaid")
    await alice.home.shown.get_by_role("button", name="Schedule of").click()
    await alice.form.show("918.93", "86.03")


async def test_applied_for_from_home(come: Come) -> None:
    """Its button opens the same form, and the tab follows what becomes of it."""
    alice, olivia = await come("Alice"), await come("Olivia")
    await alice.open_home()
    await alice.home.press("Apply")
    await alice.form.fill("Amount in euros", "8000")
    await alice.form.fill("Term in months", "36")
    await alice.form.press("Send")
    await alice.form.show("is in. Its thread is in our direct message.")
    await alice.form.press("Close")
    await alice.home.show("8,000.00 EUR over 36 months, with our credit officers")
    await olivia.open_home()
    await olivia.home.show("8,000.00 EUR over 36 months", "Open referrals")
