"""What a room of the desk's people did not take: it waits, is told, and comes by itself."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from bot import failures
from bot.failures import AppRefused
from bot.messenger import handlers, retry_queue, steps
from bot.messenger.delivery import Delivery
from bot.messenger.pace import Pace
from bot.messenger.retry_queue import Retry
from bot.slack import Json, SlackBusy, SlackRefused
from services.contracts import posts, recovery
from services.contracts.keys import CreditId, PersonKey, PostId, RoomKey
from services.contracts.posts import Post, Update
from services.contracts.session import Place
from tests.unit.test_delivery import FakeContext, as_context, messenger

CREDIT = CreditId("CR-ABCDEFGH")
OFFICERS = frozenset({PersonKey("T0DESK.U0OLIVIA"), PersonKey("T0DESK.U0OMAR")})
PLACE = Place(room=RoomKey("T0DESK.C0OFFICERS"))


def card(name: str, *, under: str = "", final: bool = False) -> Post:
    return Post(
        post_id=PostId(name),
        place=PLACE,
        content=posts.OfficersReminder(credit_id=CREDIT, final=final),
        under=PostId(under) if under else None,
    )


@dataclass
class Office:
    """A room that takes nothing while it is shut, and knows what it has."""

    shut: Exception | None = None
    bad: dict[str, Exception] = field(default_factory=dict[str, Exception])
    """By mark, what a single post of its runs into."""
    messages: list[Json] = field(default_factory=list[Json])
    shown: dict[str, str] = field(default_factory=dict[str, str])
    calls: int = 0
    loses_answer: bool = False

    async def post(
        self, *, channel: str, thread: str | None, text: str, blocks: Sequence[Json]
    ) -> str:
        assert channel == "C0OFFICERS"
        self.calls += 1
        mark = str(blocks[0]["block_id"])
        if error := self.bad.get(mark) or self.shut:
            raise error
        ts = f"3.{len(self.messages):06}"
        self.messages.append({"ts": ts, "thread": thread, "mark": mark, "text": text})
        if self.loses_answer:
            raise SlackBusy(code="TimeoutError")
        return ts

    async def update(self, *, channel: str, ts: str, text: str, blocks: Sequence[Json]) -> None:
        assert channel == "C0OFFICERS"
        assert blocks
        if self.shut:
            raise self.shut
        self.shown[ts] = text

    async def find(
        self, *, channel: str, thread: str | None, mark: str, oldest: float, file: str = ""
    ) -> str | None:
        assert channel == "C0OFFICERS"
        del oldest, file
        found = (m for m in self.messages if (m["mark"], m["thread"]) == (mark, thread))
        return next((str(message["ts"]) for message in found), None)

    async def direct(self, *, user: str) -> str:
        return f"D{user[1:]}"

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)

    def marks(self) -> list[str]:
        return [str(message["mark"]).removeprefix("p:") for message in self.messages]


class Journal(FakeContext):
    """The room's object. A new invocation begins with an empty journal."""

    def key(self) -> str:
        return PLACE.room

    async def run_typed(self, name: str, action: Any, options: Any) -> Any:
        assert name not in self.journal, "two steps of one name"
        return await super().run_typed(name, action, options)

    def begin(self) -> None:
        self.journal.clear()


@dataclass
class Room:
    """The room's object with its Slack."""

    ctx: Journal = field(default_factory=lambda: Journal(attempts=3))
    slack: Office = field(default_factory=Office)

    def __post_init__(self) -> None:
        made = messenger(Delivery(cast("Any", self.slack), Pace(sleep=self.ctx.sleep)))
        self.parts = handlers.MessengerParts(
            delivery=made.delivery,
            signs=made.signs,
            drafts=made.drafts,
            readers=made.readers,
            officers=OFFICERS,
        )

    async def post(self, request: Post) -> str:
        self.ctx.begin()
        return (await handlers.post(as_context(self.ctx), request, self.parts)).reference

    async def update(self, request: Post, *, revision: int = 0) -> None:
        self.ctx.begin()
        anew = Update(
            post_id=request.post_id,
            place=request.place,
            content=request.content,
            revision=revision,
        )
        await handlers.update(as_context(self.ctx), anew, self.parts)

    @property
    def is_expected(self) -> bool:
        """Whether a try is, so that the watch can miss it."""
        return recovery.expectation("Messenger", PLACE.room, "retry") in self.ctx.state

    async def retry(self) -> None:
        """The next try that is due, at its time."""
        assert self.retries(), "nothing will try again"
        _, _, body, after = self.retries()[-1]
        self.ctx.now += after
        self.ctx.begin()
        await handlers.retry(as_context(self.ctx), Retry.model_validate_json(body), self.parts)

    def retries(self) -> list[tuple[str, str, bytes, float]]:
        return [each for each in self.ctx.sends if each[0] == retry_queue.RETRY]

    def told(self) -> list[tuple[str, Json]]:
        """Who was told what by direct message."""
        sent = [(key, json.loads(body)) for name, key, body, _ in self.ctx.sends if name == "post"]
        return [(key, told["content"]) for key, told in sent]


