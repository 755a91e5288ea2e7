"""The audit of a credit reads as its story, and only officers read it in Slack."""

from tests.stories import steps
from tests.stories.staging import Desk, credit_id

STORY = [
    "application.submitted",
    "application.under_review",
    "policy.assessed",
    "agent.assessed",
    "policy.assessed",  # once more, at the moment of the approval
    "application.approved",
    "application.accepted",
    "loan.disbursed",
]


async def test_the_audit_tells_the_story(desk: Desk) -> None:
    """From submission to disbursement, in order, by whom, in a chain that holds."""
    customer = desk.customer()
    thread, offer = await steps.offered(desk, customer)
    await desk.slack.click(customer, offer, "offer_accept")
    await desk.slack.reply(thread, "paid out")
    refused = await desk.slack.command(customer, f"audit {credit_id(offer)}")
    assert "no such credit" in refused.text
    shown = await desk.slack.command("U0OLIVIA", f"audit {credit_id(offer)}")
    assert "The chain holds." in shown.text
    assert all(what in shown.all_words for what in STORY)
    chain = await desk.books.audit(credit_id(offer))
    assert chain.broken is None
    assert [link.event.what for link in chain.links][: len(STORY)] == STORY
    accepted = next(link for link in chain.links if link.event.what == "application.accepted")
    assert (accepted.event.role, accepted.event.who) == ("customer", f"T0DESK.{customer}")
