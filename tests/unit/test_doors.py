"""The application's doors: an event that people send counts once, and its sender is told."""

from typing import Any

import pytest
import restate

from services.contracts.credit import (
    Answer,
    ApplicationView,
    Awaiting,
    OfferResponse,
    OfficerVote,
    VoteCast,
    Wish,
    Withdrawal,
)
from services.contracts.lending import Reason
from services.contracts.wire import Wire
from tests.unit.case import ALICE, BOB, OLIVIA, OMAR, RULES, UNTIL, view
from tests.unit.doors import CANCELLED, DESK, Event, FakeWorkflow, send

WITHDRAWN = "withdrawn"


def asked() -> ApplicationView:
    return view("info_requested", Awaiting(kind="answer", name="answer.1", until=UNTIL))


def offered() -> ApplicationView:
    return view("approved", Awaiting(kind="offer", name="offer.1", until=UNTIL))


def referred() -> ApplicationView:
    return view("referred", Awaiting(kind="vote", name="vote.1", until=UNTIL))


def vote(**changed: Any) -> VoteCast:
    cast_by = OfficerVote(officer=OLIVIA, action="approve").model_copy(update=changed)
    return VoteCast(vote=cast_by, ballot="vote.1")


ANSWER = Answer(by=ALICE, question="answer.1", text="A car.")
ACCEPT = OfferResponse(by=ALICE, offer="offer.1", accept=True)
DECLINE = OfferResponse(by=ALICE, offer="offer.1", accept=False)
WITHDRAW = Withdrawal(by=ALICE)
REJECT = vote(action="reject", reasons=(Reason(code="OTHER", note="No."),))

CASES: list[tuple[ApplicationView, Event, str, Event]] = [
    (asked(), ANSWER, "answer.1", ANSWER.model_copy(update={"text": "A boat."})),
    (offered(), ACCEPT, "offer.1", DECLINE),
    (offered(), DECLINE, "offer.1", ACCEPT),
    (referred(), vote(), "vote.1", vote(officer=OMAR)),
    (referred(), vote(), "vote.1", REJECT),
]
"""What is seen, an event, the promise that it resolves, and another event for that promise."""


def kept(event: Event) -> Wire:
    return event.vote if isinstance(event, VoteCast) else event


@pytest.mark.parametrize(("seen", "event", "name", "other"), CASES)
async def test_the_first_event_counts(
    seen: ApplicationView, event: Event, name: str, other: Event
) -> None:
    """The same again is done already; another one comes too late, and is told so."""
    workflow = FakeWorkflow(seen)
    assert await send(workflow, event) == "done"
    assert await send(workflow, event) == "already_done"
    assert await send(workflow, other) == "closed"
    assert workflow.kept == {name: kept(event)}


@pytest.mark.parametrize(("seen", "event", "name", "other"), CASES)
async def test_it_is_told_apart_when_the_workflow_has_gone_on_too(
    seen: ApplicationView, event: Event, name: str, other: Event
) -> None:
    """The promise is no longer waited for: a click on a stale card changes nothing."""
    workflow = FakeWorkflow(seen.model_copy(update={"awaiting": None}), {name: kept(event)})
    assert await send(workflow, event) == "already_done"
    assert await send(workflow, other) == "closed"
    assert workflow.kept == {name: kept(event)}


@pytest.mark.parametrize(("seen", "event", "name", "other"), CASES)
async def test_who_is_second_in_the_same_instant_is_told_the_truth(
    seen: ApplicationView, event: Event, name: str, other: Event
) -> None:
    """Somebody resolves the promise between looking at it and resolving it."""
    twin = FakeWorkflow(seen, rush=kept(event))
    rival = FakeWorkflow(seen, rush=kept(other))
    assert await send(twin, event) == "already_done"
    assert await send(rival, event) == "closed"
    assert rival.kept == {name: kept(other)}


@pytest.mark.parametrize(("seen", "event", "name", "other"), CASES)
async def test_what_was_never_settled_is_closed_not_done(
    seen: ApplicationView, event: Event, name: str, other: Event
) -> None:
    """A deadline has passed: nobody's event counts, and no promise is left behind."""
    workflow = FakeWorkflow(seen.model_copy(update={"awaiting": None}))
    assert {await send(workflow, event), await send(workflow, other)} == {"closed"}
    assert name not in workflow.kept


@pytest.mark.parametrize(("seen", "event", "name", "other"), CASES)
async def test_a_cancelled_door_is_no_lost_race(
    seen: ApplicationView, event: Event, name: str, other: Event
) -> None:
    """Cancelling must reach the handler, though its status is the one of a taken promise."""
    workflow = FakeWorkflow(seen, failure=CANCELLED)
    with pytest.raises(restate.TerminalError, match="cancelled"):
        await send(workflow, event)
    workflow.failure = None
    assert await send(workflow, other) == "done"
    assert workflow.kept == {name: kept(other)}


