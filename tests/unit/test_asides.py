"""What is for its reader alone: by direct message where others read, and the thread says so."""

from datetime import timedelta
from typing import Any

import pytest

from bot.messenger import handlers
from bot.messenger.delivery import Delivery
from bot.readers import Readers
from bot.rooms import Rooms
from bot.slack import SlackBusy, SlackRefused
from bot.views import words
from services.contracts.keys import CreditId, Key, PostId, RoomKey
from services.contracts.posts import Post, Posted, Question, Reply, Update
from services.contracts.session import Note, OpenQuestion, Place
from tests.unit.case import ALICE, UNTIL, document
from tests.unit.reading import Locales
from tests.unit.test_delivery import FakeContext, as_context, messenger
from tests.unit.test_spots import PLACE, ROOT
from tests.unit.test_spots import Rooms as TwoRooms

CREDIT = CreditId("CR-ABCDEFGH")
SECRET = "What was the 1,200.00 EUR to Lucky Casino for?"
CARD = Question(credit_id=CREDIT, question="answer.1", text=SECRET, asked_by="review", until=UNTIL)
OPENED = Note(text="asked", opened=OpenQuestion(credit_id=CREDIT, question="answer.1", text=SECRET))
POST = Post(
    post_id=PostId(f"{CREDIT}.answer.1"),
    place=PLACE,
    content=CARD,
    reader=ALICE,
    discretion="private",
    note=OPENED,
)
DIRECT = ("D0ALICE", None)
THREAD = ("C0GENERAL", ROOT)


class Slack(TwoRooms):
    """Two rooms; every message has an address, and the person's door may be closed."""

    shut = False

    async def permalink(self, *, channel: str, ts: str) -> str:
        return f"https://desk.slack.example/{channel}/{ts}"

    async def direct(self, *, user: str) -> str:
        if self.shut:
            raise SlackRefused(code="cannot_dm_bot")
        return await super().direct(user=user)

    def said(self, channel: str) -> str:
        return str([each for each in self.messages if each["channel"] == channel])


