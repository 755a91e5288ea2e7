"""What claims to come from Slack is signed, fresh, and counts once, however often it comes."""

import inspect
import json
import time
from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import Clock, SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot import app, settings
from bot.ingress import Ingress
from bot.links import Links
from bot.listeners import messages
from bot.listeners.held import Held
from bot.listeners.parts import Asides, Parts
from bot.listeners.register import ACTIONS, COMMANDS, EVENTS, VIEWS, register
from bot.readers import Readers
from bot.slack import Slack
from services.contracts.posts import StatusLine
from tests.unit.reading import Locales
from tests.unit.test_listeners import BOT, Desk, click, command, event

SECRET = "of-the-test"
WINDOW = 5 * 60
"""Seconds for which Slack's signature holds."""
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


class Then(Clock):
    """A clock that stood still so many seconds ago."""

    def __init__(self, ago: float) -> None:
        self._now = time.time() - ago

    def now(self) -> float:
        return self._now


class Door:
    """The bot's HTTP door: what Slack would send, and the status that it gets."""

    def __init__(self, desk: Desk, url: str, http: ClientSession) -> None:
        self.desk, self.url = desk, url
        client = AsyncWebClient(base_url=f"{url}/slack/", session=http, retry_handlers=[])
        slack = Slack(client)
        told = {"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_MODE": "http", "SLACK_SIGNING_SECRET": SECRET}
        told |= {"SYNTHETIC_BANK": "yes"}
        self.bolt = app.bolt_app(settings.read(told), BOT, AsyncWebClient())
        self.asides = Asides(slack)
        ingress, readers = Ingress(http, url=f"{url}/restate"), Readers(Locales())
        shown = list[StatusLine]()
        held = Held(
            partial(messages.hand_over, ingress, readers),
            tell=self.asides.say,
            heard=shown.append,
            longer_after=60,
        )
        register(
            self.bolt,
            Parts(
                bot=BOT,
                ingress=ingress,
                slack=slack,
                readers=readers,
                links=Links(slack),
                asides=self.asides,
                held=held,
                live=lambda: False,
            ),
        )

    async def deliver(
        self, raw: str, *, kind: str, secret: str = SECRET, ago: float = 0, **changed: str
    ) -> int:
        headers = {"content-type": kind} | signed(raw, secret=secret, ago=ago) | changed
        given: Any = {name: [value] for name, value in headers.items() if value}
        response = await self.bolt.async_dispatch(AsyncBoltRequest(body=raw, headers=given))
        await self.asides.settled()
        return response.status


def signed(raw: str, *, secret: str, ago: float) -> dict[str, str]:
    then = str(int(Then(ago).now()))
    sign = SignatureVerifier(secret).generate_signature(timestamp=then, body=raw)
    return {"x-slack-request-timestamp": then, "x-slack-signature": sign or ""}


@pytest_asyncio.fixture
async def door() -> AsyncIterator[Door]:
    desk = Desk()
    site = web.Application()
    site.router.add_post("/restate/{path:.*}", desk.restate)
    site.router.add_post("/slack/{path:.*}", desk.slack)
    async with TestServer(site) as server, ClientSession() as http:
        yield Door(desk, str(server.make_url("/")).rstrip("/"), http)


KINDS: dict[str, tuple[str, str]] = {
    "an event": (json.dumps(event()), JSON),
    "a click": (f"payload={quote(json.dumps(click('offer_accept')))}", FORM),
    "a command": ("&".join(f"{n}={quote(v)}" for n, v in command("balance").items()), FORM),
}


@pytest.mark.parametrize("what", KINDS)
async def test_what_slack_has_signed_is_taken(door: Door, what: str) -> None:
    raw, kind = KINDS[what]
    assert await door.deliver(raw, kind=kind, ago=WINDOW - 20) == 200
    assert door.desk.asked != []


@pytest.mark.parametrize("what", KINDS)
@pytest.mark.parametrize(
    "changed",
    [
        {"secret": "of-another"},
        {"ago": WINDOW + 20},
        {"ago": -WINDOW - 20},
        {"x-slack-signature": ""},
        {"x-slack-signature": "v0="},
        {"x-slack-request-timestamp": ""},
        {"x-slack-request-timestamp": str(int(time.time()) + 1)},
    ],
)
async def test_nothing_else_is(door: Door, what: str, changed: dict[str, Any]) -> None:
    """Another's signature, an old one, one from tomorrow, none, or one of another moment."""
    raw, kind = KINDS[what]
    assert await door.deliver(raw, kind=kind, **changed) == 401
    assert door.desk.asked == []


async def test_a_signature_is_of_its_body_alone(door: Door) -> None:
    """Whoever recorded one can't put other words under it."""
    raw, other = json.dumps(event()), json.dumps(event(text="Another"))
    old: dict[str, Any] = dict(signed(raw, secret=SECRET, ago=0))
    assert await door.deliver(other, kind=JSON, **old) == 401
    assert door.desk.asked == []


async def test_the_same_event_again_has_the_same_name(door: Door) -> None:
    """By which Restate takes it once: Slack's redelivery, or a recording within its window."""
    raw, kind = KINDS["an event"]
    for ago in (0, 30, WINDOW - 20):
        assert await door.deliver(raw, kind=kind, ago=ago) == 200
    names = {name for path, _, name in door.desk.asked if path.startswith("AgentSession")}
    assert len(names) == 1
    assert all(names)


async def test_the_same_click_again_asks_for_the_same(door: Door) -> None:
    """Of the same offer by its name, which is settled once."""
    raw, kind = KINDS["a click"]
    for _ in range(2):
        assert await door.deliver(raw, kind=kind) == 200
    asked = [(path, body) for path, body, _ in door.desk.asked if "/" in path]
    assert asked[0] == asked[1]
    assert asked[0][1]["offer"] == "offer.1"


def test_no_listener_answers_to_an_address_of_the_payload() -> None:
    """`respond` would post to whatever `response_url` says; listeners are given no such thing."""
    for table in (EVENTS, COMMANDS, ACTIONS, VIEWS):
        for name, listener in table.items():
            assert list(inspect.signature(listener).parameters) == ["parts", "body", "ack"], name


async def test_an_address_of_the_payload_gets_nothing(door: Door) -> None:
    """Neither of a click nor of a command: the answer goes through Slack's API."""
    url = f"{door.url}/slack/stolen"
    clicked = click("offer_accept") | {"response_url": url, "response_urls": [{"url": url}]}
    door.desk.replies["respond"] = {"outcome": "closed"}
    raw = f"payload={quote(json.dumps(clicked))}"
    assert await door.deliver(raw, kind=FORM) == 200
    assert [path for path in door.desk.paths() if "/" not in path] == ["chat.postEphemeral"]
