"""A customer corrects what a payment was for, and people look at what hangs on it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.account import history
from tests.scripted_model import calls, contains, text, told
from tests.stories import people, steps
from tests.stories.staging import OFFICERS, Desk, credit_id


def _rent(customer: str) -> tuple[str, str]:
    """The id and the day of the last complete month's rent."""
    today = datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin")).date()
    since = history.opening_day(today)
    feed = history.transactions(people.key(customer), opened=today, since=since, until=today)
    paid = [t for t in feed if t.category == "rent" and t.day < today.replace(day=1)]
    return paid[-1].id, paid[-1].day.isoformat()


async def test_a_correction_goes_to_the_officers(desk: Desk) -> None:
    """Found by its id, noted once, shown on the card; what hangs on it is not automatic."""
    customer = desk.customer()
    rent, day = _rent(customer)
    look = calls(("list_transactions", {"since": day, "until": day, "categories": ["rent"]}))
    correct = calls(("correct_category", {"transaction_id": rent, "category": "gambling"}))
    other = calls(("correct_category", {"transaction_id": "nowhere", "category": "leisure"}))
    desk.script.expect("front_desk", calls(("hand_over_to_credit_agent", {})))
    desk.script.expect("credit_agent", look)
    desk.script.expect("credit_agent", correct, when=told(rent))
    desk.script.expect("credit_agent", other, when=told('"done"'))
    desk.script.expect("credit_agent", text("Noted; people will see it."), when=told('"unknown"'))
    thread = await desk.slack.write(customer, "that rent was really a bet")
    await desk.slack.reply(thread, "Noted")

    thread = await steps.applied(desk, customer)
    people_decide = await desk.slack.reply(thread, "credit officers now look")
    card = await desk.slack.posted(OFFICERS, credit_id(people_decide), "rent → gambling")
    assert "corrects the class" in card.all_words
    await desk.slack.click(steps.OLIVIA, card, "referral_approve")
    await desk.slack.reply(thread, "Offer for your credit")


async def test_a_correction_that_changes_nothing_is_told_to_the_review_agent(desk: Desk) -> None:
    """The automatic path goes on; the agent knows what the customer says."""
    customer = desk.customer()
    rent, _ = _rent(customer)
    correct = calls(("correct_category", {"transaction_id": rent, "category": "insurance"}))
    desk.script.expect("front_desk", calls(("hand_over_to_credit_agent", {})))
    desk.script.expect("credit_agent", correct)
    desk.script.expect("credit_agent", text("Noted."))
    thread = await desk.slack.write(customer, "that rent was an insurance")
    await desk.slack.reply(thread, "Noted.")
    assessment = {"recommendation": "approve", "summary": "Nothing stands out."}
    desk.script.expect(
        "review_agent",
        calls(("submit_assessment", assessment)),
        when=contains(f"{rent}: insurance"),
    )
    thread = await steps.applied(desk, customer)
    await desk.slack.reply(thread, "Offer for your credit")
