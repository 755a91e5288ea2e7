"""The watch: what counts as not getting on, one post for each outage, and its end."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest

from bot.views import render
from services.admin import Admin, Unanswered
from services.contracts import posts, watch
from services.contracts.keys import RoomKey
from services.contracts.session import Place
from services.contracts.watch import DeskTrouble, Look, Stuck
from services.contracts.wire import Wire
from services.ingress import Ingress, Unreachable
from services.watch import handlers, looks, trouble
from services.watch.failures import FAILED
from services.watch.looking import Watcher
from services.watch.looks import CALM_AFTER, RESUMED_EVERY, STUCK_AFTER, Failing, Looks
from services.watch.missing_work import MISSING
from tests.unit.case import NOW
from tests.unit.test_views import all_text

OPS = Place(room=RoomKey("T0DESK.C0OPS"))
TURN = {"id": "inv_1", "service": "AgentSession", "handler": "message", "status": "backing-off"}
PAUSED = {**TURN, "id": "inv_2", "status": "paused"}
CALM = Look(calm=True)


def stuck(count: int = 1, *, paused: bool = False, handler: str = "message") -> Stuck:
    return Stuck(service="AgentSession", handler=handler, paused=paused, count=count)


def seen(*found: Stuck) -> Look:
    return Look(stuck=found, invocations=("inv_1",))


def rows(*wanted: Mapping[str, str]) -> list[Failing]:
    return [Failing.model_validate(row) for row in wanted]


# What counts ------------------------------------------------------------------------------


def test_what_fails_is_told_of_when_it_has_failed_for_long() -> None:
    """Whether it is being tried right now or waits for it; once it is gone, it begins anew."""
    before, attempts = Looks(), ({**TURN, "status": "running"}, TURN)
    for number in range(STUCK_AFTER):
        found = rows(attempts[number % 2])
        before = before.then(found)
        told = before.told(found)
        assert (told.stuck == (stuck(),)) == (number == STUCK_AFTER - 1)
        assert not told.calm
    again = rows(TURN)
    assert before.then([]).then(again).told(again).stuck == ()


def test_a_calm_is_not_the_moment_between_two_tries() -> None:
    before = Looks().then(rows(TURN))
    for number in range(1, 2 * CALM_AFTER):
        before = before.then([])
        assert before.told([]) == Look(calm=number >= CALM_AFTER)


def test_what_is_paused_is_told_of_at_once() -> None:
    found = rows(PAUSED)
    told = Looks().then(found).told(found)
    assert told == Look(stuck=(stuck(paused=True),), invocations=("inv_2",))


def test_what_is_paused_is_tried_again_after_long() -> None:
    """Now and then, so that whoever paused it has time to look; never what only fails."""
    found, before = rows(PAUSED, TURN), Looks()
    resumed: list[list[str]] = []
    for _ in range(2 * RESUMED_EVERY):
        before = before.then(found)
        resumed.append(before.resumable(found))
    assert [number for number, ids in enumerate(resumed, start=1) if ids] == [
        RESUMED_EVERY,
        2 * RESUMED_EVERY,
    ]
    assert resumed[RESUMED_EVERY - 1] == ["inv_2"]


def test_a_crowd_is_counted_and_few_are_named() -> None:
    found = rows(*({**PAUSED, "id": f"inv_{number:04}"} for number in range(2000)))
    told = Looks().then(found).told(found)
    assert told.stuck == (stuck(2000, paused=True),)
    assert told.invocations == tuple(f"inv_{number:04}" for number in range(looks.NAMED))


# One post for each outage -----------------------------------------------------------------


def test_an_outage_begins_goes_on_and_ends() -> None:
    """A look in which something fails, but nothing for long, is no end."""
    begun = DeskTrouble(since=NOW, stuck=(stuck(),), invocations=("inv_1",))
    assert trouble.after(None, seen(stuck()), now=NOW) == begun
    later = NOW + timedelta(minutes=1)
    assert trouble.after(begun, Look(), now=later) == begun
    assert trouble.after(begun, seen(stuck()), now=later) == begun
    over = begun.model_copy(update={"until": later})
    assert trouble.after(begun, CALM, now=later) == over
    assert trouble.after(over, CALM, now=later) is None
    again = trouble.after(over, seen(stuck()), now=later)
    assert again
    assert trouble.post_id(again) != trouble.post_id(begun) == trouble.post_id(over)


def test_not_every_change_is_news() -> None:
    """Another kind is, and twice as many; one more or fewer is not."""
    begun = trouble.after(None, seen(stuck(4)), now=NOW)
    for count in (1, 3, 5, 7):
        assert trouble.after(begun, seen(stuck(count)), now=NOW) == begun
    doubled = trouble.after(begun, seen(stuck(8)), now=NOW)
    assert doubled
    assert doubled.stuck == (stuck(8),)
    more = trouble.after(doubled, seen(stuck(1, paused=True)), now=NOW)
    assert more
    assert more.stuck == (stuck(8), stuck(1, paused=True))


@dataclass
class FakeObject:
    """The Watch object: its state, and what it sends."""

    stored: DeskTrouble | None = None
    sent: list[tuple[str, Wire]] = field(default_factory=list[tuple[str, Wire]])

    async def time(self) -> float:
        return NOW.timestamp()

    async def get(self, name: str, *, type_hint: type[DeskTrouble]) -> DeskTrouble | None:
        assert (name, type_hint) == ("trouble", DeskTrouble)
        return self.stored

    def set(self, name: str, value: DeskTrouble) -> None:
        assert name == "trouble"
        self.stored = value

    def generic_send(
        self, service: str, name: str, body: bytes, *, key: str, send_delay: object
    ) -> None:
        assert (service, key, send_delay) == ("Messenger", OPS.room, None)
        kind = {"post": posts.Post, "update": posts.Update}[name]
        self.sent.append((name, kind.model_validate_json(body)))

    async def saw(self, look: Look) -> None:
        await handlers.take(cast("Any", self), look, OPS)


async def test_an_outage_is_one_post(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever else looks, and however often; its end replaces it. Both stand in the log."""
    desk = FakeObject()
    with caplog.at_level(logging.WARNING):
        for look in (CALM, seen(stuck()), seen(stuck()), Look(), CALM, CALM):
            await desk.saw(look)
    (posted, post), (updated, update) = desk.sent
    assert (posted, updated) == ("post", "update")
    assert isinstance(post, posts.Post)
    assert isinstance(update, posts.Update)
    assert (post.post_id, post.place) == (update.post_id, OPS)
    assert isinstance(update.content, DeskTrouble)
    assert update.content.until == NOW
    first, last = caplog.messages
    assert first == "ALERT work does not get on: 1 AgentSession/message failing (inv_1)"
    assert "again" in last


