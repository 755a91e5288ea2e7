"""The loan at work: paid out once, collected by one timer at a time, and who is told of what."""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, TypeVar, cast

import pytest
from restate import ObjectContext

from services.contracts import account, audit, loan, posts, session
from services.contracts.keys import RoomKey
from services.contracts.wire import Nothing, Wire
from services.loan import book, handlers
from services.loan.calendar import Calendar
from tests.unit.case import ALICE, BERLIN, CREDIT, NOW, PLACE, THREAD, application, money, terms

OFFICERS = RoomKey("T0DESK.C0OFFICERS")
PARTS = handlers.Parts(calendar=Calendar(zone=BERLIN), grace_days=3, officers_room=OFFICERS)
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
    audited: list[str] = field(default_factory=list[str])
    timers: list[tuple[int, timedelta]] = field(default_factory=list[tuple[int, timedelta]])

    async def get(self, name: str, *, type_hint: type[book.Loan]) -> book.Loan | None:
        assert (name, type_hint) == ("loan", book.Loan)
        return self.kept

    def set(self, name: str, value: book.Loan) -> None:
        assert name == "loan"
        self.kept = value

    def time(self) -> Ready:
        return Ready(self.now.timestamp())

    def generic_call(self, service: str, handler: str, body: bytes, *, key: str) -> Ready:
        assert (service, key) == ("Account", ALICE)
        if handler == account.PROGRESS.name:
            self.summaries.append(account.Progress.model_validate_json(body).summary)
            return _reply(Nothing())
        assert handler == account.TRANSFER.name
        self.transfers.append(account.Transfer.model_validate_json(body))
        return _reply(account.TransferReply(outcome=self.outcome, balance=money(0)))

    def generic_send(
        self, service: str, handler: str, body: bytes, *, key: str, send_delay: timedelta | None
    ) -> None:
        match (service, handler):
            case ("Loan", "collect"):
                assert key == CREDIT
                assert send_delay is not None
                number = loan.Collection.model_validate_json(body).number
                self.timers.append((number, send_delay))
            case ("Audit", "append"):
                assert key == CREDIT
                self.audited.append(audit.Event.model_validate_json(body).what)
            case ("AgentSession", "note"):
                assert key == THREAD
                self.notes.append(session.Note.model_validate_json(body).text)
            case _:
                assert (service, handler) == (posts.POST.service, posts.POST.name)
                post = posts.Post.model_validate_json(body)
                assert key == post.place.room
                self.posted.append(post)

    def told(self, kind: type[Value]) -> list[Value]:
        """What was posted of this kind, in order."""
        return [post.content for post in self.posted if isinstance(post.content, kind)]

    def context(self) -> ObjectContext:
        return cast("ObjectContext", self)

    async def opens(self, opening: loan.LoanOpening) -> None:
        await handlers.disburse(self.context(), opening, PARTS)

    async def collects(self, number: int, *, at: datetime, pays: bool = True) -> None:
        """The timer of an instalment fires at a time at which the account can pay or not."""
        self.now, self.outcome = at, "booked" if pays else "insufficient_funds"
        await handlers.collect(self.context(), loan.Collection(number=number), PARTS)


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
    assert fake.kept
    fake.kept = fake.kept.model_copy(update={"paid": paid})
    for kept in (fake.transfers, fake.summaries, fake.posted, fake.notes, fake.timers):
        kept.clear()
    return fake


async def test_a_loan_is_paid_out_once() -> None:
    """A second opening, as after a crash of the caller, does nothing."""
    fake = FakeLoan()
    await fake.opens(opening())
    await fake.opens(opening())
    [order] = fake.transfers
    assert (order.amount, order.fee) == (money(1000_00), money(0))
    [told] = fake.told(posts.Disbursed)
    assert (told.amount, told.first_due) == (money(1000_00), date(2026, 2, 28))
    assert [line.state for line in fake.summaries] == ["active"]
    assert fake.timers == [(1, FIRST_DUE - NOW)]


async def test_the_fee_is_kept_back_of_the_payout() -> None:
    fake = FakeLoan()
    await fake.opens(opening(fee=25_00))
    assert [(order.amount, order.fee) for order in fake.transfers] == [
        (money(1000_00), money(25_00))
    ]


