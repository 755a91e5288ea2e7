"""A draft is one message, which its post replaces, wherever it was interrupted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messenger import drafting, handlers
from bot.messenger.delivery import Delivery
from bot.messenger.drafts import Drafts
from bot.messenger.pace import Pace
from bot.messenger.signs import Signs
from bot.readers import Readers
from bot.slack import Bot, Json, Slack, SlackBusy, SlackRefused, TooLong
from bot.streams import Streams
from bot.views import mrkdwn
from services.contracts.drafts import Draft, Growth, Retraction
from services.contracts.keys import Key, PersonKey
from services.contracts.posts import Post, Reply
from tests.unit.reading import DIETER, Locales
from tests.unit.test_delivery import (
    ANSWER,
    LONG_ANSWER,
    PLACE,
    FakeContext,
    FakeSigns,
    FakeSlack,
    as_context,
    line,
    messenger,
)

DRAFT = Draft(
    post_id=ANSWER.post_id,
    place=PLACE,
    reader=PersonKey("T0DESK.U0ALICE"),
    answers=Key("1.000001"),
    text="Hel <@U0BOB>",
)
DRAFTED = ANSWER.model_copy(update={"drafted": True})
LOST = SlackBusy(code="status 500")
AWAY = SlackBusy(code="ratelimited", undelivered=True, after=1)


@dataclass
class FakeStreams:
    """One thread's streams; `fails` raises at a call, by its name, once."""

    texts: dict[str, str] = field(default_factory=dict[str, str])
    open: set[str] = field(default_factory=set[str])
    fails: dict[str, Exception] = field(default_factory=dict[str, Exception])
    calls: list[str] = field(default_factory=list[str])
    here: bool = True

    async def exist(self) -> bool:
        return self.here

    async def begin(self, *, channel: str, thread: str, team: str, user: str, text: str) -> str:
        assert (channel, thread, team, user) == ("D0ALICE", "1.000001", "T0DESK", "U0ALICE")
        ts = f"1.{len(self.texts):06}"
        error = self._called("begin")
        if error is None or error is LOST:
            self.texts[ts] = text
            self.open.add(ts)
        if error:
            raise error
        return ts

    async def grow(self, *, channel: str, ts: str, text: str) -> None:
        assert channel == "D0ALICE"
        if error := self._called("grow"):
            raise error
        self.texts[ts] += text

    async def end(self, *, channel: str, ts: str) -> None:
        assert channel == "D0ALICE"
        if error := self._called("end"):
            raise error
        self.open.discard(ts)

    async def delete(self, *, channel: str, ts: str) -> None:
        assert channel == "D0ALICE"
        assert ts not in self.open
        if error := self._called("delete"):
            raise error
        del self.texts[ts]

    async def find(self, *, channel: str, thread: str, mark: str, oldest: float) -> str | None:
        assert (channel, thread, mark) == ("D0ALICE", "1.000001", "p:reply.1")
        assert oldest > 0
        self._called("find")
        return next(iter(self.texts), None)

    def _called(self, name: str) -> Exception | None:
        self.calls.append(name)
        return self.fails.pop(name, None)


@dataclass
class Room:
    """A room with streams, and the process that posts in it."""

    slack: FakeSlack = field(default_factory=FakeSlack)
    streams: FakeStreams = field(default_factory=FakeStreams)
    ctx: FakeContext = field(default_factory=FakeContext)
    door: FakeSigns = field(default_factory=FakeSigns)
    delivery: Delivery = field(init=False)
    drafts: Drafts = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """A new process, as after a crash."""
        self.delivery = Delivery(self.slack)
        self.drafts = Drafts(self.streams, self.slack.update, Pace())
        self.drafts.possible = True
        self.signs = Signs(self.door, Readers(Locales()))

    async def begin(self, draft: Draft = DRAFT) -> str:
        made = drafting.begin(as_context(self.ctx), draft, self.delivery, self.drafts, self.signs)
        self.ctx.journal, kept = {}, self.ctx.journal
        begun = await made
        self.ctx.journal = kept
        return begun.reference

    async def post(self, request: Post = DRAFTED) -> str:
        self.ctx.journal.clear()
        parts = messenger(self.delivery, self.signs, self.drafts)
        return (await handlers.post(as_context(self.ctx), request, parts)).reference

    async def retract(self) -> None:
        request = Retraction(post_id=DRAFT.post_id, place=PLACE)
        await drafting.retract(as_context(self.ctx), request, self.drafts)

    def shown(self, ts: str) -> Json:
        return self.slack.shown[ts]