# The looks --------------------------------------------------------------------------------


@dataclass
class FakeRestate:
    """Gives the next rows at each look, or does not answer; remembers what it was told."""

    looks: list[Sequence[Mapping[str, str]] | Unanswered]
    told: list[Look] = field(default_factory=list[Look])
    resumed: list[str] = field(default_factory=list[str])
    deaf: bool = False
    stubborn: bool = False

    async def query(self, sql: str) -> Sequence[Mapping[str, str]]:
        if sql == MISSING or sql.split("'", maxsplit=1)[0] == FAILED.split("'")[0]:
            return []
        assert sql == looks.FAILING
        found = self.looks.pop(0)
        if isinstance(found, Unanswered):
            raise found
        return found

    async def resume(self, invocation: str) -> None:
        if self.stubborn:
            raise Unanswered("its deployment is gone")
        self.resumed.append(invocation)

    async def call(self, handler: object, look: Look, *, key: object) -> None:
        assert (handler, key) == (watch.SAW, watch.DESK)
        if self.deaf:
            raise Unreachable("no")
        self.told.append(look)

    @property
    def watcher(self) -> Watcher:
        return Watcher(admin=cast("Admin", self), ingress=cast("Ingress", self), every=1)

    async def look(self, watcher: Watcher) -> None:
        while self.looks:
            await watcher.look()


async def test_a_calm_is_told_once() -> None:
    """Each time that one begins, for another who looked may have told of trouble."""
    calm: list[Sequence[Mapping[str, str]]] = [[]] * (CALM_AFTER + 2)
    restate = FakeRestate([*calm, [TURN], *calm])
    await restate.look(restate.watcher)
    assert restate.told == [CALM, CALM]


async def test_what_could_not_be_told_is_told_at_the_next_look() -> None:
    restate = FakeRestate([[]] * CALM_AFTER, deaf=True)
    watcher = restate.watcher
    await restate.look(watcher)
    restate.deaf, restate.looks = False, [[]]
    await restate.look(watcher)
    assert restate.told == [CALM]


async def test_what_stays_paused_is_resumed() -> None:
    restate = FakeRestate([[PAUSED]] * RESUMED_EVERY)
    await restate.look(restate.watcher)
    assert restate.resumed == ["inv_2"]
    restate.looks, restate.stubborn = [[PAUSED]] * RESUMED_EVERY, True
    await restate.look(restate.watcher)
    assert restate.told == [Look(stuck=(stuck(paused=True),), invocations=("inv_2",))] * 40


async def test_a_restate_that_does_not_answer_stands_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Once, with its end; not at all where it was only started anew."""
    down = Unanswered("no")
    restate = FakeRestate([[], down, [], down, down, down, []])
    with caplog.at_level(logging.WARNING):
        await restate.look(restate.watcher)
    assert caplog.messages == [
        "ALERT Restate can't be watched, or is down: no",
        "ALERT over: Restate answers again",
    ]


def test_of_a_failure_nothing_is_asked_but_whether_there_is_one() -> None:
    """Its text may repeat what somebody has written: it is no column, and no field of a post."""
    columns, condition = looks.FAILING.split("FROM")
    assert "failure" not in columns
    assert condition.count("last_failure") == condition.count("last_failure IS NOT NULL") == 1
    assert set(Stuck.model_fields) == {"service", "handler", "paused", "count"}


# The card ---------------------------------------------------------------------------------


def test_the_card_names_what_and_where_and_no_more() -> None:
    """While it lasts, and when it is over."""
    lasting = DeskTrouble(
        since=NOW,
        stuck=(stuck(), stuck(12, handler="consult"), stuck(2, paused=True)),
        invocations=("inv_1", "inv_2"),
    )
    shown = all_text(render.render(lasting))
    assert "Since 31 January 2026, 13:00 CET" in shown
    for line in ("message: 1 is tried", "consult: 12 are tried", "message: 2 are paused"):
        assert f"AgentSession/{line}" in shown
    assert "In Restate: inv_1, inv_2" in shown
    over = lasting.model_copy(update={"until": NOW + timedelta(minutes=3)})
    shown = all_text(render.render(over))
    for part in ("13:03 CET", "It is over", "1 was tried", "12 were tried", "2 were paused"):
        assert part in shown
