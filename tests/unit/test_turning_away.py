"""Guests, people of other organisations and programs are turned away at every door alike."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, cast

import pytest
import pytest_asyncio
import restate
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.listeners.register import ACTIONS, COMMANDS, EVENTS, VIEWS
from bot.readers import Readers
from bot.slack import SlackBusy, SlackRefused
from bot.views import words
from services.contracts import standing
from services.contracts.keys import Key
from services.contracts.posts import Sentence
from services.contracts.session import Message, Standing
from services.session import handlers as sessions
from services.session.transcript import Head
from tests.unit.case import ALICE, PLACE
from tests.unit.reading import Locales
from tests.unit.test_budget import FakeSession, parts
from tests.unit.test_listeners import Desk, Workspace, click, command, event, form

WHO: dict[str, dict[str, Any]] = {
    "a guest of several channels": {"is_restricted": True},
    "a guest of one channel": {"is_ultra_restricted": True},
    "a stranger": {"is_stranger": True},
    "a person of another workspace": {"team_id": "T0OTHER"},
    "a program": {"is_bot": True},
}
OPENED = {
    "type": "event_callback",
    "team_id": "T0DESK",
    "event": {"type": "app_home_opened", "user": "U0ALICE", "channel": "D0ALICE", "tab": "home"},
}


@pytest_asyncio.fixture
async def told() -> AsyncIterator[tuple[Workspace, Locales]]:
    """The bot, and what Slack tells of people."""
    desk, slack = Desk(), Locales()
    site = web.Application()
    site.router.add_post("/restate/{path:.*}", desk.restate)
    site.router.add_post("/slack/{path:.*}", desk.slack)
    async with TestServer(site) as server, ClientSession() as http:
        url = str(server.make_url("/")).rstrip("/")
        yield Workspace(desk, url, http, readers=Readers(slack)), slack


def doors() -> dict[str, dict[str, Any]]:
    """One delivery for every row of the bot's tables but messages, which sessions turn away."""
    home = {"type": "block_actions", "container": {"type": "view"}}
    assert set(EVENTS) == {"message", "app_mention", "app_home_opened"}
    return {
        **{name: {**command("status"), "command": name} for name in COMMANDS},
        **{name: click(name) for name in ACTIONS},
        **{f"{name} in a tab": {**_without(click(name), "channel"), **home} for name in ACTIONS},
        **{name: {**form(name), "user": {"id": "U0ALICE", "team_id": "T0DESK"}} for name in VIEWS},
        "app_home_opened": OPENED,
    }


def _without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("door", doors())
async def test_no_door_leads_to_the_desk(
    told: tuple[Workspace, Locales], door: str, who: str
) -> None:
    """What was done is acknowledged, nothing of it reaches Restate, and nobody reads data."""
    workspace, slack = told
    slack.more = {"U0ALICE": WHO[who]}
    status, said = await workspace.deliver(doors()[door])
    assert status == 200
    assert [path for path in workspace.desk.paths() if "/" in path] == []
    read = f"{said}{workspace.desk.asked}"
    assert (words.NOT_SERVED in read) == (who != "a program" and "in a tab" not in door)


@pytest.mark.parametrize("door", doors())
async def test_the_same_doors_are_open_to_members(
    told: tuple[Workspace, Locales], door: str
) -> None:
    workspace, _ = told
    _, said = await workspace.deliver(doors()[door])
    assert words.NOT_SERVED not in f"{said}{workspace.desk.asked}"


@pytest.mark.parametrize("body", [command("balance"), click("offer_accept"), OPENED])
async def test_another_organisation_shows_in_the_event_itself(
    told: tuple[Workspace, Locales], body: dict[str, Any]
) -> None:
    """Whatever Slack says of the person, or does not say now."""
    workspace, slack = told
    slack.failure = SlackBusy(code="ratelimited")
    other = {"team_id": "T0OTHER", "user": {"id": "U0ALICE", "team_id": "T0OTHER"}}
    await workspace.deliver({**body, **{name: other[name] for name in other if name in body}})
    assert [path for path in workspace.desk.paths() if "/" in path] == []


