"""Two applications of one customer and the account between them, step by step, at random.

Real are both workflows, as they run, and all that the account keeps of credits. The machine here
says whose call is answered next, and what people do; each call is answered by how things stand
then.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast
from unittest import mock

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.account import commitments, index, portfolio
from services.account.commitments import Commitments
from services.contracts import account, switch
from services.contracts.credit import Application, ApplicationView, OfferResponse, OfficerVote
from services.contracts.keys import CreditId
from services.contracts.lending import Reason
from services.contracts.wire import Nothing, Wire
from services.credit import application as machine
from services.credit import workflow
from services.credit.case import Case
from tests.unit.application_world import World
from tests.unit.case import ALICE, CREDIT, OLIVIA, OMAR, OTHER, RULES, TODAY, application, money
from tests.unit.doors import DESK, done
from tests.unit.kept import Kept

NOBODY = CreditId("CR-CCCCCCCC")
MOST = (RULES.mandates.automatic, RULES.mandates.one_officer, RULES.exposure.max_total)
"""What a customer may have in all, by how many officers approved."""
SAME = ("Account.transactions", "AgentSession.consult")
WISHES = st.sampled_from([(1850, 3), (2600, 24), (4900, 60), (5900, 60), (9000, 120)])
"""Euros and months."""
WHICH = st.sampled_from([0, 0, 1])


class Account(Kept):
    """The customer's, and beside it the stop switch."""

    def __init__(self, applications: Sequence[Application]) -> None:
        credits = account.Credits(items=())
        for each in applications:
            credits = index.entered(credits, each, on=TODAY)
        super().__init__(credits=credits, commitments=Commitments())
        self.stopped = False

    def key(self) -> str:
        return ALICE

    async def generic_call(self, service: str, name: str, _body: bytes, *, key: str) -> bytes:
        assert (service, name, key) == ("Switch", "position", switch.AUTOMATIC)
        return switch.Position(stopped=self.stopped).model_dump_json().encode()

    def generic_send(self, service: str, _name: str, *_body: object, **_named: object) -> None:
        assert service == "Home"

    @property
    def total(self) -> int:
        """All that it counts."""
        credits, held = self.state["credits"], self.state["commitments"]
        return commitments.exposure(credits, held, besides=NOBODY).total.minor

    def answer(self, handler: str, body: bytes) -> Wire:
        ctx = cast("Any", self)
        match handler:
            case "Account.exposure":
                query = account.ExposureQuery.model_validate_json(body)
                return done(portfolio.exposure(ctx, query))
            case "Account.commit":
                return done(portfolio.commit(ctx, account.Commit.model_validate_json(body)))
            case "Account.progress":
                summary = account.Progress.model_validate_json(body).summary
                done(portfolio.follow(ctx, summary))
                return Nothing()
            case "Switch.position":
                return switch.Position(stopped=self.stopped)
            case _:
                assert handler == "Loan.open"
                return Nothing()


@dataclass(frozen=True)
class Halt:
    """Where a workflow has come to: a call, or a promise with what is raised when it lapses."""

    name: str
    body: bytes = b""
    lapse: Exception | None = None

    def __await__(self) -> Generator["Halt", Any, Any]:
        return (yield self)


class Life(World):
    """One application, halted wherever another could come in between."""

    def __init__(self, applied: Application) -> None:
        super().__init__()
        self.applied = applied
        self.loan: Literal["", "opened", "active", "closed"] = ""
        self._work: Generator[Halt, object, None] = cast(
            "Any", workflow.run(cast("Any", self), applied, DESK)
        )
        self.halt: Halt | None = None
        self.go_on(None)

    @property
    def seen(self) -> ApplicationView:
        assert self.view
        return self.view

    @property
    def calls(self) -> Halt | None:
        """The call that it waits for."""
        return self.halt if self.halt and self.halt.lapse is None else None

    @property
    def is_in_force(self) -> bool:
        """Whether the bank is bound, or has lent."""
        return self.seen.state in {"approved", "accepted"} and self.loan != "closed"

    @property
    def officers(self) -> int:
        """How many approved it."""
        return self.seen.decided_by.count("T0DESK.")

    def awaits(self, kind: str) -> bool:
        return bool(self.halt and self.halt.lapse and self.halt.name.startswith(kind))

    def go_on(self, reply: object, *, failure: Exception | None = None) -> None:
        """What is the same whenever it is asked is answered here."""
        try:
            halt = self._work.throw(failure) if failure else self._work.send(reply)
            while halt.name in SAME:
                answer = self.reply(halt.name, halt.body)
                halt = self._work.send(answer.model_dump_json().encode())
        except StopIteration:
            self.halt = None
        else:
            self.halt = halt

    def close(self) -> None:
        self._work.close()

    def generic_call(self, service: str, name: str, body: bytes, *, key: str) -> Halt:
        assert key
        return Halt(f"{service}.{name}", body)

    async def wait(self, name: str, event: type[Wire], *, lapse: Exception, **_more: object) -> Any:
        del event
        return await Halt(name, lapse=lapse)


