"""Why it was decided so is its customer's alone, and a call for a human is one at a time."""

from typing import Any, cast

import pytest

from services.contracts import help as contract
from services.contracts.credit import (
    ApplicationView,
    Awaiting,
    Contest,
    Explanation,
    WhyAsked,
    WhyReply,
)
from services.contracts.keys import CreditId, PersonKey
from services.contracts.lending import Figure, Reason
from services.credit import handlers
from services.help import calling
from services.help.calling import Standing
from tests.unit.case import ALICE, BOB, CREDIT, NOW, OLIVIA, OMAR, PLACE, UNTIL, view
from tests.unit.doors import FakeWorkflow, send

OFFICERS = frozenset({OLIVIA, OMAR})
KEPT = Explanation(
    credit_id=CREDIT,
    outcome="rejected",
    automated=True,
    policy="2026-11",
    reasons=(Reason(code="OBLIGATIONS_EXCESSIVE", figure="52 %", threshold="50 %"),),
    figures=(Figure(name="debt_to_income_after", value="52 %", threshold="50 %", fired=True),),
)


def rejected(*, contestable: bool) -> ApplicationView:
    contest = Awaiting(kind="contest", name="contest.1", until=UNTIL)
    return view("rejected", contest if contestable else None)


async def why(
    seen: ApplicationView | None, *, by: PersonKey = ALICE, kept: Explanation | None = KEPT
) -> WhyReply:
    ctx = cast("Any", FakeWorkflow(seen, explained=kept))
    return await handlers.explain(ctx, WhyAsked(by=by))


async def test_the_customer_reads_what_the_decision_rests_on() -> None:
    """Figures, reasons and policy as they were; and how it can be contested now."""
    reply = await why(rejected(contestable=True))
    assert reply.receipt.outcome == "done"
    assert reply.explanation == KEPT.model_copy(update={"contest": "contest.1", "until": UNTIL})
    final = await why(rejected(contestable=False))
    assert final.explanation == KEPT


@pytest.mark.parametrize("by", [BOB, OLIVIA])
async def test_to_anybody_else_there_is_no_such_credit(by: PersonKey) -> None:
    """An officer too; and it is told the same where there is none."""
    others = await why(rejected(contestable=True), by=by)
    nothing = await why(None, by=by, kept=None)
    assert others == nothing
    assert (others.receipt.outcome, others.explanation) == ("unknown", None)


async def test_what_is_not_decided_has_no_reasons() -> None:
    reply = await why(view("under_review"), kept=None)
    assert (reply.receipt.outcome, reply.receipt.detail) == ("invalid", "undecided")
    assert reply.explanation is None


async def test_after_the_contest_it_can_not_be_contested_again() -> None:
    """Officers have rejected on appeal: no promise waits, neither for a click nor for the chat."""
    final = FakeWorkflow(rejected(contestable=False))
    again = Contest(by=ALICE, contest="contest.1", text="Please.")
    assert await send(final, again) == "closed"
    first = again.model_copy(update={"text": "It was a gift."})
    used = FakeWorkflow(rejected(contestable=False), {"contest.1": first})
    assert await send(used, again) == "closed"


def call(credit_id: CreditId | None = CREDIT) -> contract.Call:
    return contract.Call(by=ALICE, place=PLACE, credit_id=credit_id, words="Please call me.")


def test_one_call_is_open_at_a_time() -> None:
    """Another one, about whatever, is the same until an officer has taken it."""
    first = calling.opened(None, call(), at=NOW)
    assert first
    assert first == Standing(number=1, call=call(), at=NOW)
    assert calling.opened(first, call(None), at=NOW) is None
    taken = first.model_copy(update={"taken_by": OLIVIA})
    second = calling.opened(taken, call(None), at=NOW)
    assert second == Standing(number=2, call=call(None), at=NOW)


@pytest.mark.parametrize(
    ("by", "number", "taken_by", "outcome"),
    [
        (OLIVIA, 2, None, None),
        (ALICE, 2, None, "not_an_officer"),
        (BOB, 2, OLIVIA, "not_an_officer"),
        (OLIVIA, 2, OLIVIA, "already_done"),
        (OMAR, 2, OLIVIA, "claimed"),
        (OMAR, 1, None, "closed"),
        (OMAR, 3, None, "unknown"),
        (OMAR, 0, None, "closed"),
    ],
)
def test_who_may_take_a_call(
    by: PersonKey, number: int, taken_by: PersonKey | None, outcome: str | None
) -> None:
    """An officer, the present one, once. A stranger learns nothing of it."""
    standing = Standing(number=2, call=call(), taken_by=taken_by)
    taking = contract.Taking(by=by, number=number)
    receipt = calling.judge(standing, taking, officers=OFFICERS)
    assert (receipt.outcome if receipt else None) == outcome
    if outcome == "claimed":
        assert receipt
        assert receipt.detail == taken_by


def test_an_officer_who_is_the_customer_takes_no_own_call() -> None:
    own = call().model_copy(update={"by": OMAR})
    taking = contract.Taking(by=OMAR, number=1)
    receipt = calling.judge(Standing(number=1, call=own), taking, officers=OFFICERS)
    assert receipt
    assert receipt.outcome == "own_application"


def test_what_was_never_called_is_unknown() -> None:
    taking = contract.Taking(by=OMAR, number=1)
    receipt = calling.judge(None, taking, officers=OFFICERS)
    assert receipt
    assert receipt.outcome == "unknown"


@pytest.mark.parametrize(
    ("number", "taken_by", "open_"), [(1, None, True), (1, OLIVIA, False), (2, None, False)]
)
def test_a_reminder_is_for_the_call_that_is_still_open(
    number: int, taken_by: PersonKey | None, *, open_: bool
) -> None:
    """A late timer of a call that was taken reminds nobody, nor does it of the next call."""
    standing = Standing(number=number, call=call(), taken_by=taken_by)
    due = contract.Due(number=1, final=False)
    assert (calling.awaited(standing, due) is not None) == open_
    assert calling.awaited(None, due) is None
