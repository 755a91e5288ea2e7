"""Reminders: when they are meant for, at the bank; what is kept; and what becomes of each."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import loan, posts, recovery, session
from services.contracts.keys import ReminderId
from services.contracts.reminders import (
    BeforeInstalment,
    Cancellation,
    Due,
    InMinutes,
    OnDay,
    Reminder,
    Wish,
    WishReply,
)
from services.contracts.wire import Wire
from services.reminders import handlers, kept, timing
from services.reminders.kept import Kept
from tests.unit.case import ALICE, BERLIN, CREDIT, NOW, PLACE, THREAD, money

ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")]
)
MOMENTS = st.integers(0, 15 * 365 * 24 * 60 * 60).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
FIRST = ReminderId("R-1")


def at_bank(*when: int, now: datetime = NOW) -> datetime:
    """What a day with a time becomes in Berlin."""
    year, month, day, hour, minute = when
    wish = OnDay(day=date(year, month, day), at=time(hour, minute))
    return timing.moment(wish, now=now, zone=BERLIN)


@given(MOMENTS, st.integers(1, 399), st.times(), ZONES)
def test_a_day_and_time_show_as_they_were_said(
    now: datetime, days: int, at: time, zone: ZoneInfo
) -> None:
    """By the bank's clock; an hour that spring skips, and no other, shows later than said."""
    at = at.replace(second=0, microsecond=0, fold=0)
    day = now.astimezone(zone).date() + timedelta(days=days)
    moment = timing.moment(OnDay(day=day, at=at), now=now, zone=zone)
    shown, said = moment.replace(tzinfo=None), datetime.combine(day, at)
    assert moment > now
    assert timedelta() <= shown - said <= timedelta(hours=1)
    if shown != said:
        back = said.replace(tzinfo=zone)
        assert back.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != said


def test_the_hours_of_a_change_of_clocks() -> None:
    """02:30 is skipped in spring; in autumn it comes twice and the first counts."""
    assert at_bank(2026, 3, 29, 2, 30) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert at_bank(2026, 3, 29, 2, 30).time() == time(3, 30)
    assert at_bank(2026, 10, 25, 2, 30) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert at_bank(2026, 3, 30, 9, 0) - at_bank(2026, 3, 28, 9, 0) == timedelta(hours=47)


def test_a_day_alone_is_its_morning() -> None:
    moment = timing.moment(OnDay(day=date(2026, 2, 2)), now=NOW, zone=BERLIN)
    assert moment.isoformat() == "2026-02-02T09:00:00+01:00"


@given(st.integers(1, 1_000_000), MOMENTS)
def test_minutes_are_minutes_in_any_night(minutes: int, now: datetime) -> None:
    """Until they are too far: at most 400 days."""
    if minutes > 400 * 24 * 60:
        with pytest.raises(timing.Refused, match="too_far"):
            timing.moment(InMinutes(minutes=minutes), now=now, zone=BERLIN)
    else:
        moment = timing.moment(InMinutes(minutes=minutes), now=now, zone=BERLIN)
        assert moment.astimezone(UTC) - now == timedelta(minutes=minutes)


@given(st.dates(), st.none() | st.times(), ZONES)
def test_any_other_day_is_refused(day: date, at: time | None, zone: ZoneInfo) -> None:
    """The first and the last of all years, too: a refusal, never a failure."""
    today = NOW.astimezone(zone).date()
    wish = OnDay(day=day, at=at)
    if today < day < today + timedelta(days=400):
        assert timing.moment(wish, now=NOW, zone=zone) > NOW
    elif day != today and day != today + timedelta(days=400):
        with pytest.raises(timing.Refused) as refused:
            timing.moment(wish, now=NOW, zone=zone)
        assert refused.value.code == ("past" if day < today else "too_far")


def test_the_present_moment_is_past() -> None:
    """13:00 in Berlin is now; what was missed is named as it is at the bank."""
    assert at_bank(2026, 1, 31, 13, 1) == NOW + timedelta(minutes=1)
    with pytest.raises(timing.Refused) as refused:
        at_bank(2026, 1, 31, 13, 0)
    assert (refused.value.code, refused.value.limit) == ("past", "2026-01-31 13:00 CET")