async def test_the_post_takes_the_place_of_its_draft() -> None:
    """It bears the post's mark from then on, and nothing is posted beside it."""
    room = Room()
    assert await room.begin() == "1.000000"
    assert room.streams.texts == {"1.000000": "Hel &lt;@\u200bU0BOB&gt;"}
    for _ in range(2):
        assert await room.post() == "1.000000"
    assert room.slack.messages == []
    assert room.shown("1.000000")["blocks"][0]["block_id"] == "p:reply.1"
    assert room.streams.calls == ["begin", "end"]
    assert set(room.ctx.state) == {"post.reply.1"}


async def test_a_draft_is_replaced_in_the_language_of_its_reader() -> None:
    """Asked within the step that replaces it: there is no other."""
    room = Room()
    await room.begin()
    first, reader = Reply(text="Ja.", disclose=True), PersonKey(f"T0DESK.{DIETER}")
    await room.post(DRAFTED.model_copy(update={"content": first, "reader": reader}))
    assert "KI-Assistent" in str(room.shown("1.000000")["blocks"])
    assert list(room.ctx.journal) == ["replace draft"]


async def test_a_post_without_a_draft_is_posted() -> None:
    room = Room()
    assert await room.post() == "2.000000"
    assert room.streams.calls == []


async def test_a_draft_is_begun_once() -> None:
    """A model that is asked again begins no second one, nor does one that comes late."""
    room = Room()
    assert [await room.begin(), await room.begin()] == ["1.000000", ""]
    await room.post()
    assert await room.begin() == ""
    assert room.streams.calls.count("begin") == 1


async def test_only_the_first_page_of_a_long_answer_has_a_draft() -> None:
    room = Room()
    await room.begin()
    long = LONG_ANSWER.model_copy(update={"drafted": True})
    assert await room.post(long) == "1.000000"
    assert [m["blocks"][0]["block_id"] for m in room.slack.messages] == [
        "p:2.reply.1",
        "p:3.reply.1",
    ]


@pytest.mark.parametrize("crashed", [True, False])
async def test_a_draft_whose_name_nobody_knows_is_found(*, crashed: bool) -> None:
    """The process died behind the call, or the answer to it was lost."""
    room = Room()
    if crashed:
        intent = await room.delivery.intend()
        assert room.delivery.spend(intent)
        await room.drafts.begin(DRAFT, intent, fresh=True)
        room.start()
        started = await room.drafts.begin(DRAFT, intent, fresh=room.delivery.spend(intent))
        room.ctx.state["draft.reply.1"] = started
    else:
        room.streams.fails["begin"] = LOST
        assert await room.begin() == ""
    assert await room.post() == "1.000000"
    assert room.slack.messages == []
    assert room.streams.calls == ["begin", "find", "end"]


@pytest.mark.parametrize("error", [AWAY, SlackRefused(code="channel_type_not_supported")])
async def test_a_draft_that_slack_did_not_take_is_none(error: Exception) -> None:
    """The answer is posted as ever, and nothing is looked for; the next may have one."""
    room = Room(streams=FakeStreams(fails={"begin": error}))
    assert await room.begin() == ""
    assert await room.post() == "2.000000"
    assert room.streams.calls == ["begin"]
    assert room.drafts.possible


async def test_a_workspace_without_streams_is_asked_once() -> None:
    room = Room(streams=FakeStreams(here=False))
    await room.drafts.look()
    assert not room.drafts.possible
    room = Room(streams=FakeStreams(fails={"begin": SlackRefused(code="feature_not_enabled")}))
    await room.begin()
    assert not room.drafts.possible


