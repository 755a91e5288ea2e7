"""What a customer's account expects of an application that it started, until that has ended."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from services.account import portfolio
from services.contracts import account, recovery
from services.contracts.keys import Key
from services.contracts.lending import CreditState
from tests.unit.case import ALICE, CREDIT, TODAY, UNTIL, application, money
from tests.unit.doors import done
from tests.unit.test_index import line

EXPECTED = f"expects.CreditApplication.{CREDIT}.run"


@dataclass
class FakeAccount:
    state: dict[str, Any] = field(default_factory=dict[str, Any])
    sent: list[str] = field(default_factory=list[str])

    def key(self) -> str:
        return ALICE

    async def get(self, name: str, **_hint: object) -> Any:
        return self.state.get(name)

    def set(self, name: str, value: Any) -> None:
        self.state[name] = value

    def clear(self, name: str) -> None:
        self.state.pop(name, None)

    def generic_send(self, service: str, name: str, _body: bytes, **named: object) -> None:
        self.sent.append(f"{service}.{name} {named['key']}")

    @property
    def ctx(self) -> Any:
        return cast("Any", self)


@pytest.fixture
def entered() -> FakeAccount:
    """An account with one application."""
    fake = FakeAccount()
    admission = done(
        portfolio.enter(
            fake.ctx, application(), most_open=3, most_owed=money(25_000_00), today=TODAY
        )
    )
    assert admission.admitted
    return fake


def test_an_application_is_entered_started_and_expected_in_one_go(entered: FakeAccount) -> None:
    assert entered.state[EXPECTED] == application()
    assert entered.sent == [f"CreditApplication.run {CREDIT}"]
    assert [item.credit_id for item in entered.state["credits"].items] == [CREDIT]


def test_what_is_refused_is_not_started(entered: FakeAccount) -> None:
    twin = application().model_copy(update={"credit_id": "CR-BBBBBBBB"})
    again = portfolio.enter(entered.ctx, twin, most_open=3, most_owed=money(1), today=TODAY)
    assert done(again).refusal == "duplicate"
    assert (len(entered.sent), len(entered.state["credits"].items)) == (1, 1)


@pytest.mark.parametrize(
    "state", ["submitted", "under_review", "info_requested", "referred", "approved", "accepted"]
)
def test_it_is_expected_while_something_has_to_work_on_it(
    entered: FakeAccount, state: CreditState
) -> None:
    done(portfolio.follow(entered.ctx, line(state=state)))
    assert EXPECTED in entered.state


def test_it_is_expected_while_it_can_be_contested(entered: FakeAccount) -> None:
    """Who contests must be heard, and what comes of it."""
    rejected = line(state="rejected")
    done(portfolio.follow(entered.ctx, rejected.model_copy(update={"until": UNTIL})))
    assert EXPECTED in entered.state
    done(portfolio.follow(entered.ctx, rejected))
    assert EXPECTED not in entered.state


@pytest.mark.parametrize(
    "state", ["expired", "withdrawn", "aborted", "pending_disbursement", "closed"]
)
def test_it_is_not_expected_once_it_has_ended(entered: FakeAccount, state: CreditState) -> None:
    done(portfolio.follow(entered.ctx, line(state=state)))
    assert EXPECTED not in entered.state


def test_one_that_is_lost_is_told_so_as_long_as_it_is_expected(entered: FakeAccount) -> None:
    lost = recovery.Lost(service="CreditApplication", key=Key(CREDIT), handler="run")
    done(portfolio.recover(entered.ctx, lost))
    assert entered.sent[-1] == f"CreditApplication.recover {CREDIT}"
    done(portfolio.follow(entered.ctx, line(state="aborted")))
    told = len(entered.sent)
    done(portfolio.recover(entered.ctx, lost))
    assert len(entered.sent) == told


def test_an_automatic_approval_asks_the_switch_itself() -> None:
    """Inside of the call: a stop that was acknowledged before it counts."""

    class Stopped(FakeAccount):
        async def generic_call(self, service: str, name: str, _body: bytes, **_: object) -> bytes:
            assert (service, name) == ("Switch", "position")
            return b'{"stopped": true}'

    nothing = account.Exposure(total=money(0), instalments=money(0))
    order = account.Commit(
        credit_id=CREDIT,
        amount=money(1),
        instalment=money(1),
        besides=nothing,
        automatic=True,
    )
    fake = Stopped()
    assert done(portfolio.commit(fake.ctx, order)).outcome == "stopped"
    by_vote = order.model_copy(update={"automatic": False})
    assert done(portfolio.commit(fake.ctx, by_vote)).outcome == "committed"