@pytest.mark.parametrize(
    ("who", "standing"),
    [
        ("a guest of several channels", "guest"),
        ("a guest of one channel", "guest"),
        ("a stranger", "stranger"),
        ("a person of another workspace", "stranger"),
        ("a program", "machine"),
    ],
)
async def test_a_message_tells_its_session_who_wrote(
    told: tuple[Workspace, Locales], who: str, standing: str
) -> None:
    workspace, slack = told
    slack.more = {"U0ALICE": WHO[who]}
    await workspace.deliver(event())
    assert workspace.desk.asked[0][1]["standing"] == standing


async def test_a_program_that_writes_as_a_person_gets_no_word() -> None:
    """Its message's sign is taken away again, and that is all."""
    ctx = FakeSession()
    await sessions.answer(cast("Any", ctx), said_by("machine"), parts())
    assert (ctx.posted, ctx.asked, ctx.cleared) == ([], [], 1)


async def test_a_message_is_taken_in_its_own_thread_alone() -> None:
    """Or its answer would be posted where another conversation is."""
    other = PLACE.model_copy(update={"thread": Key("1700000000.000200")})
    ctx, message = FakeSession(), said_by("member").model_copy(update={"place": other})
    with pytest.raises(restate.TerminalError):
        await sessions.answer(cast("Any", ctx), message, parts())
    assert ctx.head is None


def said_by(standing: Standing, *, number: int = 1, shared: bool = False) -> Message:
    return Message(
        author=ALICE,
        standing=standing,
        place=PLACE,
        reference=Key(f"{number}.1"),
        sent_at=datetime(2026, 11, 27, 12, tzinfo=UTC),
        text="balance?",
        addressed=True,
        shared=shared,
    )


@pytest.mark.parametrize("shared", [True, False])
async def test_a_session_turns_a_guest_away_once(*, shared: bool) -> None:
    """Alone where others read along. The thread is nobody's then; no model, no budget is asked."""
    ctx = FakeSession()
    for number in (1, 2, 3):
        message = said_by("guest", number=number, shared=shared)
        await sessions.answer(cast("Any", ctx), message, parts())
    (post,) = ctx.posted
    assert post.content == Sentence(code="not_served")
    assert post.only_for == (ALICE if shared else None)
    assert (ctx.asked, ctx.cleared) == ([], 2)
    assert ctx.head == Head(agent="front_desk", turned_away=(ALICE,))


async def test_a_colleague_of_the_same_grid_is_no_stranger() -> None:
    """The home workspace is another there, and ours is one of the person's."""
    teams = {"team_id": "T0OTHER", "enterprise_user": {"teams": ["T0OTHER", "T0DESK"]}}
    known = await Readers(Locales(more={"U0ALICE": teams})).known(ALICE)
    assert known.standing == "member"


@pytest.mark.parametrize(
    "failure", [SlackBusy(code="ratelimited"), SlackRefused(code="missing_scope")]
)
async def test_where_slack_can_not_say_people_are_members(
    failure: SlackBusy | SlackRefused,
) -> None:
    """And what it said last holds while it is busy: no guest gets in by an outage."""
    assert (await Readers(Locales(failure)).known(ALICE)).standing == "member"


async def test_what_slack_said_last_holds_while_it_is_busy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.readers.LASTS", -1.0)
    slack = Locales(more={"U0ALICE": WHO["a stranger"]})
    known = Readers(slack)
    assert (await known.known(ALICE)).standing == "stranger"
    slack.failure = SlackBusy(code="ratelimited")
    assert (await known.known(ALICE)).standing == "stranger"


@pytest.mark.parametrize("told", [{"team_id": 7}, {"is_bot": "perhaps"}])
async def test_what_can_not_be_read_is_a_member(told: dict[str, Any]) -> None:
    assert (await Readers(Locales(more={"U0ALICE": told})).known(ALICE)).standing == "member"


def test_who_else_is_served_is_a_setting() -> None:
    assert standing.served("") == {"member"}
    assert standing.served(" guests , strangers") == {"member", "guest", "stranger"}
    with pytest.raises(standing.Unknown, match="guests and strangers"):
        standing.served("machines")
