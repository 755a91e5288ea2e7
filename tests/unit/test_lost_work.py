"""What is missing, or has failed for good: when it is told, to whom, and how often."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.views import render
from services.contracts import posts, recovery, watch
from services.contracts.keys import Key, RoomKey
from services.contracts.session import Place
from services.contracts.watch import Acknowledgement, DeskFailures, Failed, Findings, Missing
from services.contracts.wire import Wire
from services.ingress import Unreachable
from services.office import Office
from services.watch import failures, handlers, missing_work
from services.watch.failures import AT_ONCE, GROWS_FOR, OVERLAP, Seen, Told
from services.watch.looking import Watcher
from services.watch.looks import FAILING
from services.watch.missing_work import MISSED_AFTER, MissingWork
from tests.unit.case import ALICE, CREDIT, NOW, OLIVIA
from tests.unit.test_views import all_text

OPS = Place(room=RoomKey("T0DESK.C0OPS"))
OFFICE = Office(officers=frozenset({OLIVIA}), place=OPS)
MINUTE = timedelta(minutes=1)


def missing(name: str = ".a", *, key: str = CREDIT) -> Missing:
    """The timer of a loan."""
    expected = recovery.expectation("Loan", Key(key), "collect", name)
    return Missing(service="Loan", key=Key(key), expected=expected)


def failed(number: int = 1, *, handler: str = "collect", at: datetime = NOW) -> Failed:
    return Failed(id=f"inv_{number}", service="Loan", key=CREDIT, handler=handler, at=at)


# How it is named --------------------------------------------------------------------------

KEYS = st.from_regex(r"[A-Za-z0-9_.:-]{1,40}", fullmatch=True).map(Key)
NAMES = st.just("") | st.from_regex(r"[A-Za-z0-9-]{0,8}\.[0-9a-f]{32}", fullmatch=True)


@given(KEYS, NAMES)
def test_an_expectation_is_read_as_it_was_written(key: Key, name: str) -> None:
    """Whatever the key: threads have points."""
    written = recovery.expectation("AgentSession", key, "expire", name)
    assert Missing(service="Loan", key=key, expected=written).expected == written
    assert recovery.lost(written) == recovery.Lost(
        service="AgentSession", key=key, handler="expire", name=name
    )


@pytest.mark.parametrize("forged", ["", "loan", "expects.", "expects.Loan.collect", "expects.a..b"])
def test_what_is_no_expectation_is_refused_at_the_door(forged: str) -> None:
    """The watch is one object: what it can't read must not be tried again for ever."""
    with pytest.raises(ValidationError):
        Missing(service="Loan", key=Key(CREDIT), expected=forged)
    with pytest.raises(ValidationError):
        Missing.model_validate({"service": "Watch", "key": "desk", "expected": missing().expected})


# When it is missed ------------------------------------------------------------------------


def seen(before: MissingWork, *looks: Sequence[Missing]) -> tuple[MissingWork, list[int]]:
    """After these looks; the numbers of those after which somebody is told."""
    told: list[int] = []
    for number, found in enumerate(looks, start=1):
        before = before.then(found)
        due = before.due()
        before = before.recovered(due)
        if due:
            told.append(number)
    return before, told


def test_what_is_missing_at_one_look_may_be_just_under_way() -> None:
    """And what is missing under another name each time is just being replaced."""
    lost = [missing()]
    assert seen(MissingWork(), lost, [], lost, [], lost)[1] == []
    assert seen(MissingWork(), lost, [missing(".b")], [missing(".c")])[1] == []
    assert seen(MissingWork(), lost, lost)[1] == [MISSED_AFTER]


def test_what_does_not_come_back_is_recovered_more_and_more_rarely() -> None:
    """Also under a new name each time; but never given up."""
    lost = [missing()]
    assert seen(MissingWork(), *[lost] * 40)[1] == [2, 6, 14, 30]
    renamed = [[missing(f".{number // 2}")] for number in range(40)]
    assert seen(MissingWork(), *renamed)[1] == [2]
    before, _ = seen(MissingWork(), *[lost] * 20_000)
    _, told = seen(before, *[lost] * (MISSED_AFTER << missing_work.RARELY))
    assert len(told) == 1


def test_what_was_there_for_long_is_recovered_at_once_again() -> None:
    before, _ = seen(MissingWork(), *[[missing()]] * 2)
    nothing: list[list[Missing]] = [[]]
    before, _ = seen(before, *nothing * 20)
    assert before == MissingWork()


