"""Somebody else's credit, by every door of the real stack: refused as one that does not exist.

The doors are those that the contracts, the commands, the agents and the bot's listeners declare:
a new one has to find its place here.
"""

import asyncio
import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import pytest

from bot import names
from bot.listeners import commands, register
from bot.views import words
from services.agent import tool
from services.agent.loop import MAX_CALLS_AT_ONCE
from services.contracts import audit, credit, loan
from services.contracts import help as calls_for_a_human
from services.contracts.keys import CreditId, Key, PersonKey
from services.contracts.wire import Handler, Wire
from services.desk import agents
from tests.house.test_open_handlers import declared
from tests.scripted_model import Lane, calls, says, text
from tests.stories import bystanders, people, staging
from tests.stories.bystanders import NO_CREDIT, Scene
from tests.stories.staging import credit_id
from tests.stories.test_officers import REJECTION
from tests.stories.test_repaying import PLACE, ask
from tests.stories.workspace import PATIENCE, Json, Seen, Told
from tests.unit.test_closed_doors import ARGUMENTS, NOT_OF_A_CREDIT, TOOLS

pytestmark = pytest.mark.timeout(400)
"""There are many doors, and a machine may be busy."""

T = TypeVar("T")
LANES: tuple[Lane, ...] = ("front_desk", "credit_agent")

THEIR_OWN = {
    names.ANSWER_RATE: "a thread's, test_feedback",
    names.CREDIT_APPLY: "opens an empty form",
    names.CREDIT_APPLY_FORM: "makes one of the sender's own",
    names.DATA_FORGET_FORM: "the sender's own",
    names.FAILURES_SEEN: "officers' alone, test_lost_work",
    names.HOME_ASK: "says what to write",
    names.REMINDER_CANCEL: "the clicker's own",
}
"""Buttons and forms that are about no credit of another."""

WORDS = {names.ANSWER_FIELD: {"type": "plain_text_input", "value": "It is mine."}}
FILLED: Mapping[str, Mapping[str, Json]] = {
    names.QUESTION_ANSWER_FORM: WORDS,
    names.DECISION_CONTEST_FORM: WORDS,
    names.LOAN_DIFFICULTIES_FORM: WORDS,
    names.REFERRAL_HAND_OVER_FORM: {},
    names.REFERRAL_CONDITIONS_FORM: {
        names.AMOUNT_FIELD: {"type": "plain_text_input", "value": "500"}
    },
    names.REFERRAL_REJECT_FORM: REJECTION,
    names.REFERRAL_ASK_FORM: {
        names.QUESTION_FIELD: {"type": "plain_text_input", "value": "What for?"}
    },
}
"""Each form about a credit, and what is filled in."""

Make = Callable[[PersonKey, Any], Wire]
"""A request of that person; the second is what the button's value names beside the credit."""
HANDLERS: Mapping[Handler[Any, Any], tuple[str, Make]] = {
    credit.ANSWER: (
        names.QUESTION_ANSWER,
        lambda by, name: credit.Answer(by=by, question=name, text="It is mine."),
    ),
    credit.RESPOND: (
        names.OFFER_ACCEPT,
        lambda by, name: credit.OfferResponse(by=by, offer=name, accept=True),
    ),
    credit.CONTEST: (
        names.DECISION_CONTEST,
        lambda by, name: credit.Contest(by=by, contest=name, text="It is mine."),
    ),
    credit.WITHDRAW: (names.OFFER_ACCEPT, lambda by, _: credit.Withdrawal(by=by)),
    credit.WHY: (names.DECISION_WHY, lambda by, _: credit.WhyAsked(by=by)),
    credit.VOTE: (
        names.REFERRAL_APPROVE,
        lambda by, name: credit.VoteCast(
            vote=credit.OfficerVote(officer=by, action="approve"), ballot=name
        ),
    ),
    credit.OPINION: (names.REFERRAL_OPINION, lambda by, _: credit.OpinionRead(by=by)),
    loan.STATEMENT: (names.REPAYMENT_CONFIRM, lambda by, _: loan.StatementQuery(by=by)),
    loan.QUOTE: (
        names.REPAYMENT_CONFIRM,
        lambda by, _: loan.RepaymentWish(by=by, kind="early", place=PLACE),
    ),
    loan.REPAY: (
        names.REPAYMENT_CONFIRM,
        lambda by, name: loan.RepaymentConfirmation(by=by, quote=name, accept=True),
    ),
    loan.HARDSHIP: (names.LOAN_DIFFICULTIES, lambda by, _: loan.Hardship(by=by, text="Ill.")),
    loan.WRITE_OFF: (names.LOAN_WRITE_OFF, lambda by, _: loan.WriteOff(officer=by)),
    audit.READ: (names.OFFER_ACCEPT, lambda by, _: audit.Reading(by=by)),
    calls_for_a_human.TAKE: (
        names.HUMAN_TAKE,
        lambda by, number: calls_for_a_human.Taking(by=by, number=int(number)),
    ),
}
"""Each public handler about a credit, which card's button leads to it, and its request."""


@pytest.fixture(scope="module")
async def scene(
    tmp_path_factory: pytest.TempPathFactory, newcomers: Iterator[str]
) -> AsyncIterator[Scene]:
    """A desk of its own: nothing else happens on it."""
    home = tmp_path_factory.mktemp("doors")
    async with staging.running(home, newcomers=newcomers, environment={}) as desk:
        with desk.script.story():
            made = await bystanders.prepared(desk)
        yield made


@asynccontextmanager
async def untouched(scene: Scene) -> AsyncGenerator[None]:
    """Whatever is tried meanwhile is in the audits once each, and changes nothing else."""
    before = await scene.settled()
    yield
    assert await scene.settled() == before
    assert await scene.refused() == scene.tried


