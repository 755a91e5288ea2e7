"""Somebody else's credit, by every door: refused as one that does not exist, and written down.

The doors are those that the contracts declare: a new one has to find its place here.
"""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from bot.listeners import commands
from bot.views import words
from services.agent import tool
from services.audit import chain
from services.audit import handlers as audits
from services.contracts import account, audit, credit, loan
from services.contracts import help as calls
from services.contracts.audit import Event, Link
from services.contracts.credit import Answer, Awaiting, Contest, OfferResponse, VoteCast
from services.contracts.keys import PersonKey
from services.contracts.reminders import WishReply
from services.contracts.wire import Handler, Wire
from services.credit import handlers as credits_
from services.desk import agents
from services.help import handlers as help_desk
from services.help.calling import Standing
from services.loan import handlers as loans
from services.loan import repaying, trouble
from services.office import Office
from tests.house.test_open_handlers import declared
from tests.unit.case import (
    ALICE,
    BOB,
    CREDIT,
    OLIVIA,
    OMAR,
    PLACE,
    RULES,
    THREAD,
    TODAY,
    UNTIL,
    view,
)
from tests.unit.doors import DESK, FakeWorkflow
from tests.unit.loan_world import PARTS, FakeLoan, Ready
from tests.unit.test_listeners import Workspace, command, workspace
from tests.unit.test_loan_trouble import behind

_ = workspace
Door = Callable[[bool], Awaitable[tuple[Wire, list[Event]]]]
"""What BOB is told of ALICE's credit, or of none, and what the audit is told."""

NOT_OF_A_CREDIT = {
    ("Account", "balance"): "the caller's own, by its key",
    ("Account", "credits"): "the caller's own, by its key",
    ("Account", "ledger"): "the console's",
    ("AgentSession", "message"): "a thread's, test_transcript",
    ("AgentSession", "rate"): "a thread's, test_ratings",
    ("Audit", "export"): "the console's",
    ("Applications", "apply"): "makes one of the caller's own",
    ("Drafts", "grow"): "a post's, by its name",
    ("Messenger", "begin"): "a post's, by its name",
    ("Help", "call"): "looks into the caller's own index alone, below",
    ("Holdings", "export"): "the caller's own, by its key",
    ("Holdings", "forget"): "the caller's own, by its key",
    ("Holdings", "survey"): "the caller's own, by its key",
    ("Home", "opened"): "the caller's own, by its key",
    ("Referrals", "read"): "officers' alone, test_officers_alone",
    ("Reminders", "cancel"): "the caller's own, by its key",
    ("Reminders", "list"): "the caller's own, by its key",
    ("Switch", "turn"): "officers' alone, test_officers_alone",
    ("Watch", "acknowledge"): "an officer who has seen to failures",
    ("Watch", "found"): "invocations, by the watch",
    ("Watch", "saw"): "invocations, by the console and the bot",
}


def _workflow(kind: Any, *, exists: bool) -> FakeWorkflow:
    waiting = Awaiting(kind=kind, name=f"{kind}.1", until=UNTIL)
    state: Any = {"answer": "info_requested", "offer": "approved", "vote": "referred"}
    return FakeWorkflow(view(state.get(kind, "rejected"), waiting) if exists else None)


def _application(kind: str, act: Callable[[Any], Awaitable[Wire]]) -> Door:
    async def tried(exists: bool) -> tuple[Wire, list[Event]]:  # noqa: FBT001
        workflow = _workflow(kind, exists=exists)
        return await act(cast("Any", workflow)), workflow.events

    return tried


def _loan(act: Callable[[Any], Awaitable[Wire]]) -> Door:
    async def tried(exists: bool) -> tuple[Wire, list[Event]]:  # noqa: FBT001
        fake = await behind() if exists else FakeLoan()
        fake.events.clear()
        return await act(cast("Any", fake)), fake.events

    return tried


class FakeObject:
    """An audit, or a call for a human, with the state that it has."""

    def __init__(self, key: str, state: dict[str, Wire]) -> None:
        self._key, self._state = key, state
        self.events: list[Event] = []

    def key(self) -> str:
        return self._key

    async def get(self, name: str, *, type_hint: type[Wire]) -> Wire | None:
        found = self._state.get(name)
        assert found is None or type(found) is type_hint
        return found

    def generic_send(self, service: str, name: str, body: bytes, **_named: object) -> None:
        assert (service, name) == ("Audit", "append")
        self.events.append(Event.model_validate_json(body))


