"""What several stories begin with: applying, and being offered a credit."""

from services.contracts.keys import CreditId
from tests.scripted_model import Check, calls, says
from tests.stories.staging import OFFICERS, Desk, credit_id
from tests.stories.workspace import Seen

OLIVIA, OMAR = "U0OLIVIA", "U0OMAR"
"""The officers."""


def scripted_application(
    desk: Desk, *, amount: str, months: int, when: Check | tuple[Check, ...]
) -> None:
    """The model hands over and submits, in one turn."""
    desk.script.expect("front_desk", calls(("hand_over_to_credit_agent", {})), when=when)
    wanted = {"amount": amount, "months": months}
    desk.script.expect("credit_agent", calls(("submit_application", wanted)), when=when)


def scripted_assessment(desk: Desk, *, recommendation: str = "approve") -> None:
    """The review agent assesses without a question."""
    assessment = {"recommendation": recommendation, "summary": "Nothing stands out."}
    desk.script.expect("review_agent", calls(("submit_assessment", assessment)))


async def applied(
    desk: Desk, customer: str, *, amount: str = "1000", months: int = 12, channel: str | None = None
) -> Seen:
    """The customer's message with which an application was submitted; its card is there."""
    words = f"I would like {amount} euros over {months} months"
    scripted_application(desk, amount=amount, months=months, when=says(words))
    said = f"<@U0DESK> {words}" if channel else words
    thread = await desk.slack.write(customer, said, channel=channel)
    await desk.slack.reply(thread, "was received")
    return thread


async def offered(desk: Desk, customer: str) -> tuple[Seen, Seen]:
    """The thread and the offer of 1,000.00 EUR over 12 months."""
    scripted_assessment(desk)
    thread = await applied(desk, customer)
    offer = await desk.slack.reply(thread, "Offer for your credit")
    return thread, offer


async def lent(desk: Desk, customer: str) -> tuple[Seen, CreditId]:
    """The thread and the id of a loan of 1,000.00 EUR over 12 months, paid out just now."""
    thread, offer = await offered(desk, customer)
    await desk.slack.click(customer, offer, "offer_accept")
    await desk.slack.reply(thread, "were paid out")
    return thread, credit_id(offer)


async def referred(
    desk: Desk, customer: str, *, amount: str = "8000", channel: str | None = None
) -> tuple[Seen, Seen]:
    """The customer's thread and the officers' card."""
    thread = await applied(desk, customer, amount=amount, months=36, channel=channel)
    people_decide = await desk.slack.reply(thread, "credit officers now look")
    return thread, await desk.slack.posted(OFFICERS, credit_id(people_decide), "Open")