def wish(when: Any = None, text: str = "send the papers") -> Wish:
    return Wish(thread=THREAD, place=PLACE, text=text, when=when or InMinutes(minutes=2))


def full(count: int) -> Kept:
    """So many reminders, the last one first."""
    stored = Kept()
    for number in range(count):
        at = NOW + timedelta(days=count - number)
        stored, _ = kept.added(stored, wish(), at=at, clock="CET", instalment=None)
    return stored


def test_twenty_can_be_open_and_no_number_comes_twice() -> None:
    """A cancelled one makes room; dropped ones take none."""
    stored = full(20)
    with pytest.raises(timing.Refused, match="too_many"):
        kept.added(stored, wish(), at=NOW, clock="CET", instalment=None)
    fewer, gone = kept.cancelled(stored, ReminderId("R-20"))
    assert [each.id for each in gone.items] == ["R-20"]
    assert kept.added(fewer, wish(), at=NOW, clock="CET", instalment=None)[1].id == "R-21"
    less = kept.dropped(stored, stored.items[0])
    assert kept.added(less, wish(), at=NOW, clock="CET", instalment=None)[1].id == "R-21"
    assert kept.cancelled(stored, "all")[0] == Kept(last=20)


def test_they_are_listed_the_soonest_first() -> None:
    """The dropped ones behind, of which the last five are remembered."""
    stored = full(8)
    assert [each.id for each in kept.listed(stored).items][:2] == ["R-8", "R-7"]
    for each in stored.items[:6]:
        stored = kept.dropped(stored, each)
    shown = [(each.id, each.dropped) for each in kept.listed(stored).items]
    assert shown[:2] == [("R-8", False), ("R-7", False)]
    assert shown[2:] == [(f"R-{n}", True) for n in (2, 3, 4, 5, 6)]


@pytest.mark.parametrize(
    ("when", "text", "refusal"),
    [
        (None, " \n ", "text_missing"),
        (None, "x" * 301, "text_too_long"),
        (BeforeInstalment(credit_id=CREDIT, days=3), "x" * 301, "text_too_long"),
    ],
)
def test_the_text(when: Any, text: str, refusal: str) -> None:
    """On one line, at most 300 characters, and missing only before an instalment."""
    with pytest.raises(timing.Refused, match=refusal):
        kept.text(wish(when, text))
    assert kept.text(wish(None, f" {'x' * 150}\n{'x' * 149} ")) == f"{'x' * 150} {'x' * 149}"
    assert kept.text(wish(BeforeInstalment(credit_id=CREDIT, days=3), "")) == ""