async def _wait(case: Case, name: str, event: type[Wire], **named: Any) -> object:
    return await cast("Life", case.ctx).wait(name, event, **named)


class Together(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._patch = mock.patch.object(Case, "wait", _wait)
        self._patch.start()
        self.lives: tuple[Life, ...] = ()
        self.approved: list[Life] = []
        """In the order in which the bank was bound."""

    def teardown(self) -> None:
        for life in self.lives:
            life.close()
        self._patch.stop()

    @initialize(first=WISHES, second=WISHES)
    def apply(self, first: tuple[int, int], second: tuple[int, int]) -> None:
        wishes = zip((CREDIT, OTHER), (first, second), strict=True)
        applied = [
            application(credit).model_copy(update={"amount": money(100 * euros), "months": months})
            for credit, (euros, months) in wishes
        ]
        self.account = Account(applied)
        self.lives = tuple(Life(each) for each in applied)

    # What comes next ----------------------------------------------------------------------------

    @rule(which=WHICH, times=st.integers(1, 6))
    def answer(self, which: int, times: int) -> None:
        """A call after the other is answered, by how things stand now."""
        life = self.lives[which]
        for _ in range(times):
            if call := life.calls:
                stopped, bound = self.account.stopped, life.is_in_force
                reply = self.account.answer(call.name, call.body)
                life.loan = "opened" if call.name == "Loan.open" else life.loan
                life.go_on(reply.model_dump_json().encode())
                if life.is_in_force and not bound:
                    self.approved.append(life)
                    assert not (stopped and life.officers == 0), "approved after a stop"

    @rule(which=WHICH, accept=st.sampled_from([True, True, False]))
    def click(self, which: int, *, accept: bool) -> None:
        if (life := self.lives[which]).awaits("offer."):
            life.go_on(OfferResponse(by=ALICE, offer="offer.1", accept=accept))

    @rule(which=WHICH, approve=st.sampled_from([True, True, True, False]))
    def vote(self, which: int, *, approve: bool) -> None:
        """An officer who has not voted yet."""
        if not (life := self.lives[which]).awaits("vote."):
            return
        voted = {vote.officer for vote in life.seen.votes}
        officer = next(each for each in (OLIVIA, OMAR) if each not in voted)
        reasons = () if approve else (Reason(code="SHORT_HISTORY"),)
        action: Literal["approve", "reject"] = "approve" if approve else "reject"
        life.go_on(OfficerVote(officer=officer, action=action, reasons=reasons))

    @rule(which=WHICH, withdraws=st.booleans(), really=st.sampled_from([False, False, True]))
    def end(self, which: int, *, withdraws: bool, really: bool) -> None:
        """The time is over, or the customer withdraws, which counts at the decision."""
        life = self.lives[which]
        if really and withdraws:
            life.withdraws = True
        elif really and life.halt and life.halt.lapse:
            life.go_on(None, failure=life.halt.lapse)

    @rule(stopped=st.booleans())
    def turn_the_switch(self, *, stopped: bool) -> None:
        self.account.stopped = stopped

    @precondition(lambda self: any(life.loan in {"opened", "active"} for life in self.lives))
    @rule(which=WHICH)
    def lend(self, which: int) -> None:
        """The loan tells the account of itself: paid out, then paid back."""
        life = self.lives[which]
        if life.loan in {"opened", "active"}:
            life.loan = "active" if life.loan == "opened" else "closed"
            owed = life.seen.application.amount if life.loan == "active" else money(0)
            lent = {"state": life.loan, "outstanding": owed}
            summary = machine.summary(life.seen).model_copy(update=lent)
            body = account.Progress(summary=summary).model_dump_json().encode()
            self.account.answer("Account.progress", body)

    # What must always hold ----------------------------------------------------------------------

    @invariant()
    def each_approval_fits_its_mandate_with_all_that_was_in_force(self) -> None:
        total = 0
        for life in self.approved:
            if life.is_in_force:
                total += life.applied.amount.minor
                assert total <= MOST[life.officers]

    @invariant()
    def the_account_counts_each_that_is_in_force_once(self) -> None:
        """What has ended counts until the account is told, and then no more."""
        owed = sum(life.applied.amount.minor for life in self.lives if life.is_in_force)
        telling = any(life.calls and life.calls.name == "Account.progress" for life in self.lives)
        assert (
            not self.lives or self.account.total == owed or (telling and self.account.total > owed)
        )


ApplicationsTogether = pytest.mark.timeout(600)(Together.TestCase)
"""Minutes where the machine is loaded."""
ApplicationsTogether.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
