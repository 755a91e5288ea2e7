"""Officers whose votes no longer count hear of it, by name: they think that they have decided."""

from typing import Any, cast

import pytest

from services.contracts import posts
from services.contracts.account import Exposure, Transaction
from services.contracts.keys import PersonKey
from services.credit import commitment, judging, referral
from services.credit.case import Case
from services.credit.commitment import Outcome
from services.credit.judging import Facts, Known
from tests.unit.application_world import FINE, IN_DEBT, World, approval
from tests.unit.case import OLIVIA, OMAR, RULES, application, money, terms
from tests.unit.doors import DESK
from tests.unit.feed import TODAY

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


def called(world: World) -> list[tuple[PersonKey, ...]]:
    """Whom the reminders of voided votes call."""
    said = [each.content for each in world.posted]
    reminders = [each for each in said if isinstance(each, posts.OfficersReminder)]
    return [each.officers for each in reminders if each.what == "changed"]


async def decided(
    world: World, seen: Facts, outcomes: list[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the world's votes, with what comes of each try to commit."""

    async def commit(*_args: object, **_named: object) -> Outcome:
        return outcomes.pop(0)

    monkeypatch.setattr(Case, "wait", world.wait)
    monkeypatch.setattr(commitment, "commit", commit)
    case = Case(cast("Any", world), application(), DESK)
    await case.move("under_review")
    await referral.decide(case, seen, because=("policy",), opinion="", answers=())
    assert (world.people, outcomes) == ((), [])


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
    world = World(owed=(ONE,), people=(approval(OLIVIA),) * 3)
    await decided(world, found(), [refused, refused, passed], monkeypatch)
    assert called(world) == [(OLIVIA,), (OLIVIA,)]
    ids = [each.post_id for each in world.posted]
    assert len(set(ids)) == len(ids)


async def test_all_that_have_voted_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    now = found(IN_DEBT, owed=TWO)
    refused, passed = Outcome(committed=False, facts=now), Outcome(committed=True, facts=now)
    world = World(owed=(TWO,), people=(approval(OLIVIA), approval(OMAR)) * 2)
    await decided(world, found(owed=TWO), [refused, passed], monkeypatch)
    assert called(world) == [(OLIVIA, OMAR)]


async def test_whose_vote_still_counts_is_left_in_peace(monkeypatch: pytest.MonkeyPatch) -> None:
    """More is owed by now, so that a second officer is needed: the first vote stands."""
    now = found(owed=TWO)
    refused, passed = Outcome(committed=False, facts=now), Outcome(committed=True, facts=now)
    world = World(owed=(ONE,), people=(approval(OLIVIA), approval(OMAR)))
    await decided(world, found(), [refused, passed], monkeypatch)
    assert called(world) == []