MENDABLE = [*sorted(failures.ROOM_SHUT), "missing_scope", "nobody_has_heard_of_it"]


@pytest.mark.parametrize("code", MENDABLE)
async def test_a_card_that_is_refused_comes_later(code: str) -> None:
    """Whatever people can mend, and what we don't know the meaning of."""
    room = Room(slack=Office(shut=SlackRefused(code=code)))
    assert await room.post(card("one")) == ""
    await room.retry()
    assert room.slack.messages == []
    room.slack.shut = None
    await room.retry()
    assert room.slack.marks() == ["one"]
    assert await room.post(card("one")) == "3.000000"
    assert not [name for name in room.ctx.state if name.startswith("unposted")]


async def test_each_officer_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    room = Room(slack=Office(shut=SlackRefused(code="is_archived")))
    await room.post(card("one"))
    await room.post(card("two"))
    await room.retry()
    told = room.told()
    assert [key for key, _ in told] == ["T0DESK.D0OLIVIA", "T0DESK.D0OMAR"]
    for _, content in told:
        assert (content["refused"], content["credit_id"]) == ("is_archived", CREDIT)
    assert [m for r in caplog.records if (m := r.getMessage()).startswith("ALERT")] == [
        f"ALERT post {name} in {PLACE.room} waits: is_archived" for name in ("one", "two")
    ]


async def test_officers_who_cannot_be_told_cost_nothing(caplog: pytest.LogCaptureFixture) -> None:
    class Closed(Office):
        async def direct(self, *, user: str) -> str:
            raise SlackRefused(code="missing_scope", needed=f"im:write:{user}")

    room = Room(slack=Closed(shut=SlackRefused(code="is_archived")))
    await room.post(card("one"))
    room.slack.shut = None
    await room.retry()
    assert room.slack.marks() == ["one"]
    assert "T0DESK.U0OLIVIA can't be told" in caplog.text


async def test_it_is_tried_for_days_at_growing_intervals() -> None:
    """Then it is given up, and the officers hear of that too."""
    room = Room(slack=Office(shut=SlackRefused(code="not_in_channel")))
    await room.post(card("one"))
    began, raised = room.ctx.now, 0
    while room.ctx.state:
        try:
            await room.retry()
        except handlers.TerminalError:
            raised += 1
    waits = [after for *_, after in room.retries()]
    assert waits[:4] == [2, 4, 8, 16]
    assert max(waits) == 600
    assert room.ctx.now - began >= 7 * 86_400
    assert raised == 1, "the watch sees it once"
    assert [content["given_up"] for _, content in room.told()] == [0, 0, 1, 1]


async def test_a_reminder_brings_the_card_it_belongs_under() -> None:
    room = Room(slack=Office(shut=SlackRefused(code="channel_not_found")))
    await room.post(card("card"))
    room.slack.shut = None
    await room.post(card("reminder", under="card"))
    assert room.slack.marks() == ["card", "reminder"]
    assert room.slack.messages[1]["thread"] == "3.000000"


async def test_a_card_that_waits_comes_as_it_was_redrawn_last() -> None:
    room = Room(slack=Office(shut=SlackRefused(code="is_archived")))
    await room.post(card("card"))
    await room.update(card("card", final=True), revision=2)
    await room.update(card("card"), revision=1)
    room.slack.shut = None
    await room.retry()
    assert room.slack.marks() == ["card"]
    assert "over" in room.slack.messages[0]["text"]