def test_a_crowd_is_told_in_parts_and_all_of_it() -> None:
    """Each once, though all are missing from the first look on."""
    lost = [missing(key=f"CR-{number}") for number in range(2 * missing_work.AT_ONCE + 1)]
    before, told = MissingWork(), list[Missing]()
    for left in (lost, lost, lost[missing_work.AT_ONCE :], lost[2 * missing_work.AT_ONCE :]):
        before = before.then(left)
        told += before.due()
        before = before.recovered(before.due())
    assert told == lost


# What is news -----------------------------------------------------------------------------


def test_a_failure_is_told_once() -> None:
    """By whoever looks, and after a restart, which begins with the first of all."""
    once = failures.told(Told(), [failed()], now=NOW)
    assert failures.told(once, [failed()], now=NOW + timedelta(days=1)) == once
    later = failures.told(once, [failed(), failed(2, at=NOW + timedelta(hours=2))], now=NOW)
    old = [failed(), failed(3, at=NOW + timedelta(hours=1))]
    assert failures.told(later, old, now=NOW + timedelta(days=1)) == later
    assert failures.told(Told(), [], now=NOW) == Told()


def test_a_failure_that_shows_late_is_told_too() -> None:
    """It ended a little earlier than one that was seen before it."""
    before = failures.told(Told(), [failed(2)], now=NOW)
    late = failures.told(before, [failed(1, at=NOW - OVERLAP)], now=NOW)
    assert late.cards[-1].works[0].count == 2


def test_failures_of_an_hour_are_one_card() -> None:
    """By handler, with some of the keys. After that nobody would look there any more."""
    begun = failures.told(Told(), [failed(1), failed(2, handler="open")], now=NOW)
    grown = failures.told(begun, [failed(3, at=NOW + MINUTE)], now=NOW + MINUTE)
    (card,) = grown.cards
    assert [(each.handler, each.count, each.keys) for each in card.works] == [
        ("collect", 2, (CREDIT,)),
        ("open", 1, (CREDIT,)),
    ]
    assert card.invocations == ("inv_1", "inv_2", "inv_3")
    later = NOW + GROWS_FOR
    another = failures.told(grown, [failed(4, at=later)], now=later)
    assert [each.number for each in another.cards] == [1, 2]
    assert failures.post_id(another.cards[0]) != failures.post_id(another.cards[1])


def test_what_is_kept_is_bounded() -> None:
    many = [failed(number, handler=f"h{number % 3}") for number in range(5_000)]
    kept = failures.told(Told(), many, now=NOW)
    assert len(kept.recent) == failures.REMEMBERED
    assert sum(each.count for each in kept.cards[0].works) == 5_000
    for number in range(2 * failures.KEPT):
        at = NOW + 2 * number * GROWS_FOR
        kept = failures.told(kept, [failed(number, at=at + MINUTE)], now=at)
    assert len(kept.cards) == failures.KEPT


def test_a_look_goes_on_where_the_last_one_ended() -> None:
    """Where there is more than a look reads, behind it; else a little before it, for late ones."""
    few = [failed(1), failed(2, at=NOW + MINUTE)]
    after = Seen().then(few)
    assert after.since == NOW + MINUTE - OVERLAP
    assert after.new([*few, failed(3, at=NOW)]) == (failed(3, at=NOW),)
    many = [failed(number, at=NOW + number * MINUTE) for number in range(AT_ONCE)]
    full = Seen().then(many)
    assert full.since == many[-1].at
    assert full.then([many[-1]]).since == full.since
    assert "'2026-01-31T12:00:00.000Z'" in Seen(since=NOW).query()


# The object -------------------------------------------------------------------------------


@dataclass
class FakeWatch:
    """The Watch object: its state, and what it sends."""

    state: dict[str, Any] = field(default_factory=dict[str, Any])
    now: datetime = NOW
    sent: list[tuple[str, str, Wire]] = field(default_factory=list[tuple[str, str, Wire]])

    async def time(self) -> float:
        return self.now.timestamp()

    async def get(self, name: str, *, type_hint: type[Any]) -> Any:
        found = self.state.get(name)
        assert found is None or type(found) is type_hint
        return found

    def set(self, name: str, value: Any) -> None:
        self.state[name] = value

    def generic_send(
        self, service: str, name: str, body: bytes, *, key: str, send_delay: object
    ) -> None:
        assert send_delay is None
        kinds = {"post": posts.Post, "update": posts.Update, "recover": recovery.Lost}
        self.sent.append((f"{service}.{name}", key, kinds[name].model_validate_json(body)))

    async def found(self, *failures: Failed) -> None:
        await handlers.tell(cast("Any", self), Findings(failed=failures), OPS)

    async def seen_to(self, number: int, *, by: Any = OLIVIA) -> str:
        request = Acknowledgement(by=by, number=number)
        return (await handlers.close(cast("Any", self), request, OPS, OFFICE)).outcome

    @property
    def card(self) -> DeskFailures:
        shown = self.sent[-1][2]
        assert isinstance(shown, posts.Post | posts.Update)
        assert isinstance(shown.content, DeskFailures)
        return shown.content


