"""`/credit` is one table: its help, its hints and its answers can't say different things."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.listeners import commands
from bot.views import mrkdwn, words
from bot.views import rights_words as rights
from services.contracts import help as contract
from tests.unit.test_listeners import OWN, Desk, Workspace, command

BALANCE = {"balance": {"minor": 5}, "as_of": "2026-08-01"}


@pytest_asyncio.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """A desk where Alice has one application, and Slack lets us write to her."""
    desk = Desk()
    desk.replies |= {
        "credits": {"items": [OWN]},
        "balance": BALANCE,
        "turn": {"outcome": "not_an_officer", "position": {}},
        "list": {"items": []},
        "call": {"outcome": "done"},
        "conversations.open": {"channel": {"id": "D0ALICE"}},
    }
    site = web.Application()
    site.router.add_post("/restate/{path:.*}", desk.restate)
    site.router.add_post("/slack/{path:.*}", desk.slack)
    async with TestServer(site) as server, ClientSession() as http:
        yield Workspace(desk, str(server.make_url("/")).rstrip("/"), http)


async def said(workspace: Workspace, text: str) -> str:
    _, answer = await workspace.deliver(command(text))
    return str(answer["text"]) if answer else ""


@pytest.mark.parametrize("word", commands.TABLE)
async def test_each_word_of_the_table_is_in_the_help_and_answered(
    workspace: Workspace, word: str
) -> None:
    """Alone, and in whatever case it is typed; by a sentence, or by the form that opens."""
    assert f"`/credit {commands.TABLE[word].typed}`" in commands.help_text()
    for typed in (word, word.upper()):
        answer = await said(workspace, typed)
        assert "I don't know" not in answer
        assert answer or workspace.desk.paths()[-1] == "views.open"


async def test_the_help_fits_one_section(workspace: Workspace) -> None:
    """With the longest sentence before it, whole."""
    long = await said(workspace, "x" * 4000)
    assert long.endswith(commands.help_text())
    assert len(long) <= mrkdwn.SECTION


async def test_what_is_typed_in_part_gets_what_to_type(workspace: Workspace) -> None:
    """The caller's own numbers where there are any to choose from."""
    assert "`/credit audit CR-…`" in await said(workspace, "audit")
    assert "`/credit withdraw CR-22222222`" in await said(workspace, "withdraw")


@pytest.mark.parametrize(("typed", "meant"), [("statsu", "status"), ("repya", "repay")])
async def test_the_nearest_word_is_of_the_table(
    workspace: Workspace, typed: str, meant: str
) -> None:
    first = (await said(workspace, typed)).splitlines()[0]
    assert f"`/credit {meant}`" in first


async def test_who_is_no_officer_turns_nothing(workspace: Workspace) -> None:
    """The table knows no officers: the switch is asked, and its refusal told."""
    assert await said(workspace, "stop") == words.NO_OFFICER
    assert workspace.desk.paths() == ["Switch/automatic/turn"]


@pytest.mark.parametrize(
    ("typed", "about", "in_words"),
    [
        ("human", None, ""),
        ("human I lost my Job", None, "I lost my Job"),
        ("HUMAN cr-22222222  it is Urgent", "CR-22222222", "it is Urgent"),
    ],
)
async def test_a_human_is_called_in_the_callers_words(
    workspace: Workspace, typed: str, about: str | None, in_words: str
) -> None:
    """From anywhere; the direct message is where the answer comes."""
    assert await said(workspace, typed) == rights.CALLED
    path, asked, _ = workspace.desk.asked[-1]
    assert path == "Help/T0DESK.D0ALICE.0/call"
    call = contract.Call.model_validate(asked)
    assert (call.credit_id, call.words, call.place.thread) == (about, in_words, None)


async def test_a_human_about_no_such_credit_is_not_called(workspace: Workspace) -> None:
    """Also where the services say that it is somebody else's."""
    assert await said(workspace, "human CR-1") == words.NO_SUCH_CREDIT
    assert workspace.desk.asked == []
    workspace.desk.replies["call"] = {"outcome": "unknown"}
    assert await said(workspace, "human CR-33333333") == words.NO_SUCH_CREDIT