async def test_a_redraw_that_is_refused_comes_later() -> None:
    room = Room()
    ts = await room.post(card("card"))
    room.slack.shut = SlackRefused(code="is_inactive")
    await room.update(card("card", final=True))
    room.slack.shut = None
    await room.retry()
    assert "over" in room.slack.shown[ts]
    assert room.slack.marks() == ["card"]


async def test_a_post_slack_lost_the_answer_to_is_not_posted_twice() -> None:
    """It was given up without a yes or no: it is looked for before it is posted."""
    for shut in (None, SlackRefused(code="is_archived")):
        room = Room(ctx=Journal(attempts=1), slack=Office(shut=shut, loses_answer=True))
        assert await room.post(card("one")) == ""
        room.slack.shut = None
        await room.retry()
        room.slack.loses_answer = False
        if shut:
            await room.retry()
        assert await room.post(card("one")) == "3.000000"
        assert room.slack.marks() == ["one"]


async def test_one_post_that_slack_chokes_on_holds_up_no_other() -> None:
    room = Room(slack=Office(shut=SlackRefused(code="is_archived")))
    for name in ("bad", "good"):
        await room.post(card(name))
    room.slack.shut, room.slack.bad = None, {"p:bad": SlackBusy(code="internal_error")}
    await room.retry()
    await room.post(card("new"))
    await room.retry()
    assert sorted(room.slack.marks()) == ["good", "new"]
    room.slack.bad = {}
    await room.retry()
    assert room.slack.marks()[-1] == "bad"


@pytest.mark.parametrize("code", sorted(failures.CONTENT))
async def test_what_nobody_can_mend_is_given_up_aloud(
    code: str, caplog: pytest.LogCaptureFixture
) -> None:
    room = Room(slack=Office(shut=SlackRefused(code=code)))
    await room.post(card("one"))
    assert room.ctx.state == {}
    assert [content["given_up"] for _, content in room.told()] == [1, 1]
    assert f"ALERT post one in {PLACE.room} not posted: {code}" in caplog.text


async def test_a_full_queue_gives_up_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry_queue, "MOST", 2)
    room = Room(slack=Office(shut=SlackRefused(code="is_archived")))
    for name in ("one", "two", "three"):
        await room.post(card(name))
    room.slack.shut = None
    await room.retry()
    assert room.slack.marks() == ["two", "three"]
    assert [content["given_up"] for _, content in room.told()] == [0, 0, 1, 1]


async def test_a_lost_try_is_set_anew() -> None:
    """A scheduled call that was cancelled leaves no trace; the next post notices."""
    room = Room(slack=Office(shut=SlackRefused(code="is_archived")))
    await room.post(card("one"))
    room.ctx.now += 3600
    await room.post(card("two"))
    room.slack.shut = None
    await room.retry()
    assert room.slack.marks() == ["one", "two"]


async def test_a_try_that_is_out_of_date_does_nothing() -> None:
    room = Room(slack=Office(shut=SlackRefused(code="is_archived")))
    await room.post(card("one"))
    await room.retry()
    calls = room.slack.calls
    room.ctx.begin()
    await handlers.retry(as_context(room.ctx), Retry(tries=0), room.parts)
    assert room.slack.calls == calls


async def test_an_app_that_is_refused_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """For longer than an hour: nothing is given up, and nobody's room is called shut."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(steps, "GIVE_UP_AFTER", steps.timedelta(0))
    refusals = [AppRefused(code="token_revoked")] * 5

    class Revoked(Office):
        async def post(self, **told: Any) -> str:
            if refusals:
                raise refusals.pop()
            return await super().post(**told)

    room = Room(ctx=Journal(attempts=9), slack=Revoked())
    assert await room.post(card("one")) == "3.000000"
    assert room.told() == []


async def test_a_try_that_is_lost_is_set_anew() -> None:
    """It is expected as long as anything waits."""
    room = Room()
    room.slack.shut = SlackRefused(code="is_archived")
    await room.post(card("CR-ABCDEFGH.a"))
    assert room.is_expected
    before = len(room.retries())
    await retry_queue.recover(as_context(room.ctx))
    assert len(room.retries()) == before + 1
    room.slack.shut = None
    await room.retry()
    assert room.slack.marks() == ["CR-ABCDEFGH.a"]
    assert not room.is_expected
    left = len(room.retries())
    await retry_queue.recover(as_context(room.ctx))
    assert len(room.retries()) == left
