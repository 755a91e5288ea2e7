"""Limits hold over all credits of a customer, whatever is approved in the same instant."""

import asyncio

from services.contracts.credit import ApplicationView
from services.contracts.keys import CreditId
from tests.scripted_model import calls, contains, says, text, told
from tests.stories import people, steps
from tests.stories.staging import APPROVALS, OFFICERS, Desk, credit_id
from tests.stories.steps import OLIVIA, OMAR
from tests.stories.workspace import PATIENCE, Seen

MANDATE = people.RULES.mandates.automatic


async def _asked(desk: Desk, customer: str, amount: str) -> tuple[Seen, Seen]:
    """The thread and the question of an application over 36 months."""
    question = f"What is it for? ({amount})"
    asking = calls(("ask_customer", {"question": question}))
    desk.script.expect("review_agent", asking, when=says(f"{int(amount):,}.00 EUR"))
    thread = await steps.applied(desk, customer, amount=amount, months=36)
    return thread, await desk.slack.reply(thread, question)


async def _answer(desk: Desk, customer: str, thread: Seen, card: Seen) -> None:
    words = f"a kitchen, {card.ts}"
    forward = calls(("answer_question", {"credit_id": credit_id(card)}))
    desk.script.expect("credit_agent", forward, when=(says(words), contains("Open question")))
    desk.script.expect("credit_agent", text("Passed on."), when=told('"done"'))
    assessment = {"recommendation": "approve", "summary": "Explained."}
    desk.script.expect("review_agent", calls(("submit_assessment", assessment)), when=says(words))
    await desk.slack.write(customer, words, thread=thread)


async def _settled(desk: Desk, credits: tuple[CreditId, ...]) -> list[ApplicationView]:
    """The applications, once each waits for its customer or for officers."""
    async with asyncio.timeout(PATIENCE):
        while True:
            views = [await desk.books.application(each) for each in credits]
            found = [v for v in views if v and v.state in ("approved", "referred", "rejected")]
            if len(found) == len(views):
                return found
            await asyncio.sleep(0.1)


async def test_an_open_offer_counts_with_its_instalment(desk: Desk) -> None:
    """The second is judged as it would be if the first were a loan already."""
    customer = next(people.tight(amount=185_000, months=3))
    steps.scripted_assessment(desk)
    thread = await steps.applied(desk, customer, amount="1850", months=3)
    await desk.slack.reply(thread, "Offer for your credit")
    second = await steps.applied(desk, customer, amount="1860", months=3)
    await desk.slack.reply(second, "not approved")
    assert not [seen for seen in await desk.slack.replies(second) if "Offer" in seen.text]


async def test_two_that_were_asked_back_share_one_automatic_mandate(desk: Desk) -> None:
    """What was found before the question is found again after the answer."""
    customer = desk.customer()
    first, question = await _asked(desk, customer, "2600")
    second, other = await _asked(desk, customer, "2700")
    await _answer(desk, customer, first, question)
    await desk.slack.reply(first, "Offer for your credit")
    await _answer(desk, customer, second, other)
    await desk.slack.reply(second, "credit officers now look")
    card = await desk.slack.posted(OFFICERS, credit_id(other), "Open")
    assert "mandate" in card.all_words


async def test_a_stop_while_the_customer_is_asked_counts(desk: Desk) -> None:
    customer = desk.customer()
    thread, question = await _asked(desk, customer, "2800")
    await desk.slack.command(OLIVIA, "stop")
    try:
        await _answer(desk, customer, thread, question)
        await desk.slack.reply(thread, "credit officers now look")
    finally:
        await desk.slack.command(OLIVIA, "resume")


async def test_three_at_once_get_what_the_mandate_allows(desk: Desk) -> None:
    """One customer's, in three threads; the rest goes to the officers."""
    customer = desk.customer()
    for amount in ("2400", "2500", "2600"):
        steps.scripted_application(desk, amount=amount, months=36, when=())
        steps.scripted_assessment(desk)
    threads = await asyncio.gather(
        *(desk.slack.write(customer, f"wish number {n}") for n in range(3))
    )
    cards = [await desk.slack.reply(thread, "was received") for thread in threads]
    views = await _settled(desk, tuple(map(credit_id, cards)))
    approved = [v.terms.amount.minor for v in views if v.state == "approved" and v.terms]
    assert 0 < sum(approved) <= MANDATE
    assert {view.state for view in views} == {"approved", "referred"}


async def test_two_votes_of_one_officer_at_once_are_not_two_approvals(desk: Desk) -> None:
    """Together they need two officers; whichever comes second waits for another one."""
    customer = desk.customer()
    threads, cards = zip(
        *[await steps.referred(desk, customer, amount=each) for each in ("6000", "5900")],
        strict=True,
    )
    await asyncio.gather(*(desk.slack.click(OLIVIA, card, "referral_approve") for card in cards))
    half = await desk.slack.posted(OFFICERS, "Approvals: 1 of 2")
    offered = [thread for thread in threads if await _has_offer(desk, thread)]
    assert len(offered) == 1
    await desk.slack.click(OMAR, half, "referral_approve")
    await desk.slack.posted(APPROVALS, credit_id(half), OLIVIA, OMAR)


async def _has_offer(desk: Desk, thread: Seen) -> bool:
    return any("Offer for" in seen.text for seen in await desk.slack.replies(thread))