@pytest.mark.parametrize(
    ("seen", "event", "outcome"),
    [
        (None, ANSWER, "unknown"),
        (asked(), ANSWER.model_copy(update={"by": BOB}), "unknown"),
        (offered(), ACCEPT.model_copy(update={"by": OLIVIA}), "unknown"),
        (offered(), Withdrawal(by=BOB), "unknown"),
        (referred(), vote(officer=BOB), "not_an_officer"),
        (referred(), vote(action="reject"), "invalid"),
        (offered(), ACCEPT.model_copy(update={"offer": "vote.1"}), "invalid"),
    ],
)
async def test_what_is_refused_resolves_nothing(
    seen: ApplicationView | None, event: Event, outcome: str
) -> None:
    """Nor does a stranger learn from the answer what was settled before."""
    untouched = FakeWorkflow(seen)
    settled = FakeWorkflow(seen, {"answer.1": ANSWER, "offer.1": ACCEPT, "vote.1": vote().vote})
    assert await send(untouched, event) == await send(settled, event) == outcome
    assert untouched.kept == {}


async def test_nobody_approves_beyond_what_a_customer_may_owe() -> None:
    """Looked up at the click: other credits may have come since it was referred."""
    most = RULES.exposure.max_total
    full = FakeWorkflow(referred(), owed=most - 1000_00 + 1)
    assert await send(full, vote()) == "invalid"
    assert full.kept == {}
    assert await send(FakeWorkflow(referred(), owed=most - 1000_00), vote()) == "done"


async def test_what_an_officer_may_approve_is_asked_of_the_applications_own_policy() -> None:
    """The desk's policy has changed since: its limits are for new applications."""
    product = RULES.product.model_copy(update={"maximum_months": 24})
    exposure = RULES.exposure.model_copy(update={"max_total": 900_00})
    older = RULES.model_copy(update={"product": product, "exposure": exposure})
    charter = DESK.charter.model_copy(update={"policy": older})
    longer = vote(wish=Wish(amount=500_00, months=25))
    dearer = vote(wish=Wish(amount=901_00))

    assert await send(FakeWorkflow(referred()), longer) == "done"
    assert await send(FakeWorkflow(referred(), charter=charter), longer) == "invalid"
    assert await send(FakeWorkflow(referred()), dearer) == "done"
    assert await send(FakeWorkflow(referred(), charter=charter), dearer) == "invalid"


@pytest.mark.parametrize("seen", [view("submitted"), view("under_review"), asked(), referred()])
async def test_a_withdrawal_has_a_promise_of_its_own(seen: ApplicationView) -> None:
    """The workflow races it with whatever else it waits for."""
    workflow = FakeWorkflow(seen)
    assert await send(workflow, WITHDRAW) == "done"
    assert await send(workflow, WITHDRAW) == "already_done"
    assert workflow.kept == {WITHDRAWN: WITHDRAW}


async def test_withdrawing_declines_an_open_offer() -> None:
    """One promise for both, so that nobody is told of two outcomes."""
    workflow = FakeWorkflow(offered())
    assert await send(workflow, WITHDRAW) == "done"
    assert workflow.kept == {"offer.1": DECLINE.model_copy(update={"withdrawn": True})}
    assert await send(workflow, WITHDRAW) == "already_done"
    assert await send(workflow, ACCEPT) == "closed"
    assert "withdrawn" not in DECLINE.model_dump_json()


async def test_what_was_accepted_cannot_be_withdrawn() -> None:
    """Not even before the workflow has noticed that it was accepted."""
    workflow = FakeWorkflow(offered())
    assert await send(workflow, ACCEPT) == "done"
    assert await send(workflow, WITHDRAW) == "closed"
    assert workflow.kept == {"offer.1": ACCEPT}
    assert await send(FakeWorkflow(offered(), rush=ACCEPT), WITHDRAW) == "closed"


@pytest.mark.parametrize(
    ("seen", "outcome"),
    [
        (view("withdrawn"), "already_done"),
        (view("accepted"), "closed"),
        (view("active"), "closed"),
        (view("expired"), "closed"),
    ],
)
async def test_after_the_end_nothing_is_withdrawn(seen: ApplicationView, outcome: str) -> None:
    workflow = FakeWorkflow(seen)
    assert await send(workflow, WITHDRAW) == outcome
    assert workflow.kept == {}