LINK = chain.linked(Event(what="x", who="y", role="desk"), number=0, previous=chain.GENESIS)


async def _read(exists: bool) -> tuple[Wire, list[Event]]:  # noqa: FBT001
    head = audits.Head(links=1, last=LINK.hash)
    ctx = FakeObject(CREDIT, {"head": head, "link.0": LINK} if exists else {})
    reading = audit.Reading(by=BOB)
    return await audits.show(cast("Any", ctx), reading, frozenset({OLIVIA})), ctx.events


async def _take(exists: bool) -> tuple[Wire, list[Event]]:  # noqa: FBT001
    standing = Standing(number=1, call=calls.Call(by=ALICE, place=PLACE, credit_id=CREDIT))
    ctx = FakeObject(THREAD, {"standing": standing} if exists else {})
    parts = cast("Any", _Desk(Office(officers=frozenset({OLIVIA, OMAR}), place=PLACE)))
    return await help_desk.assign(cast("Any", ctx), calls.Taking(by=BOB, number=1), parts), (
        ctx.events
    )


class _Desk:
    def __init__(self, office: Office) -> None:
        self.office = office


def _vote(by: PersonKey = BOB) -> VoteCast:
    return VoteCast(vote=credit.OfficerVote(officer=by, action="approve"), ballot="vote.1")


ANSWER = Answer(by=BOB, question="answer.1", text="Yes")
RESPONSE = OfferResponse(by=BOB, offer="offer.1", accept=True)
CONTEST = Contest(by=BOB, contest="contest.1", text="No")
WISH = loan.RepaymentWish(by=BOB, kind="early", place=PLACE)
CLICK = loan.RepaymentConfirmation(by=BOB, quote="repayment.1", accept=True)

DOORS: dict[Handler[Any, Any], Door] = {
    credit.ANSWER: _application("answer", lambda ctx: credits_.take_answer(ctx, ANSWER)),
    credit.RESPOND: _application("offer", lambda ctx: credits_.take_response(ctx, RESPONSE)),
    credit.CONTEST: _application("contest", lambda ctx: credits_.take_contest(ctx, CONTEST)),
    credit.WITHDRAW: _application(
        "offer", lambda ctx: credits_.take_withdrawal(ctx, credit.Withdrawal(by=BOB))
    ),
    credit.WHY: _application("contest", lambda ctx: credits_.explain(ctx, credit.WhyAsked(by=BOB))),
    credit.VOTE: _application("vote", lambda ctx: credits_.take_vote(ctx, _vote(), DESK)),
    credit.OPINION: _application(
        "vote", lambda ctx: credits_.read_opinion(ctx, credit.OpinionRead(by=BOB), DESK)
    ),
    loan.STATEMENT: _loan(
        lambda ctx: loans.read_statement(ctx, loan.StatementQuery(by=BOB), PARTS)
    ),
    loan.QUOTE: _loan(lambda ctx: repaying.offer(ctx, WISH, PARTS)),
    loan.REPAY: _loan(lambda ctx: repaying.answer(ctx, CLICK, PARTS)),
    loan.HARDSHIP: _loan(
        lambda ctx: trouble.report(ctx, loan.Hardship(by=BOB, text="Ill."), PARTS)
    ),
    loan.WRITE_OFF: _loan(lambda ctx: trouble.write_off(ctx, loan.WriteOff(officer=BOB), PARTS)),
    audit.READ: _read,
    calls.TAKE: _take,
}


def test_every_door_that_is_open_is_tried() -> None:
    """One that the contracts open is tried here, or it is said why it is about no credit."""
    public = {name for name, handler in declared().items() if handler.access == "public"}
    tried = {(handler.service, handler.name) for handler in DOORS}
    assert tried | set(NOT_OF_A_CREDIT) == public


@pytest.mark.parametrize("door", DOORS, ids=lambda handler: f"{handler.service}.{handler.name}")
async def test_another_customers_credit_is_like_none(door: Handler[Any, Any]) -> None:
    """Word for word; and only where there is one, its audit says who tried what."""
    told_of_one, events = await DOORS[door](True)
    told_of_none, no_events = await DOORS[door](False)
    assert told_of_one == told_of_none
    assert no_events == []
    (event,) = events
    assert (event.what, event.who, event.role) == (audit.REFUSED, BOB, "stranger")
    assert event.details


