"""In a workspace that checks what Slack checks, by the Events API: the manifest's scopes do."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass

import pytest

from bot import names
from local import parts, ports
from local.parts import Part
from local.settings import Settings
from tests.scripted_model import calls, contains, says, text, told
from tests.stories import staging, steps, strict_slack
from tests.stories.staging import APPROVALS, GENERAL, Desk, credit_id
from tests.stories.strict_slack import StrictSlack
from tests.stories.workspace import PATIENCE, Json

QUESTION = "What were the payments on the 3rd for?"
CUSTOMERS = 10
ANSWER = "a gift for my sister; she turned *30*"


@dataclass(frozen=True)
class Strict:
    """The desk, and its workspace with what only this one can do."""

    desk: Desk
    slack: StrictSlack

    def log(self) -> str:
        """What the bot tells its operator."""
        return (self.desk.stack.settings.logs / "bot.log").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
async def strict(
    tmp_path_factory: pytest.TempPathFactory, newcomers: Iterator[str]
) -> AsyncIterator[Strict]:
    customers = list(itertools.islice(newcomers, CUSTOMERS))
    made: list[StrictSlack] = []

    async def setting(stack: Settings) -> tuple[StrictSlack, tuple[Part, ...]]:
        made.append(StrictSlack(stack))
        return made[0], (strict_slack.part(stack, customers), *parts.of(stack))

    async with staging.running(
        tmp_path_factory.mktemp("strict"),
        newcomers=iter(customers),
        environment=strict_slack.environment(ports.free()["LOCAL_SLACK_PORT"]),
        setting=setting,
    ) as desk:
        yield Strict(desk=desk, slack=made[0])


@pytest.fixture(autouse=True)
async def used_up(strict: Strict) -> AsyncIterator[None]:
    """Each story begins with the manifest's scopes and uses up its script."""
    await strict.slack.allow(strict_slack.scopes())
    with strict.desk.script.story():
        yield


async def test_the_main_story(strict: Strict) -> None:
    """From the balance to the money by the manifest's scopes alone; nothing is refused."""
    desk, slack = strict.desk, strict.slack
    customer = desk.customer()
    desk.script.expect("front_desk", calls(("get_balance", {})), when=says("balance"))
    desk.script.expect("front_desk", text("It is **1,234.00 EUR**."), when=told("EUR"))
    thread = await slack.write(customer, "what is my balance?")
    await slack.reply(thread, "1,234.00 EUR", "AI assistant")
    wish = "I would like 1000 euros over 12 months"
    steps.scripted_application(desk, amount="1000", months=12, when=says(wish))
    desk.script.expect("review_agent", calls(("ask_customer", {"question": QUESTION})))
    await slack.write(customer, wish, thread=thread)
    card = await slack.reply(thread, QUESTION)
    forward = calls(("answer_question", {"credit_id": credit_id(card)}))
    desk.script.expect("credit_agent", forward, when=(says(ANSWER), contains("Open question")))
    desk.script.expect("credit_agent", text("Thank you, passed on."), when=told('"done"'))
    steps.scripted_assessment(desk)
    await slack.write(customer, ANSWER, thread=thread)
    offer = await slack.reply(thread, "Offer for your credit")
    await slack.wait(thread.channel, lambda seen: f"{credit_id(offer)}-offer-1.pdf" in seen.files)
    before = await desk.balance(customer)
    await slack.click(customer, offer, "offer_accept")
    await slack.reply(thread, "paid out")
    await slack.posted(APPROVALS, credit_id(offer))
    assert await desk.balance(customer) == before + 1000_00
    assert "missing_scope" not in strict.log()


async def test_a_mention_in_a_channel(strict: Strict) -> None:
    """Is answered in its thread; the bot's own posts, which Slack sends back, are not."""
    desk, slack = strict.desk, strict.slack
    desk.script.expect("front_desk", text("Hello."))
    thread = await slack.write(desk.customer(), "<@U0DESK> hi", channel=GENERAL)
    await slack.reply(thread, "Hello.")
    desk.script.expect("front_desk", text("Still here."))
    await slack.write(thread.user, "and now?", thread=thread)
    await slack.reply(thread, "Still here.")
    assert len(await slack.replies(thread)) == 2


