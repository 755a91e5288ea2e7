"""What the agents' tools tell of an application that a fault has ended: enough to say so."""

from typing import Any, cast

import pytest

from services.agent import tool
from services.contracts.credit import Answer, Explanation, Receipt, WhyReply
from services.contracts.keys import Key
from services.contracts.session import OpenQuestion
from services.desk import applying, reading, refusals, rights
from tests.unit.case import ALICE, PLACE, RULES, THREAD, TODAY
from tests.unit.test_desk_loans import ONE, TWO, FakeContext, desk, line

TOOLS = {
    each.name: each for each in (*applying.tools(RULES), *reading.tools(RULES), *rights.tools())
}
ABORTED = Receipt(outcome="aborted")
TOLD = {"outcome": "aborted", "note": refusals.ABORTED}


async def used(ctx: FakeContext, name: str, **arguments: Any) -> tool.Output:
    scope = tool.Scope(
        ctx=cast("Any", ctx),
        customer=ALICE,
        thread=THREAD,
        place=PLACE,
        words="It was a gift.",
        today=TODAY,
        questions=(OpenQuestion(credit_id=ONE, question=Key("answer.1"), text="What was it?"),),
    )
    move = TOOLS[name]
    return await move.start(scope, move.arguments.model_validate(arguments)).finish()


async def test_an_answer_that_nobody_waits_for_is_not_passed_on() -> None:
    """It is told with why, so that the model can say it."""
    ctx = desk(answer=ABORTED)
    told = await used(ctx, "answer_question", credit_id=ONE)
    assert told.value == TOLD
    assert not told.ends_turn
    assert ctx.last(Answer).text == "It was a gift."


async def test_what_has_ended_is_not_withdrawn() -> None:
    told = await used(
        desk(line(state="aborted"), withdraw=ABORTED), "withdraw_application", credit_id=ONE
    )
    assert told.value == TOLD


@pytest.mark.parametrize("named", [{"credit_id": ONE}, {}])
async def test_why_it_was_stopped_is_no_decision_to_explain(named: dict[str, str]) -> None:
    """The newest is meant where none is named; its object is not asked."""
    ctx = desk(line(TWO, "closed"), line(ONE, "aborted"))
    assert (await used(ctx, "explain_decision", **named)).value == TOLD
    assert [name for name, _, _ in ctx.asked] == ["Account.credits"]


async def test_in_the_list_it_is_told_from_a_rejection() -> None:
    told = await used(desk(line(ONE, "aborted"), line(TWO, "rejected")), "list_credits")
    stopped, rejected = cast("Any", told.value)["credits"]
    assert (stopped["state"], stopped["note"]) == ("aborted", refusals.ABORTED)
    assert "note" not in rejected


async def test_other_outcomes_are_told_alone() -> None:
    told = await used(desk(answer=Receipt(outcome="closed")), "answer_question", credit_id=ONE)
    assert told.value == {"outcome": "closed"}


async def test_a_contest_that_got_lost_leaves_the_rejection_as_it_is() -> None:
    """It is not told that this is no rejection: it is one."""
    contestable = Explanation(
        credit_id=ONE,
        outcome="rejected",
        automated=True,
        policy="1",
        contest=Key("contest.1"),
    )
    why = WhyReply(receipt=Receipt(outcome="done"), explanation=contestable)
    ctx = desk(line(ONE, "rejected"), why=why, contest=ABORTED)
    told = await used(ctx, "contest_decision", credit_id=ONE)
    assert told.value == {"outcome": "aborted", "note": refusals.CONTEST_LOST}
    assert not told.ends_turn