async def served(attempt: Callable[[str], Awaitable[T]], value: str) -> T:
    """What is told by a desk that has the time: on a busy machine it asks for another try."""
    async with asyncio.timeout(PATIENCE):
        while words.DESK_UNAVAILABLE in str(shown := await attempt(value)):
            pass
    return shown


def test_every_door_is_tried(scene: Scene) -> None:
    """All that is declared about a credit is tried here."""
    public = {name for name, handler in declared().items() if handler.access == "public"}
    assert {(each.service, each.name) for each in HANDLERS} == public - set(NOT_OF_A_CREDIT)
    assert set(scene.cards) == set(register.ACTIONS) - set(THEIR_OWN)
    assert set(FILLED) == set(register.VIEWS) - set(THEIR_OWN)


async def test_by_every_command(scene: Scene) -> None:
    """Officers' read the credit and are noted; the others look into the caller's own index."""
    slack, (bob, *_) = scene.desk.slack, scene.homes

    async def typed(word: str, named: str) -> Told:
        command = slack.type_command(bob, f"{word} {named}", channel=scene.homes[bob])
        return await slack.told(bob, command)

    about_a_credit = [row for row in commands.TABLE.values() if "CR-" in row.arguments]
    async with untouched(scene):
        for row in about_a_credit:
            attempt = partial(served, partial(typed, row.word))
            of_none = await attempt(NO_CREDIT)
            for of in scene.credits:
                assert await attempt(of) == of_none
                if row.officers:
                    await scene.noted(bob, at=of)


async def test_by_every_button_and_its_form(scene: Scene) -> None:
    """Of Alice's cards and of officers'; a form opens for both, and says it when it is sent."""
    slack, sent = scene.desk.slack, set[str]()

    async def pressed(by: str, action: str, card: Seen, value: str) -> tuple[Told, Json | None]:
        if action == names.LOAN_SCHEDULE:
            act = slack.press(by, action, value)
        else:
            act = slack.click(by, replace(card, buttons={action: value}), action)
        shown = await slack.told(by, act)
        errors = await slack.fill(by, FILLED[shown.form]) if shown.form else None
        return replace(shown, words=bystanders.nowhere(shown.words)), errors

    async with untouched(scene):
        for (action, card), by in itertools.product(scene.cards.items(), scene.homes):
            attempt = partial(served, partial(pressed, by, action, card))
            value = card.buttons[action]
            shown, errors = of_none = await attempt(bystanders.nowhere(value))
            assert bool(errors) == bool(shown.form)
            sent.add(shown.form)
            assert await attempt(value) == of_none
            if action != names.HUMAN_CALL:  # which looks into the clicker's own index
                await scene.noted(by, at=credit_id(card))
    assert sent - {""} == set(FILLED)


async def test_by_every_tool(scene: Scene) -> None:
    """Whatever the model names while Bob speaks: each tool knows of none but his."""
    script, slack, (bob, *_) = scene.desk.script, scene.desk.slack, scene.homes
    async with untouched(scene):
        with script.story():
            for lane, agent in zip(LANES, agents.build(people.RULES), strict=True):
                tools = [TOOLS[move.name] for move in agent.moves if move.name in TOOLS]
                thread = await spoken_to(scene, bob, lane)
                results: dict[CreditId, tuple[str, ...]] = {}
                for named in (*scene.credits, NO_CREDIT):
                    wanted = [(each.name, arguments(each, named)) for each in tools]
                    for first in range(0, len(wanted), MAX_CALLS_AT_ONCE):
                        at_once = wanted[first : first + MAX_CALLS_AT_ONCE]
                        script.expect(lane, calls(*at_once), when=says(named))
                    script.expect(lane, text(f"Nothing of {named}."))
                    await slack.write(bob, f"It is about {named}", thread=thread)
                    await slack.reply(thread, f"Nothing of {named}.")
                    results[named] = script.requests[-1].results
                assert set(results.values()) == {results[NO_CREDIT]}
                assert len(results[NO_CREDIT]) == len(tools)
                assert all('"unknown"' in each for each in results[NO_CREDIT])


async def spoken_to(scene: Scene, customer: str, lane: Lane) -> Seen:
    """A thread of the customer's in which this agent answers."""
    script, hello = scene.desk.script, f"hello, {lane}"
    if lane == "credit_agent":
        script.expect("front_desk", calls(("hand_over_to_credit_agent", {})), when=says(hello))
    script.expect(lane, text("Hello."), when=says(hello))
    thread = await scene.desk.slack.write(customer, hello)
    await scene.desk.slack.reply(thread, "Hello.")
    return thread


def arguments(of: tool.Tool[Any], named: CreditId) -> Json:
    fields = tool.schema(of)["properties"]
    return {"credit_id": named} | {k: v for k, v in ARGUMENTS.items() if k in fields}


async def test_by_every_public_handler(scene: Scene) -> None:
    """With the names that the cards carry, and no front end between."""

    async def asked(by: str, handler: Handler[Any, Any], make: Make, value: str) -> Wire:
        key, _, name = value.partition("|")
        return await ask(scene.desk, handler, make(people.key(by), name), key=Key(key))

    async with untouched(scene):
        for (handler, (action, make)), by in itertools.product(HANDLERS.items(), scene.homes):
            card = scene.cards[action]
            attempt = partial(asked, by, handler, make)
            value = card.buttons[action]
            of_none = await attempt(bystanders.nowhere(value))
            assert await attempt(value) == of_none
            await scene.noted(by, at=credit_id(card))