async def test_whoever_misses_something_is_told_once() -> None:
    """The object that expects it, which is not always the one that is missing.

    Each process of the services finds it at about the same moment.
    """
    desk = FakeWatch()
    run = recovery.expectation("CreditApplication", CREDIT, "run")
    lost = Missing(service="Account", key=ALICE, expected=run)
    for _process in range(2):
        await handlers.recover(cast("Any", desk), Findings(missing=(lost,)))
    ((name, key, sent),) = desk.sent
    assert (name, key) == ("Account.recover", ALICE)
    assert sent == recovery.Lost(service="CreditApplication", key=CREDIT, handler="run")


async def test_an_officer_sees_to_it(caplog: pytest.LogCaptureFixture) -> None:
    """One post; it grows, and its button goes when it was seen to. Then the next is a new one."""
    desk = FakeWatch()
    with caplog.at_level(logging.ERROR):
        await desk.found(failed())
        await desk.found(failed())
        await desk.found(failed(2, at=NOW + MINUTE))
    assert [name for name, _, _ in desk.sent] == ["Messenger.post", "Messenger.update"]
    assert desk.card.works[0].count == 2
    assert f"ALERT failed for good: 1 Loan/collect ({CREDIT})" in caplog.messages[0]
    assert await desk.seen_to(1, by=ALICE) == "not_an_officer"
    assert await desk.seen_to(2) == "unknown"
    assert await desk.seen_to(1) == "done"
    assert desk.card.seen_by == OLIVIA
    assert await desk.seen_to(1) == "already_done"
    await desk.found(failed(3, at=NOW + MINUTE))
    assert desk.sent[-1][0] == "Messenger.post"
    assert desk.card.number == 2


# The looks --------------------------------------------------------------------------------


@dataclass
class FakeRestate:
    """Has what is missing and what has failed, and is told of both, or does not listen."""

    missing: list[Missing] = field(default_factory=list[Missing])
    failed: list[Failed] = field(default_factory=list[Failed])
    told: list[Findings] = field(default_factory=list[Findings])
    deaf: bool = False

    async def query(self, sql: str) -> Sequence[Mapping[str, Any]]:
        if sql == FAILING:
            return []
        found = self.missing if sql == missing_work.MISSING else self.failed
        return [each.model_dump(mode="json") for each in found]

    async def call(self, handler: object, request: Any, *, key: object) -> None:
        assert key == watch.DESK
        if self.deaf:
            raise Unreachable("no")
        if handler == watch.FOUND:
            self.told.append(request)


async def test_what_could_not_be_told_is_told_at_the_next_look() -> None:
    restate = FakeRestate([missing()], [failed()], deaf=True)
    watcher = Watcher(admin=cast("Any", restate), ingress=cast("Any", restate), every=1)
    await watcher.look()
    restate.deaf = False
    for _ in range(3):
        await watcher.look()
    assert restate.told == [Findings(missing=(missing(),), failed=(failed(),))]


async def test_what_a_newer_version_expects_does_not_end_the_watch(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nor does it hide what this one knows. It is told once, in the log."""
    newer = missing().model_copy(update={"service": "Appraisal"})
    restate = FakeRestate([newer, missing()])
    watcher = Watcher(admin=cast("Any", restate), ingress=cast("Any", restate), every=1)
    for _ in range(3):
        await watcher.look()
    assert restate.told == [Findings(missing=(missing(),))]
    assert [each.message.count("Appraisal") for each in caplog.records] == [1]


def test_of_a_failure_nothing_is_asked_but_whether_there_is_one() -> None:
    """Its text may repeat what somebody has written; and of state only the keys are read."""
    assert "completion_failure" not in failures.FAILED
    assert "value" not in missing_work.MISSING


# The card ---------------------------------------------------------------------------------


def test_the_card_names_handlers_and_keys() -> None:
    card = failures.told(Told(), [failed(1), failed(2)], now=NOW).cards[0]
    shown = all_text(render.render(card))
    assert f"Loan/collect: 2 times ({CREDIT})" in shown
    assert "inv_1, inv_2" in shown
    assert "I have seen to it" in shown
    closed = all_text(render.render(card.model_copy(update={"seen_by": OLIVIA})))
    assert "has seen to it" in closed
    assert "I have" not in closed
