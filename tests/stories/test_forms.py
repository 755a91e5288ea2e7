"""A customer applies with a form instead of in a chat."""

from tests.scripted_model import says, text
from tests.stories import steps
from tests.stories.staging import Desk, credit_id


def filled(amount: str, months: str) -> dict[str, dict[str, str]]:
    kind = "plain_text_input"
    return {
        "amount": {"type": kind, "value": amount},
        "months": {"type": kind, "value": months},
    }


async def test_a_form_becomes_an_application_in_a_thread_of_its_own(desk: Desk) -> None:
    """What is refused shows in the form; in the thread it goes on like any other."""
    customer = desk.customer()
    steps.scripted_assessment(desk)
    home = await desk.slack.open_by_command(customer, "apply 99 12")
    assert "Term in months" in await desk.slack.form()
    assert await desk.slack.fill(customer, filled("99", "12")) == {
        "amount": "It must be 100.00 EUR at least."
    }
    assert await desk.slack.fill(customer, filled("1,000", "12")) is None
    root = await desk.slack.posted(home.channel, "You applied for 1,000.00 EUR over 12 months")
    await desk.slack.reply(root, "was received")
    offer = await desk.slack.reply(root, "Offer for your credit")
    assert credit_id(offer) == credit_id(root)

    desk.script.expect("front_desk", text("It is offered."), when=says("How does it stand?"))
    await desk.slack.write(customer, "How does it stand?", thread=root)
    await desk.slack.reply(root, "It is offered.")
    await desk.slack.click(customer, offer, "offer_accept")
    await desk.slack.reply(root, "were paid out")
    assert await desk.ledger_sum() == 0