async def test_the_day_of_the_payout_is_the_banks() -> None:
    """23:30 in London on the 31st is the 1st of February in Berlin."""
    fake = FakeLoan(now=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    await fake.opens(opening())
    assert fake.kept
    assert fake.kept.anchor == date(2026, 2, 1)
    assert fake.told(posts.Disbursed)[0].first_due == date(2026, 3, 1)


async def test_an_instalment_is_collected_and_the_next_timer_set() -> None:
    fake = await running(paid=2)
    await fake.collects(3, at=THIRD_DUE)
    [order] = fake.transfers
    assert (order.id, order.amount) == (f"{CREDIT}.instalment.3", money(-86_07))
    [told] = fake.told(posts.InstalmentCollected)
    assert (told.number, told.outstanding) == (3, money(755_57))
    assert fake.timers == [(4, FOURTH_DUE - THIRD_DUE)]


@pytest.mark.parametrize("number", [1, 2, 4])
async def test_an_old_timer_does_nothing(number: int) -> None:
    """Nor does one that came before its time."""
    fake = await running(paid=2)
    await fake.collects(number, at=THIRD_DUE)
    assert (fake.transfers, fake.posted, fake.timers) == ([], [], [])


async def test_the_last_instalment_closes_the_loan() -> None:
    """No timer is left."""
    fake = await running(paid=11)
    await fake.collects(12, at=datetime(2027, 1, 31, 7, tzinfo=UTC))
    assert [type(post.content) for post in fake.posted] == [
        posts.InstalmentCollected,
        posts.LoanClosed,
    ]
    assert fake.timers == []
    assert fake.summaries[-1].state == "closed"


async def test_a_short_account_is_tried_daily_and_told_twice() -> None:
    """When it falls due, and when it is overdue; the officers hear of the second."""
    fake = await running()
    told_after: list[int] = []
    for day in range(10):
        await fake.collects(1, at=FIRST_DUE + day * DAY, pays=False)
        told_after.append(len(fake.told(posts.InstalmentMissed)))
    assert [missed.overdue for missed in fake.told(posts.InstalmentMissed)] == [False, True]
    assert told_after == [1, 1, 1, 2, 2, 2, 2, 2, 2, 2]
    assert [task.final for task in fake.told(posts.OfficersTask)] == [False]
    assert fake.timers == [(1, DAY)] * 10
    assert len({order.id for order in fake.transfers}) == 1


async def test_after_ninety_days_it_is_the_officers_alone() -> None:
    """They are told so in a task of its own, and no timer is set any more."""
    fake = await running()
    await fake.collects(1, at=FIRST_DUE + 3 * DAY, pays=False)
    await fake.collects(1, at=FIRST_DUE + 89 * DAY, pays=False)
    assert len(fake.timers) == 2
    await fake.collects(1, at=FIRST_DUE + 90 * DAY, pays=False)
    assert len(fake.timers) == 2
    assert [task.final for task in fake.told(posts.OfficersTask)] == [False, True]
    tasks = [post for post in fake.posted if isinstance(post.content, posts.OfficersTask)]
    assert {post.place.room for post in tasks} == {OFFICERS}
    assert len({post.post_id for post in fake.posted}) == len(fake.posted)


@pytest.mark.parametrize(("days", "finals"), [(5, [False]), (200, [False, True])])
async def test_lateness_is_the_clocks_not_the_number_of_tries(
    days: int, finals: list[bool]
) -> None:
    """The desk was down past the grace period: the first try finds it overdue at once."""
    fake = await running()
    await fake.collects(1, at=FIRST_DUE + days * DAY, pays=False)
    assert [missed.overdue for missed in fake.told(posts.InstalmentMissed)] == [True]
    assert [task.final for task in fake.told(posts.OfficersTask)] == finals


async def test_paying_late_cures_when_nothing_else_is_overdue() -> None:
    """The customer is not told again of what is paid."""
    fake = await running(paid=2)
    await fake.collects(3, at=THIRD_DUE + 3 * DAY, pays=False)
    await fake.collects(3, at=THIRD_DUE + 4 * DAY)
    assert [line.state for line in fake.summaries] == ["in_arrears", "active"]
    assert fake.timers[-1] == (4, FOURTH_DUE - THIRD_DUE - 4 * DAY)


@pytest.mark.parametrize(
    ("late", "state"),
    [
        (-DAY, "active"),
        (timedelta(), "active"),
        (3 * DAY - timedelta(seconds=1), "active"),
        (3 * DAY, "in_arrears"),
        (10 * DAY, "in_arrears"),
    ],
)
async def test_arrears_last_while_the_next_is_overdue_too(late: timedelta, state: str) -> None:
    """The third is paid at a time counted from the fourth, which is tried as soon as it is due."""
    fake = await running(paid=2)
    await fake.collects(3, at=THIRD_DUE + 3 * DAY, pays=False)
    await fake.collects(3, at=FOURTH_DUE + late)
    assert fake.summaries[-1].state == state
    assert fake.timers[-1] == (4, max(timedelta(), -late))


async def test_each_of_two_overdue_instalments_is_told_of() -> None:
    """What was said of the third does not keep the fourth quiet."""
    fake = await running(paid=2)
    await fake.collects(3, at=THIRD_DUE + 3 * DAY, pays=False)
    await fake.collects(3, at=FOURTH_DUE + 4 * DAY)
    await fake.collects(4, at=FOURTH_DUE + 4 * DAY, pays=False)
    assert [missed.number for missed in fake.told(posts.InstalmentMissed)] == [3, 4]
    assert [task.number for task in fake.told(posts.OfficersTask)] == [3, 4]
    await fake.collects(4, at=FOURTH_DUE + 5 * DAY)
    assert fake.summaries[-1].state == "active"


async def test_a_reused_transfer_id_is_loud() -> None:
    """It is neither paid nor missed."""
    fake = await running()
    fake.now, fake.outcome = FIRST_DUE, "conflict"
    with pytest.raises(handlers.TransferConflict):
        await handlers.collect(fake.context(), loan.Collection(number=1), PARTS)
    assert (fake.posted, fake.timers) == ([], [])


async def test_all_that_is_said_of_a_loan_is_noted_in_its_thread() -> None:
    """So that the model knows what the customer has seen; the officers' task is not theirs."""
    fake = await running()
    await fake.collects(1, at=FIRST_DUE + 3 * DAY, pays=False)
    await fake.collects(1, at=FIRST_DUE + 4 * DAY)
    seen = [post for post in fake.posted if post.place == PLACE]
    assert len(fake.notes) == len(seen) == 2
    assert all(CREDIT in note for note in fake.notes)


async def test_the_audit_hears_of_every_step() -> None:
    """Paid out, missed, overdue, collected late: each once, in order."""
    fake = FakeLoan()
    await fake.opens(loan.LoanOpening(application=application(), terms=terms()))
    for days in range(5):
        await fake.collects(1, at=FIRST_DUE + days * DAY, pays=False)
    await fake.collects(1, at=FIRST_DUE + 5 * DAY)
    assert fake.audited == [
        "loan.disbursed",
        "loan.instalment_due",
        "loan.instalment_overdue",
        "loan.instalment_collected",
    ]
