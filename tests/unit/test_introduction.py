"""At its start the bot asks Slack who it is: a refusal ends it in words, an outage does not."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot import introduction
from bot.introduction import NEEDED, WELCOME, NotAdmitted
from bot.slack import Bot, Slack
from local import parts, ports, settings
from local.keeper import PartFailed
from local.supervisor import Stack

ALL = NEEDED | WELCOME
Answer = Callable[[], web.Response]


def ours(scopes: frozenset[str] | None = None) -> web.Response:
    headers = {} if scopes is None else {"X-OAuth-Scopes": ",".join(sorted(scopes))}
    told = {"ok": True, "team_id": "T0DESK", "user_id": "U0DESK", "bot_id": "B0DESK"}
    return web.json_response(told, headers=headers)


def refusal(code: str, status: int = 200) -> web.Response:
    return web.json_response({"ok": False, "error": code}, status=status)


class Door:
    """A Slack that answers so, in turn, and in the end always the same."""

    def __init__(self) -> None:
        self.answers: deque[Answer] = deque()
        self.asked = 0
        self.url = ""
        self.slow = 0.0
        self.refuses_connections = "internal_error"

    async def hear(self, request: web.Request) -> web.Response:
        if request.path.endswith("apps.connections.open"):
            return refusal(self.refuses_connections)
        self.asked += 1
        await asyncio.sleep(self.slow)
        return (self.answers.popleft() if len(self.answers) > 1 else self.answers[0])()

    def will(self, *answers: Answer) -> None:
        self.answers = deque(answers)


@pytest_asyncio.fixture
async def door() -> AsyncIterator[Door]:
    door, site = Door(), web.Application()
    site.router.add_post("/api/{method}", door.hear)
    async with TestServer(site) as server:
        door.url = str(server.make_url("/api/"))
        yield door


async def introduced(door: Door) -> Bot:
    async with ClientSession() as http:
        client = AsyncWebClient(token="xoxb-x", base_url=door.url, session=http, retry_handlers=[])
        return await introduction.introduce(Slack(client))


@pytest.mark.parametrize(
    "code", ["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"]
)
async def test_a_refused_token_is_named(door: Door, code: str) -> None:
    door.will(lambda: refusal(code))
    with pytest.raises(NotAdmitted, match=rf"^Slack refuses SLACK_BOT_TOKEN \({code}\)\."):
        await introduced(door)
    assert door.asked == 1


@pytest.mark.parametrize("scope", sorted(NEEDED))
async def test_a_scope_that_is_needed_is_named(door: Door, scope: str) -> None:
    door.will(lambda: ours(ALL - {scope}))
    with pytest.raises(NotAdmitted, match=f"lacks scopes: {scope}\\. Give it those of manifests"):
        await introduced(door)


@pytest.mark.parametrize("scopes", [None, ALL, ALL | {"team:read"}])
async def test_who_may_do_its_work_goes_on(door: Door, scopes: frozenset[str] | None) -> None:
    """Also where Slack tells no scopes, and with more than are asked for."""
    door.will(lambda: ours(scopes))
    assert await introduced(door) == Bot("T0DESK", "U0DESK", "B0DESK", scopes)


async def test_what_the_desk_does_without_is_only_logged(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    door.will(lambda: ours(NEEDED))
    await introduced(door)
    assert ", ".join(sorted(WELCOME)) in caplog.text


@pytest.mark.parametrize(
    "failure",
    [
        lambda: refusal("internal_error"),
        lambda: refusal("ratelimited", 429),
        lambda: refusal("invalid_auth", 503),
        lambda: refusal("team_access_not_granted"),
        lambda: web.Response(status=502, text="<h1>Bad gateway</h1>"),
        lambda: web.Response(text="not even JSON"),
    ],
)
async def test_an_outage_is_waited_for(
    door: Door, failure: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What passes by itself, and what we don't know the meaning of."""
    monkeypatch.setattr(introduction, "LOOK", 0.01)
    door.will(failure, failure, lambda: ours(ALL))
    assert (await introduced(door)).user == "U0DESK"
    assert door.asked == 3


async def test_make_up_shows_why(door: Door, tmp_path: Path) -> None:
    """The process that `make up` starts ends with the sentence before it is called ready."""
    said: list[str] = []
    door.slow = 1.0
    for answer, sentence in (
        (lambda: refusal("invalid_auth"), "Slack refuses SLACK_BOT_TOKEN"),
        (lambda: ours(ALL - {"im:history"}), "lacks scopes: im:history"),
    ):
        door.will(answer)
        with pytest.raises(PartFailed, match=rf"(?s)bot did not start \(exit code 2\).*{sentence}"):
            await bot_alone(door, tmp_path, said)
    assert said == ["Starting Credit Desk:"] * 2


async def test_make_up_shows_why_there_is_no_connection(door: Door, tmp_path: Path) -> None:
    """The other token is the one for Socket Mode."""
    door.refuses_connections = "invalid_auth"
    door.will(lambda: ours(ALL))
    with pytest.raises(PartFailed, match=r"(?s)did not start.*Slack refuses SLACK_APP_TOKEN"):
        await bot_alone(door, tmp_path, [])


async def test_a_slack_that_is_away_ends_nobody(door: Door, tmp_path: Path) -> None:
    """The bot takes posts on meanwhile: they are kept until Slack is there."""
    said: list[str] = []
    door.will(lambda: refusal("fatal_error"))
    running = asyncio.create_task(bot_alone(door, tmp_path, said))
    while len(said) < 2 and not running.done():
        await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()
    assert said[1].split()[0] == "bot"
    assert door.asked > 1


async def bot_alone(door: Door, place: Path, said: list[str]) -> None:
    """As `make up` runs it, with the tokens of a workspace."""
    tokens = {"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_APP_TOKEN": "xapp-x", "SLACK_API_URL": door.url}
    rooms = {"OFFICERS_CHANNEL": "T0DESK.C0A", "APPROVALS_CHANNEL": "T0DESK.C0B"}
    rest = {"OFFICERS": "T0DESK.U0A", "SYNTHETIC_BANK": "yes", "DATA_DIR": str(place / "d")}
    told = ports.free() | tokens | rooms | rest
    stack = settings.read(told, root=place)
    (bot,) = (part for part in parts.of(stack) if part.name == "bot")
    alone = Stack(stack, chosen=(bot,), say=said.append)
    try:
        await alone.start()
        await alone.failure()
    finally:
        await alone.stop()
