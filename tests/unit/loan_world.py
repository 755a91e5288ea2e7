"""A loan's world in memory: its state, the time, an account, and all that was sent."""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeVar, cast
from uuid import UUID, uuid4

import restate
from restate import ObjectContext

from services.contracts import account, audit, loan, posts, recovery, session
from services.contracts.credit import Receipt
from services.contracts.keys import PersonKey, RoomKey
from services.contracts.wire import Nothing, Wire
from services.loan import book, collecting, handlers, repaying, trouble
from services.loan.arrears import LateTerms
from services.loan.calendar import Calendar
from services.office import Office
from tests.unit.case import (
    ALICE,
    BERLIN,
    CREDIT,
    NOW,
    OLIVIA,
    OMAR,
    PLACE,
    THREAD,
    application,
    money,
    terms,
)

OFFICERS = RoomKey("T0DESK.C0OFFICERS")
PARTS = handlers.Parts(
    calendar=Calendar(zone=BERLIN),
    late=LateTerms(annual_rate=Decimal(8), grace_days=3),
    minimum_instalment=1_00,
    office=Office(officers=frozenset({OLIVIA, OMAR}), place=session.Place(room=OFFICERS)),
)
DAY = timedelta(days=1)
FIRST_DUE = datetime(2026, 2, 28, 7, tzinfo=UTC)
"""Eight in the morning in Berlin, a month after the 31st of January."""
THIRD_DUE = datetime(2026, 4, 30, 6, tzinfo=UTC)
FOURTH_DUE = datetime(2026, 5, 31, 6, tzinfo=UTC)

Value = TypeVar("Value")
Outcome = Literal["booked", "insufficient_funds", "conflict"]


@dataclass(frozen=True)
class Ready:
    """What a call or a look at the clock gives, at once."""

    value: Any

    def __await__(self) -> Generator[Any, Any, Any]:
        return self.value
        yield


