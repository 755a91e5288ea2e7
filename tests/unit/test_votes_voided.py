"""Officers whose votes no longer count hear of it, by name: they think that they have decided."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from services.contracts import account, posts
from services.contracts.account import Exposure, Transaction
from services.contracts.credit import OfficerVote
from services.contracts.keys import PersonKey
from services.contracts.wire import Nothing, Wire
from services.credit import commitment, judging, referral
from services.credit.case import Case
from services.credit.commitment import Outcome
from services.credit.judging import Facts, Known
from tests.unit.case import NOW, OLIVIA, OMAR, RULES, application, money, terms
from tests.unit.doors import DESK
from tests.unit.feed import TODAY, entry, plain_months

FINE = plain_months(income=3000_00, spending=800_00)
IN_DEBT = (*FINE, entry("03-06", "loan_repayment", -4600_00))
ONE, TWO = 5000_00, 12_000_00
"""What the customer has besides, for one officer and for two."""
MOST = RULES.exposure.max_total


def found(feed: tuple[Transaction, ...] = FINE, *, owed: int = ONE) -> Facts:
    known = Known(
        rules=RULES,
        today=TODAY,
        terms=terms(),
        transactions=feed,
        claims=(),
        missing=0,
        hidden=0,
        besides=Exposure(total=money(owed), instalments=money(0)),
        stopped=False,
    )
    return judging.judge(known)


def approves(officer: PersonKey) -> OfficerVote:
    return OfficerVote(officer=officer, action="approve")


@dataclass
class World:
    """What the customer has besides, who votes, and what is found at each try to commit."""

    owed: int
    votes: list[OfficerVote]
    outcomes: list[Outcome]
    posted: list[posts.Post] = field(default_factory=list[posts.Post])

    async def time(self) -> float:
        return NOW.timestamp()

    async def run_typed(
        self, _name: str, action: Callable[[], Awaitable[Any]], *_options: object
    ) -> Any:
        return await action()

    def set(self, _name: str, _value: object) -> None:
        pass

    def promise(self, _name: str, *, type_hint: type[Wire]) -> "World":
        assert issubclass(type_hint, Wire)
        return self

    async def peek(self) -> None:
        """Nobody has withdrawn."""

    def generic_send(self, service: str, name: str, body: bytes, **_named: object) -> None:
        if (service, name) == (posts.POST.service, posts.POST.name):
            self.posted.append(posts.Post.model_validate_json(body))

    async def generic_call(self, service: str, name: str, _body: bytes, **_named: object) -> bytes:
        asked = (service, name) == (account.EXPOSURE.service, account.EXPOSURE.name)
        owed = Exposure(total=money(self.owed), instalments=money(0))
        return (owed if asked else Nothing()).model_dump_json().encode()

    def called(self) -> list[tuple[PersonKey, ...]]:
        """Whom the reminders of voided votes call."""
        said = [each.content for each in self.posted]
        reminders = [each for each in said if isinstance(each, posts.OfficersReminder)]
        return [each.officers for each in reminders if each.what == "changed"]


async def decided(world: World, seen: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    async def wait(*_args: object, **_named: object) -> OfficerVote:
        return world.votes.pop(0)

    async def commit(*_args: object, **_named: object) -> Outcome:
        return world.outcomes.pop(0)

    monkeypatch.setattr(Case, "wait", wait)
    monkeypatch.setattr(commitment, "commit", commit)
    case = Case(cast("Any", world), application(), DESK)
    await case.move("under_review")
    await referral.decide(case, seen, because=("policy",), opinion="", answers=())
    assert (world.votes, world.outcomes) == ([], [])


@pytest.mark.parametrize(
    "now",
    [
        found(IN_DEBT),
        found(owed=MOST),  # with this one it is more than there may be
        found(),  # the account held more, again and again
    ],
)
async def test_whose_vote_is_void_is_called(now: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    refused, passed = Outcome(committed=False, facts=now), Outcome(committed=True, facts=now)
    world = World(ONE, [approves(OLIVIA)] * 3, [refused, refused, passed])
    await decided(world, found(), monkeypatch)
    assert world.called() == [(OLIVIA,), (OLIVIA,)]
    ids = [each.post_id for each in world.posted]
    assert len(set(ids)) == len(ids)


async def test_all_that_have_voted_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    votes = [approves(OLIVIA), approves(OMAR)] * 2
    now = found(IN_DEBT, owed=TWO)
    refused, passed = Outcome(committed=False, facts=now), Outcome(committed=True, facts=now)
    world = World(TWO, votes, [refused, passed])
    await decided(world, found(owed=TWO), monkeypatch)
    assert world.called() == [(OLIVIA, OMAR)]


async def test_whose_vote_still_counts_is_left_in_peace(monkeypatch: pytest.MonkeyPatch) -> None:
    """More is owed by now, so that a second officer is needed: the first vote stands."""
    now = found(owed=TWO)
    refused, passed = Outcome(committed=False, facts=now), Outcome(committed=True, facts=now)
    world = World(ONE, [approves(OLIVIA), approves(OMAR)], [refused, passed])
    await decided(world, found(), monkeypatch)
    assert world.called() == []