@pytest.mark.parametrize(
    ("error", "outcome", "text"),
    [
        (None, "shown", "Hel &lt;@\u200bU0BOB&gt;lo."),
        (AWAY, "later", "Hel &lt;@\u200bU0BOB&gt;"),
        (LOST, "over", "Hel &lt;@\u200bU0BOB&gt;"),
        (SlackRefused(code="stopped_by_user"), "over", "Hel &lt;@\u200bU0BOB&gt;"),
    ],
)
async def test_a_draft_grows(error: Exception | None, outcome: str, text: str) -> None:
    """What may have been added and what may not is not told apart, so nothing follows it."""
    room = Room()
    reference = await room.begin()
    if error:
        room.streams.fails["grow"] = error
    growth = Growth(place=PLACE, reference=Key(reference), text="lo.")
    assert await room.drafts.grow(growth) == outcome
    assert room.streams.texts[reference].replace(".\u200b", ".") == text


@pytest.mark.parametrize(
    "error", [LOST, AWAY, SlackRefused(code="streaming_state_conflict"), TooLong(code="too_long")]
)
async def test_a_draft_that_can_not_be_replaced_yet_is_tried_again(error: Exception) -> None:
    room = Room()
    await room.begin()
    room.slack.moods = [(error, False)]
    assert await room.post() == "1.000000"
    assert room.slack.messages == []
    assert room.shown("1.000000")["text"] == "Hello"


@pytest.mark.parametrize("gone", [True, False])
async def test_a_draft_that_is_no_more_is_posted_anew(*, gone: bool) -> None:
    """Somebody deleted it, or Slack lets nobody edit: what is left of it is taken away."""
    room = Room()
    await room.begin()
    if gone:
        room.streams.fails["end"] = SlackRefused(code="message_not_found")
    else:
        room.slack.moods = [(SlackRefused(code="edit_window_closed"), False)]
    assert await room.post() == "2.000000"
    assert (len(room.slack.messages), room.streams.texts) == (1, {})


async def test_a_draft_that_becomes_no_post_is_taken_away() -> None:
    """One that is begun later finds that it is over."""
    room = Room()
    await room.begin()
    await room.retract()
    assert room.streams.texts == {}
    assert await room.begin() == ""
    assert room.streams.calls == ["begin", "end", "delete"]


async def test_the_status_line_has_ended_when_the_answer_is_there() -> None:
    """Replacing a message does not end it in Slack, as posting one does."""
    room = Room()
    await room.begin()
    await room.signs.show(line("account"))
    await room.post()
    assert room.door.calls[-1] == "status"


@dataclass
class FakeThread:
    """What the look-up sees of a thread, through the door to Slack."""

    messages: list[Json]

    async def whoami(self) -> Bot:
        return Bot(team="T0DESK", user="U0DESK", bot="B0DESK")

    async def first(
        self, *, channel: str, thread: str, oldest: float, fits: Callable[[Json], bool]
    ) -> str | None:
        assert (channel, thread, oldest) == ("D0ALICE", "1.000001", 1.5)
        return next((message["ts"] for message in self.messages if fits(message)), None)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, True),
        ({"blocks": []}, True),
        ({"blocks": [{"block_id": "p:reply.1"}]}, True),
        ({"blocks": [{"block_id": "p:reply.0"}]}, False),
        ({"user": "U0OTHERBOT"}, False),
        ({"streaming_state": None}, False),
    ],
)
async def test_a_lost_draft_is_our_own_stream_that_is_no_other_post(
    *, changed: Json, found: bool
) -> None:
    """Also one that has become this very post, whose journal does not know of it."""
    message: Json = {
        "ts": "1.000009",
        "user": "U0DESK",
        "streaming_state": "completed",
        "blocks": [{"type": "rich_text", "block_id": "x"}],
    }
    told = {name: value for name, value in (message | changed).items() if value is not None}
    streams = Streams(cast("Slack", FakeThread([told])))
    seen = await streams.find(channel="D0ALICE", thread="1.000001", mark="p:reply.1", oldest=1.5)
    assert (seen == "1.000009") is found


@given(st.lists(st.text(alphabet="<>&@!#[](): /.\nhtps*_ab\x00")))
def test_nothing_that_is_being_written_reaches_anybody(pieces: list[str]) -> None:
    """Wherever it is cut, it adds up to the same, without a mention, an address or a link."""
    shown = "".join(mrkdwn.unfinished(piece) for piece in pieces)
    assert shown == mrkdwn.unfinished("".join(pieces))
    assert not any(sign in shown for sign in ("<", ">", "](", "://", "\x00"))
    bare = shown.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
    assert "&" not in bare
    assert all(f"{sign}\u200b" in shown for sign in "@:.]" if sign in shown)