@dataclass
class FakeLoan:
    """The loan's state, the time, an account that can pay or not, and all that was sent."""

    now: datetime = NOW
    outcome: Outcome = "booked"
    kept: book.Loan | None = None
    transfers: list[account.Transfer] = field(default_factory=list[account.Transfer])
    summaries: list[account.CreditSummary] = field(default_factory=list[account.CreditSummary])
    posted: list[posts.Post] = field(default_factory=list[posts.Post])
    notes: list[str] = field(default_factory=list[str])
    updated: list[posts.Update] = field(default_factory=list[posts.Update])
    events: list[audit.Event] = field(default_factory=list[audit.Event])
    timers: list[tuple[int, timedelta]] = field(default_factory=list[tuple[int, timedelta]])

    state: dict[str, Any] = field(default_factory=dict[str, Any])
    """What is kept besides the loan."""
    keys: set[str] = field(default_factory=set[str])
    """The idempotency keys under which something was sent."""

    async def get(self, name: str, *, type_hint: type[Any]) -> Any:
        found = self.kept if name == "loan" else self.state.get(name)
        assert found is None or type(found) is type_hint
        return found

    def set(self, name: str, value: Any) -> None:
        if name == "loan":
            self.kept = value
        else:
            self.state[name] = value

    def clear(self, name: str) -> None:
        self.state.pop(name, None)

    async def state_keys(self) -> list[str]:
        return list(self.state)

    def uuid(self) -> UUID:
        return uuid4()

    def time(self) -> Ready:
        return Ready(self.now.timestamp())

    def generic_call(self, service: str, handler: str, body: bytes, *, key: str) -> Ready:
        assert (service, key) == ("Account", ALICE)
        if handler == account.PROGRESS.name:
            self.summaries.append(account.Progress.model_validate_json(body).summary)
            return _reply(Nothing())
        assert handler == account.TRANSFER.name
        order = account.Transfer.model_validate_json(body)
        self.transfers.append(order)
        return _reply(account.TransferReply(outcome=self.books(order), balance=money(0)))

    def books(self, order: account.Transfer) -> Outcome:
        """What the account makes of a transfer. It is short of nothing that it does not pay."""
        is_paid = self.outcome == "insufficient_funds" and order.amount.minor >= 0
        return "booked" if is_paid else self.outcome

    def generic_send(
        self,
        service: str,
        handler: str,
        body: bytes,
        *,
        key: str,
        send_delay: timedelta | None = None,
        idempotency_key: str = "",
    ) -> None:
        if idempotency_key in self.keys:
            return
        self.keys |= {idempotency_key} - {""}
        match (service, handler):
            case ("Loan", "collect"):
                assert key == CREDIT
                assert send_delay is not None
                number = loan.Collection.model_validate_json(body).number
                self.timers.append((number, send_delay))
            case ("Audit", "append"):
                assert key == CREDIT
                self.events.append(audit.Event.model_validate_json(body))
            case ("AgentSession", "note"):
                assert key == THREAD
                self.notes.append(session.Note.model_validate_json(body).text)
            case (posts.UPDATE.service, posts.UPDATE.name):
                self.updated.append(posts.Update.model_validate_json(body))
            case _:
                assert (service, handler) == (posts.POST.service, posts.POST.name)
                post = posts.Post.model_validate_json(body)
                assert key == post.place.room
                self.posted.append(post)

    def told(self, kind: type[Value]) -> list[Value]:
        """What was posted of this kind, in order."""
        return [post.content for post in self.posted if isinstance(post.content, kind)]

    @property
    def held(self) -> book.Loan:
        assert self.kept
        return self.kept

    @property
    def audited(self) -> list[str]:
        """The names of what the audit was told."""
        return [event.what for event in self.events]

    def card(self, post_id: str) -> posts.Content:
        """What a post shows now."""
        [posted] = [post for post in self.posted if post.post_id == post_id]
        later = [update for update in self.updated if update.post_id == post_id]
        assert all(update.place == posted.place for update in later)
        return (later or [posted])[-1].content

    def context(self) -> ObjectContext:
        return cast("ObjectContext", self)

    async def recovers(self) -> None:
        """The watch misses all that is expected: whatever is not lost stays as it is."""
        for expected in [each for each in self.state if each.startswith(recovery.PREFIX)]:
            await handlers.recover(self.context(), recovery.lost(expected), PARTS)

    async def opens(self, opening: loan.LoanOpening) -> None:
        await handlers.disburse(self.context(), opening, PARTS)

    async def collects(self, number: int, *, at: datetime, pays: bool = True) -> None:
        """The timer of an instalment fires at a time at which the account can pay or not."""
        self.now, self.outcome = at, "booked" if pays else "insufficient_funds"
        await self.collects_now(number)

    async def collects_now(self, number: int) -> None:
        timer = self.kept.timer if self.kept else ""
        due = loan.Collection(number=number, timer=timer)
        await collecting.collect(self.context(), due, PARTS)

    async def states(self, *, by: PersonKey = ALICE) -> loan.LoanStatement | None:
        ctx = cast("restate.ObjectSharedContext", self)
        return (await handlers.read_statement(ctx, loan.StatementQuery(by=by), PARTS)).statement

    async def quotes(
        self,
        kind: loan.RepaymentKind,
        payment: int | None = None,
        choice: loan.Choice = "lower_instalment",
        *,
        by: PersonKey = ALICE,
        place: session.Place = PLACE,
    ) -> loan.QuoteReply:
        """Somebody asks what a repayment costs."""
        part = None if payment is None else money(payment)
        wish = loan.RepaymentWish(by=by, kind=kind, payment=part, choice=choice, place=place)
        return await repaying.offer(self.context(), wish, PARTS)

    async def clicks(self, number: int, *, accept: bool = True, by: PersonKey = ALICE) -> str:
        """Somebody clicks under quote `number`; what the person is told."""
        click = loan.RepaymentConfirmation(by=by, quote=f"repayment.{number}", accept=accept)
        return (await repaying.answer(self.context(), click, PARTS)).outcome

    async def suffers(self, text: str = "I lost my job.", *, by: PersonKey = ALICE) -> Receipt:
        return await trouble.report(self.context(), loan.Hardship(by=by, text=text), PARTS)

    async def writes_off(self, officer: PersonKey) -> str:
        return (
            await trouble.write_off(self.context(), loan.WriteOff(officer=officer), PARTS)
        ).outcome


def _reply(reply: Wire) -> Ready:
    return Ready(reply.model_dump_json().encode())


def opening(*, fee: int = 0) -> loan.LoanOpening:
    """Offered on the 17th of January."""
    offered = terms(start=date(2026, 1, 17)).model_copy(update={"fee": money(fee)})
    return loan.LoanOpening(application=application(), terms=offered)


async def running(*, paid: int = 0) -> FakeLoan:
    """Paid out on the 31st of January; what was told so far is forgotten."""
    fake = FakeLoan()
    await fake.opens(opening())
    fake.kept = fake.held.model_copy(update={"paid": paid})
    told = (fake.transfers, fake.summaries, fake.posted, fake.notes, fake.timers, fake.events)
    for kept in told:
        kept.clear()
    return fake
