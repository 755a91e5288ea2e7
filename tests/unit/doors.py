"""A workflow as its doors see it: the view, and promises that are resolved once."""

from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import restate

from services.contracts import account, audit
from services.contracts.credit import (
    Answer,
    ApplicationView,
    Contest,
    Explanation,
    OfferResponse,
    Receipt,
    VoteCast,
    Withdrawal,
)
from services.contracts.keys import RoomKey
from services.contracts.money import Money
from services.contracts.wire import Wire
from services.credit import acknowledgement, handlers
from services.credit.case import CHARTER, EXPLAINED, LAPSED, Charter, Desk
from services.credit.posting import SHOWN, Shown
from tests.unit.case import ALICE, BERLIN, CREDIT, OLIVIA, OMAR, RULES

ROOM = RoomKey("T0DESK.C0OFFICERS")
DESK = Desk(
    policy=RULES,
    officers=frozenset({OLIVIA, OMAR}),
    officers_room=ROOM,
    approvals_room=ROOM,
    zone=BERLIN,
)
CANCELLED = restate.TerminalError("cancelled", status_code=409)
TAKEN = restate.TerminalError("promise was already completed", status_code=409)
NOBODY = restate.TerminalError("nobody answered in time", status_code=LAPSED)

Result = TypeVar("Result")
Event = Answer | Contest | OfferResponse | VoteCast | Withdrawal


@dataclass
class FakeWorkflow:
    """The application's state and promises. `rush` comes between looking and resolving."""

    seen: ApplicationView | None
    kept: dict[str, Wire] = field(default_factory=dict[str, Wire])
    receipts: set[str] = field(default_factory=set[str])
    explained: Explanation | None = None
    rush: Wire | None = None
    failure: restate.TerminalError | None = None
    owed: int = 0
    charter: Charter = DESK.charter
    lapsed: set[str] = field(default_factory=set[str])
    events: list[audit.Event] = field(default_factory=list[audit.Event])

    async def time(self) -> float:
        return 0.0

    async def get(self, name: str, *, type_hint: type[Wire | str]) -> Wire | None:
        state = {
            "view": self.seen,
            acknowledgement.RUN: None,
            EXPLAINED: self.explained,
            SHOWN: None,
            CHARTER: self.charter,
        }
        hints: dict[str, type[Wire | str]] = {
            "view": ApplicationView,
            acknowledgement.RUN: str,
            EXPLAINED: Explanation,
            SHOWN: Shown,
            CHARTER: Charter,
        }
        assert hints[name] is type_hint
        return state[name]

    def generic_send(self, service: str, name: str, body: bytes, **_named: object) -> None:
        assert (service, name) == ("Audit", "append")
        self.events.append(audit.Event.model_validate_json(body))

    async def generic_call(self, service: str, name: str, body: bytes, *, key: str) -> bytes:
        assert (service, name, key) == ("Account", "exposure", ALICE)
        assert account.ExposureQuery.model_validate_json(body).besides == CREDIT
        owed = account.Exposure(total=Money(minor=self.owed), instalments=Money(minor=0))
        return owed.model_dump_json().encode()

    def promise(self, name: str, *, type_hint: type[Wire]) -> "FakePromise":
        return FakePromise(self, name, type_hint)


@dataclass(frozen=True)
class FakePromise:
    workflow: FakeWorkflow
    name: str
    hint: type[Wire]

    async def peek(self) -> Wire | None:
        if self.name in self.workflow.lapsed:
            raise NOBODY
        found = self.workflow.kept.get(self.name)
        assert found is None or type(found) is self.hint
        return found

    def value(self) -> None:
        """What is raced against the end of a workflow; this one has none."""

    async def resolve(self, value: Wire) -> None:
        if self.name.startswith(acknowledgement.receipt("")):
            self.workflow.receipts.add(self.name)
            return
        assert type(value) is self.hint
        if self.workflow.failure:
            raise self.workflow.failure
        if self.workflow.rush:
            self.workflow.kept[self.name] = self.workflow.rush
        if self.name in self.workflow.kept or self.name in self.workflow.lapsed:
            raise TAKEN
        self.workflow.kept[self.name] = value


def done(step: Coroutine[Any, Any, Result]) -> Result:
    """The result of a coroutine that never has to wait: the fakes answer at once."""
    try:
        step.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("the fakes made it wait")


async def send(workflow: FakeWorkflow, event: Event) -> str:
    """What the sender is told."""
    ctx = cast("restate.WorkflowSharedContext", cast("Any", workflow))
    match event:
        case Answer():
            receipt = await handlers.take_answer(ctx, event)
        case Contest():
            receipt = await handlers.take_contest(ctx, event)
        case OfferResponse():
            receipt = await handlers.take_response(ctx, event)
        case VoteCast():
            receipt = await handlers.take_vote(ctx, event, DESK)
        case Withdrawal():
            receipt = await handlers.take_withdrawal(ctx, event)
    assert isinstance(receipt, Receipt)
    return receipt.outcome
