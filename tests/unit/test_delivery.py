"""A post appears once, however often its step runs and wherever it was interrupted."""

import asyncio
import json
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pydantic import BaseModel, TypeAdapter
from restate import ObjectContext, RunOptions, TerminalError
from restate.exceptions import RetryableError

from bot.messenger import handlers
from bot.messenger.delivery import UNREFERABLE, Delivery, Intent, Sent
from bot.messenger.drafts import Drafts
from bot.messenger.pace import Pace
from bot.messenger.signs import REACTION, RENEWALS, Signs
from bot.readers import Readers
from bot.slack import Json, SlackBusy, SlackRefused, TooLong, Upload
from bot.views import render
from services.contracts.keys import Key, PersonKey, PostId, RoomKey
from services.contracts.posts import OfficersReminder, Post, Reply, Sentence, StatusLine, Update
from services.contracts.session import Place
from tests.unit.case import document
from tests.unit.reading import Locales

PLACE = Place(room=RoomKey("T0DESK.D0ALICE"), thread=Key("1.000001"))
POST = Post(post_id=PostId("reply.1"), place=PLACE, content=Reply(text="Hello"))
HOME = Place(room=PLACE.room)
TO_ALICE = POST.model_copy(update={"place": HOME, "reader": PersonKey("T0DESK.U0ALICE")})


@dataclass
class FakeSlack:
    """A channel of messages. `moods` are what its next calls run into, in order.

    A mood is an error to raise, and whether the message is there all the same.
    """

    messages: list[Json] = field(default_factory=list[Json])
    moods: list[tuple[Exception | None, bool]] = field(
        default_factory=list[tuple[Exception | None, bool]]
    )
    look_ups: int = 0
    whispers: int = 0
    shown: dict[str, Json] = field(default_factory=dict[str, Json])
    no_files: str = ""
    """Why it takes no files, where it does not."""
    late_files: int = 0
    """Look-ups that do not see a file yet."""
    gate: asyncio.Event | None = None

    async def post(
        self, *, channel: str, thread: str | None, text: str, blocks: Sequence[Json]
    ) -> str:
        assert channel == "D0ALICE"
        if self.gate:
            await self.gate.wait()
        error, there = self.moods.pop(0) if self.moods else (None, True)
        ts = f"2.{len(self.messages):06}"
        if there:
            self.messages.append({"ts": ts, "thread": thread, "text": text, "blocks": blocks})
        if error:
            raise error
        return ts

    async def whisper(
        self, *, channel: str, user: str, thread: str | None, text: str, blocks: Sequence[Json]
    ) -> None:
        assert (channel, user, thread) == ("D0ALICE", "U0BOB", "1.000001")
        assert text
        assert blocks
        self.whispers += 1

    async def update(self, *, channel: str, ts: str, text: str, blocks: Sequence[Json]) -> None:
        assert channel == "D0ALICE"
        error, there = self.moods.pop(0) if self.moods else (None, True)
        if there:
            self.shown[ts] = {"text": text, "blocks": blocks}
        if error:
            raise error

    async def upload(self, *, channel: str, thread: str | None, file: Upload, text: str) -> str:
        assert channel == "D0ALICE"
        assert file.content.startswith(b"%PDF-")
        if self.no_files:
            raise SlackRefused(code=self.no_files)
        error, there = self.moods.pop(0) if self.moods else (None, True)
        if there:
            ts = f"2.{len(self.messages):06}"
            found: Json = {
                "ts": ts,
                "thread": thread,
                "text": text,
                "file": file.name,
                "blocks": [],
            }
            self.messages.append(found)
        if error:
            raise error
        return ""

    async def find(
        self, *, channel: str, thread: str | None, mark: str, oldest: float, file: str = ""
    ) -> str | None:
        assert channel == "D0ALICE"
        self.look_ups += 1
        if oldest > time.time():  # all of its messages are of this moment
            return None
        for message in (m for m in self.messages if m["thread"] == thread):
            if message["blocks"] and message["blocks"][0]["block_id"] == mark:
                return str(message["ts"])
            if file and message.get("file") == file and self.look_ups > self.late_files:
                return str(message["ts"])
        return None

    async def retract(self, *, channel: str, ts: str) -> None:
        raise AssertionError(channel, ts)

    async def permalink(self, *, channel: str, ts: str) -> str:
        raise AssertionError(channel, ts)

    async def direct(self, *, user: str) -> str:
        raise AssertionError(user)


