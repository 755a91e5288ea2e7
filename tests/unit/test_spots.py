"""What can't be posted into its thread any more comes to its reader, once, and says why."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.messenger import handlers
from bot.messenger.delivery import Delivery
from bot.readers import Readers
from bot.slack import Json, Slack, SlackBusy, SlackRefused, Upload
from bot.views import render, words
from services.contracts.keys import CreditId, Key, PersonKey, PostId, RoomKey
from services.contracts.posts import Post, Posted, Referred, Reply, Update
from services.contracts.session import Place
from tests.unit.case import document
from tests.unit.reading import Locales
from tests.unit.test_delivery import FakeContext, as_context, messenger

ROOT = "1.000001"
PLACE = Place(room=RoomKey("T0DESK.C0GENERAL"), thread=Key(ROOT))
ALICE = PersonKey("T0DESK.U0ALICE")
CREDIT = CreditId("CR-ABCDEFGH")
POST = Post(
    post_id=PostId(f"{CREDIT}.referred"),
    place=PLACE,
    content=Referred(credit_id=CREDIT),
    reader=ALICE,
)


@dataclass
class Rooms:
    """Two rooms of Slack. `refuses` is what posting into one runs into."""

    messages: list[Json] = field(default_factory=list[Json])
    root: bool = True
    refuses: dict[str, SlackRefused | SlackBusy] = field(
        default_factory=dict[str, SlackRefused | SlackBusy]
    )
    looked: int = 0

    async def post(
        self, *, channel: str, thread: str | None, text: str, blocks: Sequence[Json]
    ) -> str:
        if channel in self.refuses:
            raise self.refuses[channel]
        ts = f"2.{len(self.messages):06}"
        made = {"channel": channel, "ts": ts, "thread": thread, "text": text, "blocks": blocks}
        self.messages.append(made)
        return ts

    async def whisper(
        self, *, channel: str, user: str, thread: str | None, text: str, blocks: Sequence[Json]
    ) -> None:
        raise AssertionError(channel, user, thread, text, blocks)

    async def update(self, *, channel: str, ts: str, text: str, blocks: Sequence[Json]) -> None:
        [found] = [m for m in self.messages if (m["channel"], m["ts"]) == (channel, ts)]
        found |= {"text": text, "blocks": blocks}

    async def upload(self, *, channel: str, thread: str | None, file: Upload, text: str) -> str:
        await self.post(channel=channel, thread=thread, text=text, blocks=[{"file": file.name}])
        return ""

    async def find(
        self, *, channel: str, thread: str | None, mark: str, oldest: float, file: str = ""
    ) -> str | None:
        assert oldest
        assert not file
        self.looked += 1
        for each in self.messages:
            if (each["channel"], each["thread"]) == (channel, thread):
                marks = [block.get("block_id") for block in each["blocks"]]
                return str(each["ts"]) if mark == marks[0] else None
        return None

    async def retract(self, *, channel: str, ts: str) -> None:
        self.messages = [m for m in self.messages if (m["channel"], m["ts"]) != (channel, ts)]

    async def permalink(self, *, channel: str, ts: str) -> str:
        assert (channel, ts) == ("C0GENERAL", ROOT)
        if not self.root:
            raise SlackRefused(code="message_not_found")
        return "https://desk.slack.example/archives/C0GENERAL/p1000001"

    async def direct(self, *, user: str) -> str:
        assert user == "U0ALICE"
        return "D0ALICE"

    def read(self) -> list[tuple[str, str | None]]:
        """Where the messages are."""
        return [(each["channel"], each["thread"]) for each in self.messages]

    def explained(self) -> bool:
        """Whether the one message first says why it is there: to the eye and to the ear."""
        [message] = self.messages
        first = message["blocks"][0]
        seen = first["type"] == "context" and first["elements"][0]["text"] == words.ELSEWHERE
        return seen and message["text"].startswith(f"{words.ELSEWHERE}\n")


async def post(ctx: FakeContext, rooms: Rooms, request: Post = POST) -> Posted:
    return await handlers.post(as_context(ctx), request, messenger(Delivery(rooms)))


async def test_a_thread_that_is_there_gets_its_post() -> None:
    rooms, ctx = Rooms(), FakeContext()
    await post(ctx, rooms)
    assert rooms.read() == [("C0GENERAL", ROOT)]
    assert ctx.state == {f"post.{POST.post_id}": "2.000000"}


async def test_where_the_root_was_deleted_it_comes_to_its_reader() -> None:
    """Outside of any thread, with a line that says why; the same post again is that one."""
    rooms, ctx = Rooms(root=False), FakeContext()
    first = await post(ctx, rooms)
    ctx.journal.clear()
    assert await post(ctx, rooms) == first
    assert rooms.read() == [("D0ALICE", None)]
    assert rooms.explained()


async def test_its_reader_is_told_why_in_their_language() -> None:
    rooms, readers = Rooms(root=False), Readers(Locales(known={"U0ALICE": "de-DE"}))
    parts = messenger(Delivery(rooms), readers=readers)
    await handlers.post(as_context(FakeContext()), POST, parts)
    assert "deshalb erhalten Sie es hier" in str(rooms.messages[0]["blocks"][0])


@pytest.mark.parametrize(
    "code", ["not_in_channel", "channel_not_found", "is_archived", "thread_not_found"]
)
async def test_where_the_room_is_closed_to_us_it_comes_to_its_reader(code: str) -> None:
    rooms = Rooms(refuses={"C0GENERAL": SlackRefused(code=code)})
    await post(FakeContext(), rooms)
    assert rooms.read() == [("D0ALICE", None)]


async def test_a_card_that_came_elsewhere_is_redrawn_there() -> None:
    """It keeps the line that says why."""
    rooms, ctx = Rooms(root=False), FakeContext()
    await post(ctx, rooms)
    now = Reply(text="Decided")
    update = Update(post_id=POST.post_id, place=PLACE, content=now, reader=ALICE)
    await handlers.update(as_context(ctx), update, messenger(Delivery(rooms)))
    assert rooms.messages[0]["text"].endswith("\nDecided")
    assert rooms.explained()


async def test_after_a_crash_it_is_adopted_where_it_came() -> None:
    """Also when the thread could be posted into again."""
    rooms = Rooms(root=False)
    before = Delivery(rooms)
    intent, view = await before.intend(), render.render(POST.content)
    first = await before.post(POST, view, intent)
    rooms.root = True
    assert await Delivery(rooms).post(POST, view, intent) == first
    assert (len(rooms.messages), first.channel) == (1, "D0ALICE")


async def test_after_a_crash_what_slack_took_out_of_its_thread_is_taken_back() -> None:
    """It stood before the whole room."""
    rooms = Rooms(root=False)
    delivery = Delivery(rooms)
    intent, view = await delivery.intend(), render.render(POST.content)
    blocks = view.as_json(mark=f"p:{POST.post_id}")
    await rooms.post(channel="C0GENERAL", thread=None, text=view.text, blocks=blocks)
    await Delivery(rooms).post(POST, view, intent)
    assert rooms.read() == [("D0ALICE", None)]


async def test_a_file_comes_too() -> None:
    rooms, ctx = Rooms(root=False), FakeContext()
    made = POST.model_copy(update={"content": document()})
    assert (await post(ctx, rooms, made)).reference == ""
    assert rooms.read() == [("D0ALICE", None)]
    assert rooms.messages[0]["text"].startswith(words.ELSEWHERE)


async def test_where_no_direct_message_is_open_either_nothing_is_posted() -> None:
    gone = SlackRefused(code="account_inactive")
    rooms = Rooms(refuses={"C0GENERAL": gone, "D0ALICE": gone})
    assert (await post(FakeContext(), rooms)).reference == ""


async def test_an_outage_keeps_it_in_its_thread() -> None:
    """Only a refusal leads elsewhere."""
    rooms, ctx = Rooms(refuses={"C0GENERAL": SlackBusy(code="internal_error")}), FakeContext()
    await post(ctx, rooms)
    assert rooms.read() == []


async def test_what_has_no_reader_stays_where_it_belongs() -> None:
    """The officers' cards go to no person."""
    rooms = Rooms(refuses={"C0GENERAL": SlackRefused(code="is_archived")})
    await post(FakeContext(), rooms, POST.model_copy(update={"reader": None}))
    assert rooms.read() == []