@pytest.mark.parametrize("by", [OLIVIA, ALICE])
async def test_an_officer_learns_no_more_by_a_customers_door(by: PersonKey) -> None:
    """And an officer's own application is refused, and written down too."""
    workflow = _workflow("answer", exists=True)
    answer = ANSWER.model_copy(update={"by": by})
    receipt = await credits_.take_answer(cast("Any", workflow), answer)
    assert (receipt.outcome, len(workflow.events)) == (
        ("done", 0) if by == ALICE else ("unknown", 1)
    )


def test_the_same_refusal_again_is_kept_once() -> None:
    """So nobody makes another's audit grow by clicking; what differs is kept."""
    refused = Event(what=audit.REFUSED, who=BOB, role="stranger", details="offer")
    stands = Link(number=3, event=refused, previous="0", hash="0")
    assert chain.repeats(stands, refused)
    assert not chain.repeats(stands, refused.model_copy(update={"who": OLIVIA}))
    assert not chain.repeats(stands, refused.model_copy(update={"details": "vote"}))
    other = stands.model_copy(update={"event": LINK.event})
    assert not chain.repeats(other, refused)
    assert not chain.repeats(other, LINK.event)
    assert not chain.repeats(None, refused)


class FakeTurn:
    """A turn of BOB, who has no credits: what his tools ask, and of whom."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []

    def generic_call(self, service: str, name: str, body: bytes, *, key: str) -> Ready:
        del body
        self.asked.append((service, name, key))
        reply: dict[tuple[str, str], Wire] = {
            ("Account", "credits"): account.Credits(items=()),
            ("Reminders", "set"): WishReply(refusal="no_loan"),
            ("Help", "call"): credit.Receipt(outcome="unknown"),
        }
        return Ready(reply[service, name].model_dump_json().encode())


TOOLS = {
    move.name: move
    for agent in agents.build(RULES)
    for move in agent.moves
    if isinstance(move, tool.Tool) and "credit_id" in tool.schema(move)["properties"]
}
ARGUMENTS = {"kind": "early", "text": "Pay.", "days_before_instalment": 3}


@pytest.mark.parametrize("name", TOOLS)
async def test_a_tool_finds_no_credit_but_its_customers_own(name: str) -> None:
    """Whatever id the model names: only objects of the customer's own key are asked."""
    told: list[object] = []
    for named in (CREDIT, "CR-ZZZZZZZZ"):
        turn, move = FakeTurn(), TOOLS[name]
        fields = tool.schema(move)["properties"]
        given = {key: value for key, value in ARGUMENTS.items() if key in fields}
        arguments = move.arguments.model_validate({**given, "credit_id": named})
        scope = tool.Scope(
            ctx=cast("Any", turn),
            customer=BOB,
            thread=THREAD,
            place=PLACE,
            words="Mine!",
            today=TODAY,
        )
        told.append((await move.start(scope, arguments).finish()).value)
        assert {key for _, _, key in turn.asked} <= {BOB, THREAD}
    assert told[0] == told[1]


WORDS = [row.word for row in commands.TABLE.values() if "CR-" in row.arguments]


@pytest.mark.parametrize("word", WORDS)
async def test_a_command_finds_no_credit_but_the_callers_own(
    workspace: Workspace, word: str
) -> None:
    """Or the services say so, which know as little of another's as of none."""
    workspace.desk.replies |= {
        "credits": {"items": []},
        "call": {"outcome": "unknown"},
        "conversations.open": {"channel": {"id": "D0ALICE"}},
    }
    told = [
        (await workspace.deliver(command(f"{word} {named}")))[1]
        for named in ("CR-22222222", "CR-ZZZZZZZZ")
    ]
    assert told[0] == told[1]
    assert told[0]["text"] == words.NO_SUCH_CREDIT
    asked = [path.split("/")[:2] for path in workspace.desk.paths() if "/" in path]
    keys = {tuple(each) for each in asked if each[0] not in ("Account", "Help")}
    assert keys <= {("Audit", "CR-22222222"), ("Audit", "CR-ZZZZZZZZ")}
