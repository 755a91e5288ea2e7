"""`/credit my-data` and `/credit forget`: about who typed or sent it, and nobody else."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.views import data_words, words
from tests.unit.test_listeners import Desk, Workspace, command, form

SURVEY = {"conversations": 3, "reminders": 1, "running": ["CR-22222222"]}


@pytest_asyncio.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """A desk where each has a direct message with the bot, `D0DIRECT`."""
    desk = Desk()
    desk.replies["conversations.open"] = {"channel": {"id": "D0DIRECT"}}
    desk.replies["survey"] = SURVEY
    desk.replies["export"] = {"outcome": "done"}
    site = web.Application()
    site.router.add_post("/restate/{path:.*}", desk.restate)
    site.router.add_post("/slack/{path:.*}", desk.slack)
    async with TestServer(site) as server, ClientSession() as http:
        yield Workspace(desk, str(server.make_url("/")).rstrip("/"), http)


def typed(text: str) -> dict[str, Any]:
    return command(text) | {"trigger_id": "t.1"}


async def test_the_data_go_to_the_direct_message_of_who_asked(workspace: Workspace) -> None:
    """Whatever is typed behind it: nobody asks for another's."""
    _, told = await workspace.deliver(typed("my-data T0DESK.U0BOB"))
    assert told["text"] == data_words.COMING
    assert workspace.desk.asked == [
        ("conversations.open", {"users": "U0ALICE"}, ""),
        ("Holdings/T0DESK.U0ALICE/export", {"room": "T0DESK.D0DIRECT"}, ""),
    ]


async def test_so_soon_again_it_is_told_from_when_on(workspace: Workspace) -> None:
    workspace.desk.replies["export"] = {"outcome": "too_soon", "again": "2026-01-31T12:10:00Z"}
    _, told = await workspace.deliver(typed("my-data"))
    assert told["text"] == data_words.too_soon(datetime(2026, 1, 31, 12, 10, tzinfo=UTC))
    assert "31 January 2026" in told["text"]


async def test_forget_alone_asks_and_deletes_nothing(workspace: Workspace) -> None:
    """The form is the answer; it says what is open."""
    assert await workspace.deliver(typed("forget")) == (200, "")
    (survey, _, _), (opened, shown, _) = workspace.desk.asked
    assert (survey, opened) == ("Holdings/T0DESK.U0ALICE/survey", "views.open")
    assert shown["view"]["callback_id"] == "data_forget_form"
    assert "CR-22222222" in str(shown["view"])


@pytest.mark.parametrize("text", ["forget R-1", "forget all"])
async def test_forget_with_a_word_is_about_reminders(workspace: Workspace, text: str) -> None:
    await workspace.deliver(typed(text))
    assert workspace.desk.paths() == ["Reminders/T0DESK.U0ALICE/cancel"]


async def test_who_sends_the_form_deletes_their_own(workspace: Workspace) -> None:
    """Whoever it was opened for, and whatever it carries."""
    _, told = await workspace.deliver(form("data_forget_form"))
    assert workspace.desk.asked == [
        ("conversations.open", {"users": "U0OLIVIA"}, ""),
        ("Holdings/T0DESK.U0OLIVIA/forget", {"room": "T0DESK.D0DIRECT"}, ""),
    ]
    assert data_words.UNDER_WAY in str(told)


async def test_where_nothing_comes_of_it_the_form_says_so(workspace: Workspace) -> None:
    workspace.desk.status = 503
    _, told = await workspace.deliver(form("data_forget_form"))
    assert words.DESK_UNAVAILABLE in str(told)