class FakeContext:
    """A journal: steps that were run keep their result, failing ones run again."""

    def __init__(self, *, attempts: int = 5) -> None:
        self.state: dict[str, str | int | BaseModel] = {}
        self.journal: dict[str, str] = {}
        self.waits: list[float] = []
        self.attempts = attempts
        self.now = 1_800_000_000.0
        self.sends: list[tuple[str, str, bytes, float]] = []
        """Handler, key, request, and after how many seconds."""

    def key(self) -> str:
        return "T0DESK.D0ALICE"

    def request(self) -> SimpleNamespace:
        return SimpleNamespace(id=f"inv_{id(self)}")

    async def time(self) -> float:
        return self.now

    def generic_send(
        self,
        service: str,
        handler: str,
        arg: bytes,
        key: str,
        send_delay: timedelta = timedelta(),
    ) -> None:
        assert service == "Messenger"
        self.sends.append((handler, key, arg, send_delay.total_seconds()))

    async def get(self, name: str, *, type_hint: type[Any]) -> Any:
        kept = self.state.get(name)
        assert kept is None or type(kept) is type_hint
        return kept

    def set(self, name: str, value: str | int | BaseModel) -> None:
        self.state[name] = value

    def clear(self, name: str) -> None:
        self.state.pop(name, None)

    async def run_typed(
        self, name: str, action: Callable[[], Awaitable[Any]], options: RunOptions[Any]
    ) -> Any:
        if name not in self.journal:
            self.journal[name] = _kept(await self._result(action))
        kept = json.loads(self.journal[name])
        hint = cast("Any", options.type_hint)
        return TypeAdapter(hint).validate_python(kept) if hint else kept

    async def sleep(self, seconds: float) -> None:
        """What a step waits for by itself."""
        self.waits.append(seconds)

    async def _result(self, action: Callable[[], Awaitable[Any]]) -> Any:
        for _ in range(self.attempts):
            try:
                return await action()
            except RetryableError as error:
                wait = error.retry_after
                self.waits.append(wait.total_seconds() if wait else -1)
            except SlackBusy:
                self.waits.append(0)
        raise TerminalError("out of attempts")


def _kept(result: Any) -> str:
    return result.model_dump_json() if hasattr(result, "model_dump_json") else json.dumps(result)


def as_context(fake: FakeContext) -> ObjectContext:
    return cast("ObjectContext", fake)


class NoStreams:
    """A workspace without streams; nothing but whether there are any is asked of it."""

    async def exist(self) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


def messenger(
    delivery: Delivery,
    signs: Signs | None = None,
    drafts: Drafts | None = None,
    readers: Readers | None = None,
) -> handlers.MessengerParts:
    without = Drafts(cast("Any", NoStreams()), FakeSlack().update, Pace())
    readers = readers or Readers(Locales())
    return handlers.MessengerParts(
        delivery=delivery,
        signs=signs or Signs(FakeSigns(), readers),
        drafts=drafts or without,
        readers=readers,
    )


async def post(
    fake: FakeContext,
    slack: FakeSlack,
    *,
    request: Post = POST,
    signs: Signs | None = None,
    readers: Readers | None = None,
) -> str:
    parts = messenger(Delivery(slack, sleep=fake.sleep), signs, readers=readers)
    posted = await handlers.post(as_context(fake), request, parts)
    return posted.reference


async def test_a_post_is_made_without_looking() -> None:
    slack, ctx = FakeSlack(), FakeContext()
    assert await post(ctx, slack) == "2.000000"
    assert (len(slack.messages), slack.look_ups) == (1, 0)
    assert ctx.state == {"post.reply.1": "2.000000"}