class Context(FakeContext):
    """Remembers what was sent to other handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str, str, Note]] = []
        self.done: list[set[str]] = []
        """Of each send the steps that were done before it."""

    def generic_send(
        self,
        service: str,
        handler: str,
        arg: bytes,
        key: str,
        send_delay: timedelta = timedelta(),
    ) -> None:
        assert not send_delay
        self.done.append({*self.journal})
        self.sent.append((service, handler, key, Note.model_validate_json(arg)))


async def post(
    ctx: Context, slack: Slack, request: Post = POST, *, rooms: Rooms | None = None
) -> Posted:
    return await handlers.post(as_context(ctx), request, parts(slack, rooms))


def parts(slack: Slack, rooms: Rooms | None = None, **more: Any) -> handlers.MessengerParts:
    made = messenger(Delivery(slack), **more)
    return handlers.MessengerParts(
        delivery=made.delivery,
        signs=made.signs,
        drafts=made.drafts,
        readers=made.readers,
        rooms=rooms or Rooms(),
    )


async def test_it_comes_by_direct_message_and_the_thread_says_so_once() -> None:
    """Posted again it is that one; nothing of it stands in the channel but a link."""
    slack, ctx = Slack(), Context()
    first = await post(ctx, slack)
    ctx.journal.clear()
    assert await post(ctx, slack) == first
    assert slack.read() == [DIRECT, THREAD]
    assert "Casino" in slack.said("D0ALICE")
    assert "Casino" not in slack.said("C0GENERAL")
    assert "https://desk.slack.example/D0ALICE/2.000000" in slack.said("C0GENERAL")
    assert "<#C0GENERAL>" in slack.said("D0ALICE")


async def test_both_are_in_the_readers_language() -> None:
    slack, readers = Slack(), Readers(Locales(known={"U0ALICE": "de-DE"}))
    await handlers.post(as_context(Context()), POST, parts(slack, readers=readers))
    assert "Nur für Ihre Augen" in slack.said("D0ALICE")
    assert "nur für Ihre Augen" in slack.said("C0GENERAL")


async def test_a_conversation_under_it_knows_what_it_is_about() -> None:
    """An answer there resolves the question; once it is closed the conversation knows that, too."""
    slack, ctx = Slack(), Context()
    await post(ctx, slack)
    closed = Note(text="got it", closed=OPENED.opened)
    now = CARD.model_copy(update={"state": "answered", "answer": "a trip"})
    update = Update(
        post_id=POST.post_id,
        place=PLACE,
        content=now,
        reader=ALICE,
        discretion="private",
        note=closed,
    )
    await handlers.update(as_context(ctx), update, parts(slack))
    session = ("AgentSession", "note", "T0DESK.D0ALICE.2.000000")
    assert ctx.sent == [(*session, OPENED), (*session, closed)]
    assert "a trip" in slack.said("D0ALICE")
    assert "<#C0GENERAL>" in slack.said("D0ALICE")
    assert words.ELSEWHERE not in slack.said("D0ALICE")


async def test_the_conversation_knows_before_the_thread_says_so() -> None:
    """Its reader may answer at once, and what is answered must be known to be an answer."""
    slack, ctx = Slack(), Context()
    await post(ctx, slack)
    [done] = ctx.done
    assert "post" in done
    assert "post aside" not in done
    assert "post aside" in ctx.journal


@pytest.mark.parametrize("room", ["T0DESK.D0ALICE", "T0DESK.C0OPEN"])
async def test_where_the_desk_may_speak_openly_it_stays_in_its_thread(room: str) -> None:
    """In a direct message, and in a channel that the setting names."""
    slack, ctx = Slack(), Context()
    here = POST.model_copy(update={"place": Place(room=RoomKey(room), thread=Key(ROOT))})
    await post(ctx, slack, here, rooms=Rooms(frozenset({RoomKey("T0DESK.C0OPEN")})))
    assert slack.read() == [(room.removeprefix("T0DESK."), ROOT)]
    assert ctx.sent == []


async def test_what_is_silent_says_nothing_in_the_thread() -> None:
    """A file, too, begins with the line that says where it belongs."""
    slack, ctx = Slack(), Context()
    paper = POST.model_copy(update={"content": document(), "discretion": "silent", "note": None})
    await post(ctx, slack, paper)
    assert slack.read() == [DIRECT]
    assert "<#C0GENERAL>" in slack.messages[0]["text"]


async def test_where_there_can_be_no_direct_message_the_thread_says_that() -> None:
    """It never comes to who reads along."""
    slack, ctx = Slack(), Context()
    slack.shut = True
    assert (await post(ctx, slack)).reference == ""
    assert slack.read() == [THREAD]
    assert "I can't write you a direct message" in slack.said("C0GENERAL")
    assert "Casino" not in slack.said("C0GENERAL")


async def test_an_outage_brings_it_to_nobody_else() -> None:
    slack, ctx = Slack(refuses={"D0ALICE": SlackBusy(code="internal_error")}), Context()
    await post(ctx, slack)
    assert "Casino" not in slack.said("C0GENERAL")


async def test_after_a_crash_each_is_there_once() -> None:
    """The process died behind either call, before the journal knew."""
    slack, ctx = Slack(), Context()
    await post(ctx, slack)
    for lost in ("post", "post aside"):
        ctx.state.clear()
        del ctx.journal[lost]
        await post(ctx, slack)
        assert slack.read() == [DIRECT, THREAD]


async def test_a_long_answer_comes_whole() -> None:
    """Page after page; the first says where it belongs, and the thread has one line."""
    slack, ctx = Slack(), Context()
    answer = POST.model_copy(update={"content": Reply(text="word " * 4000), "note": None})
    await post(ctx, slack, answer)
    assert slack.read().count(THREAD) == 1
    assert len(slack.read()) > 2
    assert slack.said("D0ALICE").count("from our conversation") == 2