@dataclass
class FakeObject:
    """Alice's object: its state, its loan's answer, and what it has sent."""

    ahead: loan.Ahead | None = None
    at: datetime = NOW
    stored: Kept = field(default_factory=Kept)
    sent: list[tuple[str, str, bytes, timedelta | None]] = field(
        default_factory=list[tuple[str, str, bytes, timedelta | None]]
    )
    asked: list[loan.AheadQuery] = field(default_factory=list[loan.AheadQuery])
    expected: dict[str, Any] = field(default_factory=dict[str, Any])

    def key(self) -> str:
        return ALICE

    async def time(self) -> float:
        return self.at.timestamp()

    async def get(self, name: str, *, type_hint: type[Any]) -> Any:
        found = self.stored if name == "reminders" else self.expected.get(name)
        assert found is None or type(found) is type_hint
        return found

    def set(self, name: str, value: Any) -> None:
        if name == "reminders":
            self.stored = Kept.model_validate_json(value.model_dump_json())
        else:
            assert name.startswith(recovery.PREFIX)
            self.expected[name] = value

    def clear(self, name: str) -> None:
        del self.expected[name]

    async def state_keys(self) -> list[str]:
        return ["reminders", *self.expected]

    def uuid(self) -> UUID:
        return uuid4()

    async def generic_call(self, service: str, name: str, body: bytes, *, key: str) -> bytes:
        assert (service, name, key) == ("Loan", "ahead", CREDIT)
        self.asked.append(loan.AheadQuery.model_validate_json(body))
        return loan.AheadReply(instalment=self.ahead).model_dump_json().encode()

    def generic_send(
        self,
        service: str,
        name: str,
        body: bytes,
        *,
        key: str,
        send_delay: timedelta | None,
        idempotency_key: str = "",
    ) -> None:
        self.sent.append((f"{service}.{name}", key, body, send_delay))
        if name == "due":
            assert any(each.endswith(f"#{idempotency_key}") for each in self.expected)

    async def take(self, request: Wish) -> WishReply:
        return await handlers.take(cast("Any", self), request, BERLIN)

    async def cancel(self, which: Any) -> list[str]:
        gone = await handlers.cancel(cast("Any", self), Cancellation(which=which))
        return [each.id for each in gone.items]

    async def recovers(self) -> None:
        """The watch misses each of its timers."""
        for each in list(self.expected):
            await handlers.recover(cast("Any", self), recovery.lost(each))

    async def wake(self) -> None:
        """The last timer that was set goes off."""
        _, key, body, after = self.timers[-1]
        assert key == ALICE
        assert after is not None
        self.at += after
        self.sent.clear()
        await handlers.remind(cast("Any", self), Due.model_validate_json(body), BERLIN)

    @property
    def timers(self) -> list[tuple[str, str, bytes, timedelta | None]]:
        return [each for each in self.sent if each[0] == "Reminders.due"]

    def only(self, name: str, kind: type[Wire]) -> Any:
        (body,) = [body for sent, _, body, _ in self.sent if sent == name]
        return kind.model_validate_json(body)


def instalment(number: int = 4, *, due: date = date(2026, 3, 1)) -> loan.Ahead:
    """Alice's instalment, and three days before it at nine in Berlin."""
    at = datetime.combine(due - timedelta(days=3), time(8), tzinfo=UTC)
    return loan.Ahead(number=number, due=due, payment=money(86_07), at=at)


BEFORE = BeforeInstalment(credit_id=CREDIT, days=3)


async def test_it_is_posted_once_into_its_thread() -> None:
    """Under its own name, and noted in that thread's session. Nothing is left of it."""
    alice = FakeObject()
    reply = await alice.take(wish())
    assert reply.reminder
    assert alice.timers[-1][3] == timedelta(minutes=2)
    await alice.wake()
    post = alice.only("Messenger.post", posts.Post)
    assert (post.post_id, post.place) == (f"reminder.{ALICE}.R-1", PLACE)
    assert post.content == posts.ReminderDue(reminder=FIRST, text="send the papers")
    assert "send the papers" in alice.only("AgentSession.note", session.Note).text
    assert {(name, key) for name, key, _, _ in alice.sent} == {
        ("Messenger.post", PLACE.room),
        ("AgentSession.note", THREAD),
        ("Home.changed", ALICE),
    }
    assert alice.stored == Kept(last=1)


async def test_the_timer_of_a_cancelled_one_finds_nothing() -> None:
    """Nor does it find the next one, or one that has moved."""
    alice = FakeObject()
    await alice.take(wish())
    timer = alice.timers[-1]
    assert await alice.cancel(FIRST) == ["R-1"]
    assert await alice.cancel(FIRST) == []
    await alice.take(wish(InMinutes(minutes=9)))
    alice.sent.append(timer)
    await alice.wake()
    assert alice.sent == []
    moved = alice.stored.items[0]
    stale = Due(id=moved.id, at=moved.at - timedelta(minutes=1))
    await handlers.remind(cast("Any", alice), stale, BERLIN)
    assert alice.sent == []