@pytest.mark.parametrize("deleting", [{"ok": True}, {"ok": False, "error": "message_not_found"}])
async def test_what_slack_takes_out_of_its_thread_is_taken_back(deleting: Json) -> None:
    """A reply to a deleted message becomes one for all the room: its answer names no thread."""
    asked: list[tuple[str, Json]] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append((request.path, await request.json()))
        posted = {"ok": True, "ts": "2.000001", "message": {"text": "Hi"}}
        return web.json_response(posted if len(asked) == 1 else deleting)

    async with slack_at(answer) as slack:
        with pytest.raises(SlackRefused, match="thread_not_found"):
            await slack.post(channel="C0GENERAL", thread=ROOT, text="Hi", blocks=[])
    assert asked[1] == ("/chat.delete", {"channel": "C0GENERAL", "ts": "2.000001"})


async def test_where_it_can_not_be_taken_back_it_counts_as_posted() -> None:
    """The next try then looks for it, though Slack says that it did not delete."""
    answers = iter(
        [
            web.json_response({"ok": True, "ts": "2.000001", "message": {"text": "Hi"}}),
            web.json_response({"ok": False, "error": "ratelimited"}, status=429),
        ]
    )

    async def answer(_request: web.Request) -> web.Response:
        return next(answers)

    async with slack_at(answer) as slack:
        with pytest.raises(SlackBusy) as caught:
            await slack.post(channel="C0GENERAL", thread=ROOT, text="Hi", blocks=[])
    assert not caught.value.undelivered


@asynccontextmanager
async def slack_at(
    answer: Callable[[web.Request], Awaitable[web.Response]],
) -> AsyncGenerator[Slack]:
    """Slack's door with that behind it."""
    site = web.Application()
    site.router.add_post("/{method}", answer)
    async with TestServer(site) as server, ClientSession() as http:
        base = str(server.make_url("/"))
        yield Slack(AsyncWebClient(base_url=base, session=http, retry_handlers=[]))
