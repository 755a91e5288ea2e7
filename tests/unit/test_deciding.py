"""Who decides an application: policy on computed figures, and people; no model's word alone.

Real are the workflow and all that it thinks; what others answer it, and whom it waits for, is here.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from services.contracts import account, loan, session, switch
from services.contracts.account import Transaction
from services.contracts.credit import ApplicationView, OfferResponse, OfficerVote
from services.contracts.session import Consultation
from services.contracts.wire import Nothing, Wire
from services.credit import workflow
from services.credit.case import Case
from tests.unit.case import ALICE, OLIVIA, RULES, application, money
from tests.unit.doors import DESK
from tests.unit.feed import entry, plain_months

NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)
FINE = plain_months(income=3000_00, spending=800_00)
IN_DEBT = (*FINE, entry("03-06", "loan_repayment", -4600_00))
GAMBLING = (*FINE, entry("03-05", "gambling", -600_00))


def assessed(recommendation: str = "approve", *, evidence: tuple[str, ...] = ()) -> Consultation:
    return Consultation(
        outcome="concluded",
        tool="submit_assessment",
        arguments={"recommendation": recommendation, "summary": "Fine.", "evidence": evidence},
    )


@dataclass
class World:
    """What the account shows, what the agent says, and what people do, each in its order.

    `waited` are the promises that were waited for: of people where it begins with `vote`.
    """

    feed: tuple[Transaction, ...] = FINE
    owed: tuple[int, ...] = (0,)
    """Besides this credit; the last figure stays."""
    stopped: bool = False
    says: Consultation = field(default_factory=assessed)
    people: tuple[Wire, ...] = ()
    waited: list[str] = field(default_factory=list[str])
    called: list[str] = field(default_factory=list[str])
    view: ApplicationView | None = None

    async def time(self) -> float:
        return NOON.timestamp()

    async def run_typed(
        self, _name: str, action: Callable[[], Awaitable[Any]], *_options: object
    ) -> Any:
        return await action()

    def set(self, name: str, value: Any) -> None:
        self.view = value if name == "view" else self.view

    def promise(self, _name: str, *, type_hint: type[Wire]) -> "Unresolved":
        assert issubclass(type_hint, Wire)
        return Unresolved()

    def generic_send(self, service: str, name: str, _body: bytes, **_named: object) -> None:
        self.called.append(f"{service}.{name}")

    async def generic_call(self, service: str, name: str, body: bytes, *, key: str) -> bytes:
        assert key
        self.called.append(f"{service}.{name}")
        return self._reply(f"{service}.{name}", body).model_dump_json().encode()

    def _reply(self, handler: str, body: bytes) -> Wire:
        match handler:
            case "Account.transactions":
                return self._transactions(account.TransactionQuery.model_validate_json(body))
            case "Account.exposure":
                owed, *rest = self.owed
                self.owed = tuple(rest) or self.owed
                return account.Exposure(total=money(owed), instalments=money(0))
            case "Switch.position":
                return switch.Position(stopped=self.stopped)
            case "AgentSession.consult":
                return self.says
            case _:
                assert handler in ("Account.progress", "Loan.open"), handler
                return Nothing()

    def _transactions(self, query: account.TransactionQuery) -> account.Transactions:
        wanted = query.categories
        found = tuple(
            each
            for each in reversed(self.feed)
            if query.since <= each.day <= query.until and (not wanted or each.category in wanted)
        )
        return account.Transactions(
            items=found, matched=len(found), money_in=money(0), money_out=money(0)
        )


class Unresolved:
    """A promise that nobody has resolved."""

    async def peek(self) -> None:
        return None


@pytest.fixture
def lived(monkeypatch: pytest.MonkeyPatch) -> Callable[[World], Awaitable[World]]:
    """Lives an application to its end; what nobody does lapses."""

    async def live(world: World) -> World:
        async def wait(
            _case: Case, name: str, event: type[Wire], *, lapse: Exception, **_more: object
        ) -> Wire:
            world.waited.append(name)
            if not world.people:
                raise lapse
            done, *rest = world.people
            world.people = tuple(rest)
            assert isinstance(done, event)
            return done

        monkeypatch.setattr(Case, "wait", wait)
        await workflow.run(cast("Any", world), application(), DESK)
        return world

    return live


Lives = Callable[[World], Awaitable[World]]
CONSULTED = f"{session.CONSULT.service}.{session.CONSULT.name}"
OPENED = f"{loan.OPEN.service}.{loan.OPEN.name}"


async def test_within_policy_and_mandate_an_agent_can_approve(lived: Lives) -> None:
    world = await lived(World())
    assert (world.waited, world.called.count(CONSULTED)) == (["offer.1"], 1)


async def test_what_a_hard_rule_fails_is_rejected_without_a_word_of_the_agent(
    lived: Lives,
) -> None:
    """It can be contested; nothing is offered, and no agent is asked."""
    world = await lived(World(IN_DEBT))
    assert (world.waited, CONSULTED in world.called) == (["contest.1"], False)
    assert world.view
    assert world.view.state == "rejected"


async def test_what_policy_refers_is_for_people_whatever_the_agent_says(lived: Lives) -> None:
    world = await lived(World(GAMBLING))
    assert (world.waited, CONSULTED in world.called) == (["vote.1"], False)


async def test_above_the_automatic_mandate_people_decide(lived: Lives) -> None:
    """What is owed counts together with what is applied for."""
    fits = RULES.mandates.automatic - application().amount.minor
    assert (await lived(World(owed=(fits,)))).waited == ["offer.1"]
    assert (await lived(World(owed=(fits + 1,)))).waited == ["vote.1"]


async def test_while_the_automatic_path_is_stopped_people_decide(lived: Lives) -> None:
    assert (await lived(World(stopped=True))).waited == ["vote.1"]


@pytest.mark.parametrize(
    "says",
    [
        assessed("refer"),
        assessed(evidence=("t-invented",)),
        assessed("reject"),
        Consultation(outcome="concluded", tool="approve_everything"),
        Consultation(outcome="failed", failure="model_unavailable"),
        Consultation(outcome="failed", failure="gave_up"),
    ],
)
async def test_a_model_that_fails_or_doubts_means_that_people_decide(
    lived: Lives, says: Consultation
) -> None:
    """So does one that names what is not in the account, or says what it may not."""
    assert (await lived(World(says=says))).waited == ["vote.1"]


async def test_what_is_owed_by_then_says_how_many_officers_it_takes(lived: Lives) -> None:
    """Another credit came between the referral and the vote: one approval is not enough."""
    approval = OfficerVote(officer=OLIVIA, action="approve")
    alone = await lived(World(stopped=True, people=(approval,)))
    assert alone.waited == ["vote.1", "offer.1"]
    world = World(stopped=True, owed=(0, RULES.mandates.one_officer), people=(approval,))
    assert (await lived(world)).waited == ["vote.1", "vote.2"]


@pytest.mark.parametrize(("accept", "state"), [(True, "accepted"), (False, "withdrawn")])
async def test_an_offer_that_is_not_accepted_is_not_paid_out(
    lived: Lives, *, accept: bool, state: str
) -> None:
    """By its customer's click alone."""
    click = OfferResponse(by=ALICE, offer="offer.1", accept=accept)
    world = await lived(World(people=(click,)))
    assert world.called.count(OPENED) == accept
    assert world.view
    assert world.view.state == state


async def test_an_offer_that_nobody_clicks_is_not_paid_out_either(lived: Lives) -> None:
    world = await lived(World())
    assert OPENED not in world.called
    assert world.view
    assert world.view.state == "expired"