async def test_what_is_signed_by_somebody_else_does_nothing(strict: Strict) -> None:
    """The click of an offer with a wrong secret is refused, and the right one then counts."""
    desk, slack = strict.desk, strict.slack
    customer = desk.customer()
    thread, offer = await steps.offered(desk, customer)
    accepts = strict_slack.clicked(customer, offer, "offer_accept")
    status, _ = await slack.send(accepts, secret="guessed")
    assert status == 401
    view = await desk.books.application(credit_id(offer))
    assert view is not None
    assert view.state == "approved"
    await slack.click(customer, offer, "offer_accept")
    await slack.reply(thread, "paid out")


async def test_a_post_that_slack_has_and_the_bot_does_not_know_of(strict: Strict) -> None:
    """The bot dies between the two: after it is back it finds the message and posts no other."""
    desk, slack = strict.desk, strict.slack
    desk.script.expect("front_desk", text("Once."))
    await slack.hold(held=True)
    thread = await slack.write(desk.customer(), "are you there?")
    await slack.reply(thread, "Once.")
    desk.stack.kill("bot")
    await slack.hold(held=False)
    await desk.stack.ready("bot")
    desk.script.expect("front_desk", text("Twice? No."))
    await slack.write(thread.user, "and now?", thread=thread)
    await slack.reply(thread, "Twice? No.")
    assert len(await slack.replies(thread)) == 2
    assert "was there already" in strict.log()


async def test_a_form(strict: Strict) -> None:
    """Sent twice, it is one application, whose thread the desk opens in the direct message."""
    desk, slack = strict.desk, strict.slack
    steps.scripted_assessment(desk)
    customer = desk.customer()
    form = applied_for(customer)
    answers = [await slack.send(form) for _ in range(2)]
    assert answers[0] == answers[1]
    assert "CR-" in answers[0][1]
    card = await slack.posted(await slack.direct(customer), "You applied for")
    await slack.reply(card, "Offer for your credit")


def applied_for(customer: str) -> Json:
    values = {names.AMOUNT_FIELD: "1000", names.MONTHS_FIELD: "12"}
    return strict_slack.filled(customer, names.CREDIT_APPLY_FORM, "sheet1", values)


async def unanswered(strict: Strict) -> None:
    """A question whose answer can't be posted."""
    strict.desk.script.expect("front_desk", text("Here I am."))
    await strict.slack.write(strict.desk.customer(), "are you there?")


async def answered(strict: Strict) -> None:
    """A question at which the bot can't show that it works on it."""
    strict.desk.script.expect("front_desk", text("Here I am."))
    thread = await strict.slack.write(strict.desk.customer(), "are you there?")
    await strict.slack.reply(thread, "Here I am.")


async def offered(strict: Strict) -> None:
    """An offer, whose document comes as text where the bot may post no file."""
    thread, _ = await steps.offered(strict.desk, strict.desk.customer())
    await strict.slack.reply(thread, "The schedule of", "918.93")


async def applied_by_form(strict: Strict) -> None:
    """A form; the person reads that nothing was done."""
    _, answer = await strict.slack.send(applied_for(strict.desk.customer()))
    assert "direct message" in answer


Told = Callable[[Strict], Awaitable[None]]


@pytest.mark.parametrize(
    ("scope", "story"),
    [
        ("chat:write", unanswered),
        ("reactions:write", answered),
        ("files:write", offered),
        ("im:write", applied_by_form),
    ],
)
async def test_without_a_scope(strict: Strict, scope: str, story: Told) -> None:
    """Slack refuses what needs it, and the operator reads in the log which one is missing."""
    await strict.slack.allow(set(strict_slack.scopes()) - {scope})
    before = len(strict.log())
    await story(strict)
    async with asyncio.timeout(PATIENCE):
        while f"missing_scope, needed: {scope}" not in strict.log()[before:]:
            await asyncio.sleep(0.05)
