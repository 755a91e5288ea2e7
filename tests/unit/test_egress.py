"""Whatever text a post holds, nothing of it reaches anybody or leads anywhere when it is shown."""

from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast, get_args

import pytest

from bot.identity import Target
from bot.messenger import pages
from bot.slack import Slack
from bot.views import answers, forms, home, language, mrkdwn, reminder_card, reply
from services.contracts import posts
from services.contracts.account import Credits, CreditSummary
from services.contracts.audit import Chain
from services.contracts.keys import CreditId, Key, PostId, RoomKey
from services.contracts.reminders import Reminders
from services.contracts.session import Place
from services.contracts.wire import Wire
from tests.hostile import egress, nasty
from tests.unit import filled

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

WORDS = f"{nasty.MENTIONS}\n{nasty.LINKS}\n{nasty.CONTROLS}"
"""A text with everything in it that must not come out alive."""
KINDS = cast("tuple[type[Wire], ...]", get_args(get_args(posts.Content)[0]))


@pytest.mark.parametrize("tag", language.TAGS)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_nothing_in_a_post_is_alive(kind: type[Wire], tag: str) -> None:
    """Mentions are the templates' own; links, pictures and Slack's controls are words."""
    for choice in range(8):
        content: Any = filled.made(kind, text=WORDS, choice=choice)
        post = posts.Post(
            post_id=PostId("p"), place=Place(room=filled.VALUES[RoomKey]), content=content
        )
        with language.of(tag):
            for _, make in pages.of(post):
                view = make()
                sent = {"text": view.text, "blocks": view.as_json()}
                rooms = ("D0ALICE",) if kind is posts.RoomShut else ()
                assert list(egress.alive(sent, people=("U0ALICE",), rooms=rooms)) == []
                if view.file:
                    said = {"text": view.file.comment, "title": view.file.title}
                    assert list(egress.alive(said, people=("U0ALICE",))) == []


def test_nothing_that_only_its_reader_sees_is_alive() -> None:
    """Lists, the Home tab, an audit, an opinion, a word that the command does not know."""
    credit = filled.made(CreditSummary, text=WORDS, choice=2)
    own = filled.made(Reminders, text=WORDS)
    chain = filled.made(Chain, text=WORDS)
    target = Target(credit_id=filled.VALUES[CreditId], promise=Key("vote.1"))
    views = [
        answers.credits_list(Credits(items=(credit,))),
        answers.one_credit(credit),
        answers.audit(chain),
        reminder_card.listed(own),
        reply.plain(mrkdwn.escape(WORDS)),
    ]
    shown = [{"text": view.text, "blocks": view.as_json()} for view in views]
    tab = home.view(Credits(items=(credit,)), reminders=own, now=filled.VALUES[datetime])
    for sent in (*shown, tab, forms.opinion(target, WORDS)):
        assert list(egress.alive(sent)) == []


def test_an_answer_that_is_still_written_is_not_alive_at_any_moment() -> None:
    """However it is parted: each piece, and all that was shown so far."""
    for size in (1, 2, 3, 7, 50, len(WORDS)):
        pieces = [WORDS[start : start + size] for start in range(0, len(WORDS), size)]
        whole = "".join(mrkdwn.unfinished(piece) for piece in pieces)
        assert list(egress.alive({"markdown_text": whole})) == []
        assert "](" not in whole


class Noted:
    """Slack's client, as far as the door needs it: remembers what it was sent."""

    base_url = "https://slack.example/api/"

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def api_call(self, _method: str, *, json: dict[str, Any]) -> Any:
        self.sent.append(json)
        return SimpleNamespace(data={"ok": True, "ts": "1.2"})


async def test_nothing_unfurls() -> None:
    """Neither in a post, nor for one person, nor when it is replaced."""
    client = Noted()
    door, where = Slack(cast("AsyncWebClient", client)), {"channel": "D0ALICE", "text": "x"}
    await door.post(**where, thread=None, blocks=[])
    await door.whisper(**where, thread="1.1", user="U0ALICE", blocks=[])
    await door.update(**where, ts="1.1", blocks=[])
    assert len(client.sent) == 3
    assert [found for sent in client.sent for found in egress.alive(sent)] == []