async def test_the_same_post_again_is_the_first_one() -> None:
    """A repeated request gets the first message's name."""
    slack, ctx = FakeSlack(), FakeContext()
    first = await post(ctx, slack)
    ctx.journal.clear()
    assert await post(ctx, slack) == first
    assert len(slack.messages) == 1


async def test_after_a_crash_behind_the_call_the_message_is_adopted() -> None:
    """The message went out, the process died before the journal knew."""
    slack = FakeSlack()
    before = Delivery(slack)
    intent = await before.intend()
    await before.post(POST, render.render(POST.content), intent)
    sent = await Delivery(slack).post(POST, render.render(POST.content), intent)
    assert sent.ts == "2.000000"
    assert (len(slack.messages), slack.look_ups) == (1, 1)


async def test_a_clock_that_is_ahead_of_slacks_hides_no_post(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As far ahead as it can be without Slack's signed requests being refused."""
    slack = FakeSlack()
    before = Delivery(slack)
    ahead = SimpleNamespace(time=lambda: time.time() + 300)
    monkeypatch.setattr("bot.messenger.delivery.time", ahead)
    intent = await before.intend()
    await before.post(POST, render.render(POST.content), intent)
    await Delivery(slack).post(POST, render.render(POST.content), intent)
    assert len(slack.messages) == 1


async def test_after_a_crash_before_the_call_the_message_is_posted() -> None:
    slack = FakeSlack()
    intent = await Delivery(slack).intend()
    await Delivery(slack).post(POST, render.render(POST.content), intent)
    assert (len(slack.messages), slack.look_ups) == (1, 1)


async def test_a_step_that_runs_twice_in_one_process_looks_first() -> None:
    """The step's result was lost on the way to Restate; the process lives on."""
    slack = FakeSlack()
    delivery = Delivery(slack)
    intent = await delivery.intend()
    for _ in range(2):
        await delivery.post(POST, render.render(POST.content), intent)
    assert (len(slack.messages), slack.look_ups) == (1, 1)


async def test_two_runs_at_once_are_one_call() -> None:
    """A cancelled step's request is still under way: the next run waits for it."""
    slack = FakeSlack(gate=asyncio.Event())
    delivery = Delivery(slack)
    intent = await delivery.intend()
    view = render.render(POST.content)
    first = asyncio.ensure_future(delivery.post(POST, view, intent))
    await asyncio.sleep(0)
    first.cancel()
    second = asyncio.ensure_future(delivery.post(POST, view, intent))
    await asyncio.sleep(0)
    assert slack.gate
    slack.gate.set()
    assert (await second).ts == "2.000000"
    assert (len(slack.messages), slack.look_ups) == (1, 0)


@pytest.mark.parametrize("there", [True, False])
async def test_a_lost_answer_is_looked_for(*, there: bool) -> None:
    """A timeout says nothing about the message: it is looked for, and posted if missing."""
    slack, ctx = FakeSlack(moods=[(SlackBusy(code="TimeoutError"), there)]), FakeContext()
    await post(ctx, slack)
    assert (len(slack.messages), slack.look_ups) == (1, 1)


async def test_what_certainly_was_not_delivered_is_not_looked_for() -> None:
    """Look-ups are rationed by Slack; 429 and a refused connection need none."""
    busy = SlackBusy(code="ratelimited", undelivered=True, after=7)
    away = SlackBusy(code="no_connection", undelivered=True)
    slack, ctx = FakeSlack(moods=[(busy, False), (away, False)]), FakeContext()
    await post(ctx, slack)
    assert (len(slack.messages), slack.look_ups) == (1, 0)
    assert ctx.waits == [7, 0]


async def test_what_slack_refuses_does_not_block_the_room() -> None:
    slack = FakeSlack(moods=[(SlackRefused(code="channel_not_found"), False)])
    ctx = FakeContext()
    assert await post(ctx, slack, request=TO_ALICE) == ""
    assert ctx.state == {}


async def test_what_slack_never_takes_does_not_block_the_room() -> None:
    busy = SlackBusy(code="no_connection", undelivered=True)
    slack, ctx = FakeSlack(moods=[(busy, False)] * 9), FakeContext(attempts=3)
    assert await post(ctx, slack, request=TO_ALICE) == ""
    assert slack.messages == []


async def test_what_is_too_long_is_posted_shorter() -> None:
    """The mark stays, so that it is found again."""
    slack, ctx = FakeSlack(moods=[(TooLong(code="msg_too_long"), False)]), FakeContext()
    assert await post(ctx, slack) == "2.000000"
    assert slack.messages[0]["blocks"][0]["block_id"] == "p:reply.1"


async def test_what_is_for_one_person_is_whispered_at_most_once() -> None:
    """Nothing in Slack tells whether it arrived, and twice would be worse."""
    slack = FakeSlack()
    request = POST.model_copy(update={"only_for": PersonKey("T0DESK.U0BOB")})
    ctx = FakeContext()
    assert await post(ctx, slack, request=request) == ""
    assert await post(ctx, slack, request=request) == ""
    crashed = await Delivery(slack).post(
        request, render.render(request.content), Intent(nonce="lost", at=1)
    )
    assert crashed.ts
    assert (slack.whispers, slack.messages, slack.look_ups) == (1, [], 0)


DOCUMENT = POST.model_copy(update={"post_id": PostId("document.1"), "content": document()})
FILE = "CR-AAAAAAAA-offer-1.pdf"


def files(slack: FakeSlack) -> list[str]:
    return [message.get("file", "") for message in slack.messages]


async def test_a_document_is_a_file_in_the_thread() -> None:
    """Slack may not say at once which message it became; the same post again is this one."""
    slack, ctx = FakeSlack(), FakeContext()
    for _ in range(2):
        assert await post(ctx, slack, request=DOCUMENT) == ""
        ctx.journal.clear()
    assert (files(slack), slack.look_ups) == ([FILE], 0)
    assert slack.messages[0]["thread"] == PLACE.thread


@pytest.mark.parametrize("late", [0, 1])
async def test_after_a_crash_a_file_is_adopted(late: int) -> None:
    """By its name; Slack shows it a while after it took it, so one look is not enough."""
    slack = FakeSlack(late_files=late)
    before = Delivery(slack)
    intent = await before.intend()
    view = render.render(DOCUMENT.content)
    await before.post(DOCUMENT, view, intent)
    ctx = FakeContext()
    ctx.journal["intend"] = intent.model_dump_json()
    assert await post(ctx, slack, request=DOCUMENT) == "2.000000"
    assert (files(slack), slack.look_ups) == ([FILE], 1 + late)
    assert ctx.waits == [5.0] * late


async def test_after_a_crash_before_it_a_file_is_uploaded() -> None:
    """Once it was looked for twice, some seconds apart."""
    slack, ctx = FakeSlack(), FakeContext()
    ctx.journal["intend"] = Intent(nonce="lost", at=1000).model_dump_json()
    await post(ctx, slack, request=DOCUMENT)
    assert (files(slack), slack.look_ups, ctx.waits) == ([FILE], 2, [5.0])


async def test_an_attempt_that_comes_early_makes_no_second_file() -> None:
    """The wire to Restate breaks while a file is waited for, and the step runs again at once."""
    slack, settled = FakeSlack(late_files=9), asyncio.Event()
    before = Delivery(slack)
    intent = await before.intend()
    view = render.render(DOCUMENT.content)
    await before.post(DOCUMENT, view, intent)

    async def settle(_: float) -> None:
        await settled.wait()

    delivery = Delivery(slack, sleep=settle)
    attempts: list[asyncio.Task[Sent]] = []
    for number in range(3):
        attempts.append(asyncio.create_task(delivery.post(DOCUMENT, view, intent)))
        await asyncio.sleep(0.01)
        if number < 2:
            attempts[-1].cancel()
    assert (files(slack), slack.look_ups) == ([FILE], 1)
    slack.late_files = 0
    settled.set()
    assert (await attempts[-1]).ts == "2.000000"
    assert files(slack) == [FILE]


@pytest.mark.parametrize("there", [True, False])
async def test_a_lost_answer_to_an_upload_is_looked_for(*, there: bool) -> None:
    slack, ctx = FakeSlack(moods=[(SlackBusy(code="TimeoutError"), there)]), FakeContext()
    await post(ctx, slack, request=DOCUMENT)
    assert files(slack) == [FILE]


@pytest.mark.parametrize("why", ["unknown_method", "missing_scope", "storage_limit_reached"])
async def test_where_no_file_can_be_uploaded_the_schedule_is_text(why: str) -> None:
    """Nothing fails, and after a crash it is found by its mark."""
    slack, ctx = FakeSlack(no_files=why), FakeContext()
    assert await post(ctx, slack, request=DOCUMENT) == "2.000000"
    ctx.journal.pop("post")
    ctx.state.clear()
    assert await post(ctx, slack, request=DOCUMENT) == "2.000000"
    assert files(slack) == [""]
    shown = json.dumps(slack.messages[0]["blocks"], ensure_ascii=False)
    assert "2027-01-31 86.03" in " ".join(shown.replace("\N{FIGURE SPACE}", " ").split())


async def test_a_file_that_cannot_be_made_is_text() -> None:
    """Whatever is wrong with the drawing, the room goes on."""

    def broken() -> bytes:
        raise RuntimeError("no such font")

    slack, view = FakeSlack(), render.render(DOCUMENT.content)
    assert view.file
    unfit = replace(view, file=replace(view.file, content=broken))
    delivery = Delivery(slack)
    await delivery.post(DOCUMENT, unfit, await delivery.intend())
    assert files(slack) == [""]


async def test_a_file_is_made_beside_the_loop() -> None:
    """Other rooms' posts go on while it is drawn."""
    begun, drawn = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def patient() -> bytes:
        loop.call_soon_threadsafe(begun.set)
        assert drawn.wait(30)
        return b"%PDF-"

    slack, view = FakeSlack(), render.render(DOCUMENT.content)
    assert view.file
    slow = replace(view, file=replace(view.file, content=patient))
    delivery = Delivery(slack)
    intent = await delivery.intend()
    posting = asyncio.ensure_future(delivery.post(DOCUMENT, slow, intent))
    await begun.wait()
    await post(FakeContext(), slack)
    drawn.set()
    await posting
    assert files(slack) == ["", FILE]


@pytest.mark.parametrize("known", ["2.000000", UNREFERABLE, None])
async def test_what_belongs_under_a_post_is_in_its_thread(known: str | None) -> None:
    """In the room where that post is not there, or nobody knows which message it became."""
    slack, ctx = FakeSlack(), FakeContext()
    if known:
        ctx.state["post.referral.1"] = known
    room = PLACE.model_copy(update={"thread": None})
    below = {"place": room, "under": PostId("referral.1")}
    await post(ctx, slack, request=POST.model_copy(update=below))
    assert slack.messages[0]["thread"] == (known if known == "2.000000" else None)


async def update(
    ctx: FakeContext,
    slack: FakeSlack,
    *,
    revision: int = 0,
    final: bool = False,
    reader: PersonKey | None = None,
) -> None:
    content = OfficersReminder(credit_id=_credit(), final=final)
    request = Update(
        post_id=POST.post_id, place=PLACE, content=content, revision=revision, reader=reader
    )
    await handlers.update(as_context(ctx), request, messenger(Delivery(slack)))


def _credit() -> Any:
    return "CR-ABCDEFGH"


async def test_an_update_replaces_the_post() -> None:
    slack, ctx = FakeSlack(), FakeContext()
    reference = await post(ctx, slack)
    await update(ctx, slack)
    assert "CR-ABCDEFGH" in slack.shown[reference]["text"]


async def test_an_older_update_does_not_cover_a_newer_one() -> None:
    """Several hands redraw a card; what is late changes nothing, the same again is shown."""
    slack, ctx = FakeSlack(), FakeContext()
    reference = await post(ctx, slack)
    for revision, final in ((2, True), (1, False)):
        ctx.journal.clear()
        await update(ctx, slack, revision=revision, final=final)
    assert "over" in slack.shown[reference]["text"]
    ctx.journal.clear()
    await update(ctx, slack, revision=2)
    assert "over" not in slack.shown[reference]["text"]


async def test_an_update_of_an_unknown_post_does_nothing_to_a_customer() -> None:
    slack, ctx = FakeSlack(), FakeContext()
    await update(ctx, slack, reader=TO_ALICE.reader)
    assert (slack.shown, slack.messages) == ({}, [])


async def test_an_update_of_an_unknown_post_posts_it_for_the_desks_people() -> None:
    """They have to act on it. The post itself, where it comes later, is there already."""
    slack, ctx = FakeSlack(), FakeContext()
    await update(ctx, slack)
    assert await post(ctx, slack) == "2.000000"
    assert len(slack.messages) == 1
    assert "CR-ABCDEFGH" in slack.messages[0]["text"]


async def test_an_update_that_is_too_long_is_shortened() -> None:
    slack, ctx = FakeSlack(), FakeContext()
    reference = await post(ctx, slack)
    slack.moods = [(TooLong(code="msg_too_long"), False)]
    await update(ctx, slack)
    assert reference in slack.shown


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message"])
async def test_an_update_that_slack_refuses_is_let_go(code: str) -> None:
    slack, ctx = FakeSlack(), FakeContext()
    await post(ctx, slack)
    slack.moods = [(SlackRefused(code=code), False)]
    await update(ctx, slack)
    assert slack.shown == {}


async def test_cancelling_the_call_is_not_swallowed() -> None:
    """An operator's cancellation ends the handler; only exhausted attempts are let go."""

    class Cancelled(FakeContext):
        async def _result(self, action: Callable[[], Awaitable[Any]]) -> Any:
            if action.__name__ == "intend":
                return await action()
            raise TerminalError("cancelled", status_code=HTTPStatus.CONFLICT)

    with pytest.raises(TerminalError):
        await post(Cancelled(), FakeSlack())


@dataclass
class FakeSigns:
    """Slack with or without status lines; `calls` is what was done, in order."""

    status_error: str = ""
    calls: list[str] = field(default_factory=list[str])

    async def show_status(self, *, channel: str, thread: str, text: str) -> None:
        assert (channel, thread) == ("D0ALICE", "1.000001")
        if self.status_error:
            raise SlackRefused(code=self.status_error)
        self.calls.append(f"status {text}".strip())

    async def react(self, *, channel: str, ts: str, name: str) -> None:
        assert (channel, ts, name) == ("D0ALICE", "1.000001", REACTION)
        self.calls.append("react")

    async def unreact(self, *, channel: str, ts: str, name: str) -> None:
        assert (channel, ts, name) == ("D0ALICE", "1.000001", REACTION)
        self.calls.append("unreact")


def line(code: Any) -> StatusLine:
    return StatusLine(place=PLACE, message=Key("1.000001"), code=code)


async def test_a_status_line_says_what_is_done() -> None:
    slack = FakeSigns()
    signs = Signs(slack, Readers(Locales()))
    for code in ("account", None):
        assert await signs.show(line(code)) == "status"
    assert slack.calls == ["status is checking your account…", "status"]


async def test_without_status_lines_a_reaction_does() -> None:
    """What is missing is asked for once only, and the reaction is put once only."""
    slack = FakeSigns(status_error="unknown_method")
    signs = Signs(slack, Readers(Locales()))
    for code in ("thinking", "account", None):
        assert await signs.show(line(code)) == "reaction"
    assert slack.calls == ["react", "unreact"]


async def test_a_sign_never_fails_its_caller() -> None:
    class Broken(FakeSigns):
        async def react(self, *, channel: str, ts: str, name: str) -> None:
            raise SlackBusy(code=f"{channel} {ts} {name}")

    signs = Signs(Broken(status_error="unknown_method"), Readers(Locales()))
    assert await signs.show(line("thinking")) == "not shown"
    await handlers.status(as_context(FakeContext()), line("thinking"), signs)


async def test_an_answered_message_keeps_no_sign() -> None:
    """Also after a crash, when it is not known any more whether there was one."""
    slack = FakeSigns(status_error="unknown_method")
    await Signs(slack, Readers(Locales())).show(line("thinking"))
    asked = line(None)
    await Signs(slack, Readers(Locales())).end(asked.place, asked.message)
    assert slack.calls[-1] == "unreact"


async def test_a_sign_that_comes_late_is_not_shown() -> None:
    """The answer was faster than the sign: nothing is left at the message."""
    slack = FakeSigns(status_error="unknown_method")
    signs = Signs(slack, Readers(Locales()))
    asked = line("thinking")
    await signs.end(asked.place, asked.message)
    assert await signs.show(asked) == "over"
    assert "react" not in slack.calls


@dataclass
class Timers:
    """What was put off, and not called off again: seconds, and what to do then."""

    waiting: dict[int, tuple[float, Callable[[], None]]] = field(
        default_factory=dict[int, tuple[float, Callable[[], None]]]
    )
    count: int = 0

    def later(self, seconds: float, act: Callable[[], None]) -> "Timer":
        self.count += 1
        self.waiting[self.count] = (seconds, act)
        return Timer(self, self.count)

    async def run_out(self) -> None:
        """The one that is waiting has its time."""
        ((number, (seconds, act)),) = self.waiting.items()
        assert seconds < 120
        del self.waiting[number]
        act()
        await asyncio.sleep(0)


@dataclass
class Timer:
    timers: Timers
    number: int

    def cancel(self) -> None:
        self.timers.waiting.pop(self.number, None)


async def test_a_status_line_is_kept_up_until_the_answer() -> None:
    """Slack takes it away after two minutes, and a model may need longer."""
    slack, timers = FakeSigns(), Timers()
    signs = Signs(slack, Readers(Locales()), later=timers.later)
    for code in ("thinking", "account"):
        await signs.show(line(code))
    for _ in range(2):
        await timers.run_out()
    assert slack.calls[1:] == ["status is checking your account…"] * 3
    await signs.end(PLACE, Key("1.000001"))
    assert timers.waiting == {}


async def test_a_sign_whose_turn_was_lost_ends_all_the_same() -> None:
    slack, timers = FakeSigns(), Timers()
    await Signs(slack, Readers(Locales()), later=timers.later).show(line("account"))
    for _ in range(RENEWALS):
        await timers.run_out()
    assert timers.waiting == {}
    assert len(slack.calls) == 1 + RENEWALS


async def test_a_whisper_ends_a_status_line_too() -> None:
    """Slack takes it away with what all can read, and with nothing else."""
    slack, door = FakeSlack(), FakeSigns()
    signs = Signs(door, Readers(Locales()))
    await signs.show(line("thinking"))
    whisper = {"only_for": PersonKey("T0DESK.U0BOB"), "answers": Key("1.000001")}
    await post(FakeContext(), slack, request=POST.model_copy(update=whisper), signs=signs)
    assert door.calls[1:] == ["status"]


ANSWER = POST.model_copy(update={"answers": Key("1.000001")})


def shapes(slack: FakeSlack) -> list[str]:
    """The types of the last message's blocks."""
    return [block["type"] for block in slack.messages[-1]["blocks"]]


async def agentic() -> Signs:
    """Signs of a workspace that has just taken a status line."""
    signs = Signs(FakeSigns(), Readers(Locales()))
    await signs.show(line("thinking"))
    return signs


async def test_an_answer_has_thumbs_that_name_it() -> None:
    """Only an agent's words have them, not the desk's own sentences, nor what is for one alone."""
    slack, signs = FakeSlack(), await agentic()
    await post(FakeContext(), slack, request=ANSWER, signs=signs)
    assert shapes(slack) == ["section", "context_actions"]
    (thumbs,) = slack.messages[-1]["blocks"][-1]["elements"]
    assert thumbs["action_id"] == "answer_rate"
    values = [thumbs[name]["value"] for name in ("positive_button", "negative_button")]
    assert values == ["up|1.000001", "down|1.000001"]
    said = ANSWER.model_copy(update={"content": Sentence(code="gave_up")})
    await post(FakeContext(), slack, request=said, signs=signs)
    assert shapes(slack) == ["section"]


@pytest.mark.parametrize("why", ["", "unknown_method", "missing_scope", "channel_not_found"])
async def test_where_slack_has_nothing_for_agents_an_answer_has_no_thumbs(why: str) -> None:
    """A workspace that doesn't know the block may show its name to people."""
    slack, signs = FakeSlack(), Signs(FakeSigns(status_error=why), Readers(Locales()))
    if why:
        await signs.show(line("thinking"))
    await post(FakeContext(), slack, request=ANSWER, signs=signs)
    assert shapes(slack) == ["section"]


async def test_thumbs_that_slack_refuses_cost_the_answer_nothing() -> None:
    """It is posted whole without them, under its mark."""
    slack = FakeSlack(moods=[(TooLong(code="invalid_blocks"), False)])
    whole = "word " * 1000
    request = ANSWER.model_copy(update={"content": Reply(text=whole)})
    await post(FakeContext(), slack, request=request, signs=await agentic())
    assert shapes(slack) == ["section", "section"]
    assert slack.messages[0]["blocks"][0]["block_id"] == "p:reply.1"


async def test_a_sign_that_became_a_reaction_is_taken_away_again() -> None:
    """Slack refused this one status line: that says nothing about the others."""
    slack = FakeSigns(status_error="channel_not_found")
    signs = Signs(slack, Readers(Locales()))
    asked = line("thinking")
    await signs.show(asked)
    await signs.end(asked.place, asked.message)
    assert slack.calls == ["react", "unreact"]


LONG = "\n\n".join(f"Paragraph {number}. " + "word " * 400 for number in range(1, 11))
LONG_ANSWER = ANSWER.model_copy(update={"content": Reply(text=LONG, disclose=True)})


def words_of(message: Json) -> str:
    return " ".join(b["text"]["text"] for b in message["blocks"] if b["type"] == "section")


async def test_a_long_answer_is_several_messages_in_order() -> None:
    """None of its words is lost; thumbs are under the last, the first is what others refer to."""
    slack, ctx, signs = FakeSlack(), FakeContext(), await agentic()
    assert await post(ctx, slack, request=LONG_ANSWER, signs=signs) == "2.000000"
    said = " ".join(words_of(message) for message in slack.messages)
    assert said.split() == LONG.split()
    assert ["context_actions" in str(each["blocks"]) for each in slack.messages] == [
        *([False] * (len(slack.messages) - 1)),
        True,
    ]
    assert len(slack.messages) == 3
    assert await post(ctx, slack, request=LONG_ANSWER, signs=signs) == "2.000000"
    assert (len(slack.messages), slack.look_ups) == (3, 0)


async def test_each_message_of_a_long_answer_is_posted_once() -> None:
    """The process died behind the second: that one is adopted, and the third is posted."""
    slack = FakeSlack(moods=[(None, True), (TimeoutError("died"), True)])
    ctx = FakeContext()
    with pytest.raises(TimeoutError):
        await post(ctx, slack, request=LONG_ANSWER)
    assert await post(ctx, slack, request=LONG_ANSWER) == "2.000000"
    marks = [message["blocks"][0]["block_id"] for message in slack.messages]
    assert marks == ["p:reply.1", "p:2.reply.1", "p:3.reply.1"]
    assert slack.look_ups == 1


async def test_a_busy_slack_changes_no_order() -> None:
    """A message that Slack takes later holds back those behind it."""
    busy = (SlackBusy(code="ratelimited", undelivered=True, after=3), False)
    slack, ctx = FakeSlack(moods=[busy, (None, True), busy, busy]), FakeContext()
    await post(ctx, slack, request=LONG_ANSWER)
    assert " ".join(words_of(message) for message in slack.messages).split() == LONG.split()
    assert (ctx.waits, slack.look_ups) == ([3, 3, 3], 0)


async def test_what_slack_refuses_in_the_middle_ends_the_answer() -> None:
    """Nothing is posted behind a gap, and the room goes on."""
    slack = FakeSlack(moods=[(None, True), (SlackRefused(code="is_archived"), False)])
    assert await post(FakeContext(), slack, request=LONG_ANSWER) == "2.000000"
    assert len(slack.messages) == 1