async def test_a_timer_that_is_lost_is_set_anew() -> None:
    """For its time, or at once where that has passed; the reminder still comes once."""
    alice = FakeObject()
    await alice.take(wish(InMinutes(minutes=9)))
    alice.at += timedelta(minutes=4)
    await alice.recovers()
    assert [after for *_, after in alice.timers] == [timedelta(minutes=9), timedelta(minutes=5)]
    assert len(alice.expected) == 1
    alice.at += timedelta(hours=1)
    await alice.recovers()
    assert alice.timers[-1][3] == timedelta()
    await alice.wake()
    assert alice.only("Messenger.post", posts.Post).post_id == f"reminder.{ALICE}.R-1"
    assert alice.expected == {}
    await alice.recovers()


async def test_what_has_come_or_was_cancelled_is_expected_no_more() -> None:
    """A timer that is left over is dropped where the watch misses it."""
    alice = FakeObject()
    await alice.take(wish())
    await alice.take(wish(InMinutes(minutes=9)))
    await alice.cancel(FIRST)
    assert [recovery.lost(each).name.partition(".")[0] for each in alice.expected] == ["R-2"]
    left, alice.stored = len(alice.timers), Kept(last=2)
    await alice.recovers()
    assert (alice.expected, len(alice.timers)) == ({}, left)


async def test_what_is_refused_sets_no_timer() -> None:
    alice = FakeObject()
    reply = await alice.take(wish(OnDay(day=date(2026, 1, 30))))
    assert (reply.refusal, reply.limit) == ("past", "2026-01-30 09:00 CET")
    assert (await alice.take(wish(BEFORE))).refusal == "no_loan"
    assert (alice.sent, alice.stored) == ([], Kept())


async def test_before_an_instalment_the_loan_says_when() -> None:
    """Asked in the owner's name: the next one when it is set, and the same one when it is due."""
    alice = FakeObject(ahead=instalment())
    reply = await alice.take(wish(BEFORE, ""))
    assert reply.reminder
    assert reply.reminder.at.isoformat() == "2026-02-26T09:00:00+01:00"
    alice.ahead = instalment().model_copy(update={"payment": money(51_64)})
    await alice.wake()
    content = alice.only("Messenger.post", posts.Post).content
    assert content.instalment.payment == money(51_64)
    assert [(query.by, query.days, query.number) for query in alice.asked] == [
        (ALICE, 3, None),
        (ALICE, 3, 4),
    ]


async def test_it_moves_with_its_instalment() -> None:
    """Due three days later, it is set anew, and comes once."""
    alice = FakeObject(ahead=instalment())
    await alice.take(wish(BEFORE, ""))
    alice.ahead = instalment(due=date(2026, 3, 4))
    await alice.wake()
    assert [name for name, _, _, _ in alice.sent] == ["Reminders.due", "Home.changed"]
    assert alice.timers[-1][3] == timedelta(days=3)
    moved = alice.stored.items[0]
    assert (moved.at.isoformat(), moved.clock) == ("2026-03-01T09:00:00+01:00", "CET")
    await alice.wake()
    assert alice.only("Messenger.post", posts.Post).content.instalment.due == date(2026, 3, 4)
    assert alice.stored == Kept(last=1)


async def test_it_is_dropped_where_nothing_is_to_be_paid_any_more() -> None:
    """Nothing is posted; the list says so, until it is cancelled."""
    alice = FakeObject(ahead=instalment())
    await alice.take(wish(BEFORE, "move money over"))
    alice.ahead = None
    await alice.wake()
    assert [name for name, _, _, _ in alice.sent] == ["Home.changed"]
    (left,) = kept.listed(alice.stored).items
    assert (left.id, left.dropped) == (FIRST, True)
    assert await alice.cancel("all") == ["R-1"]


def test_what_is_stored_keeps_the_banks_hours() -> None:
    """A reminder read back shows the same clock."""
    at = datetime(2026, 2, 2, 9, tzinfo=BERLIN)
    stored = Reminder(id=FIRST, at=at, thread=THREAD, place=PLACE)
    again = Reminder.model_validate_json(stored.model_dump_json())
    assert (again.at, f"{again.at:%H:%M}") == (at, "09:00")
