"""A file goes to Slack in three calls, and its bytes only to where Slack's own API sends them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.slack import Slack, SlackBusy, SlackRefused, Upload

FILE = Upload(name="CR-ABCDEFGH-offer-1.pdf", title="Your offer", content=b"%PDF-1.4")
PRIVATE = {"private": {"D0ALICE": [{"ts": "2.000001", "thread_ts": "1.000001"}]}}


@dataclass
class Site:
    """Slack's API and its upload host in one server; `asked` is what came, in order."""

    asked: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])
    base: str = ""
    send_to: str = ""
    status: int = 200
    shares: dict[str, Any] = field(default_factory=dict[str, Any])
    error: str = ""
    thread: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    async def reserve(self, request: web.Request) -> web.Response:
        self.asked.append(("reserve", dict(await request.post())))
        if self.error:
            return web.json_response({"ok": False, "error": self.error})
        url = self.send_to or f"{self.base}/upload/v1/1"
        return web.json_response({"ok": True, "upload_url": url, "file_id": "F1"})

    async def take(self, request: web.Request) -> web.Response:
        self.asked.append(("bytes", await request.read()))
        assert "Authorization" not in request.headers
        headers = {"Location": f"{self.base}/elsewhere"}
        return web.Response(status=self.status, headers=headers)

    async def complete(self, request: web.Request) -> web.Response:
        self.asked.append(("complete", await request.json()))
        return web.json_response({"ok": True, "files": [{"id": "F1", "shares": self.shares}]})

    async def replies(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "messages": self.thread})

    async def elsewhere(self, request: web.Request) -> web.Response:
        self.asked.append(("elsewhere", await request.read()))
        return web.Response()


@pytest_asyncio.fixture
async def site() -> AsyncIterator[tuple[Site, Slack]]:
    made = Site()
    application = web.Application()
    application.router.add_post("/api/files.getUploadURLExternal", made.reserve)
    application.router.add_post("/api/files.completeUploadExternal", made.complete)
    application.router.add_post("/api/conversations.replies", made.replies)
    application.router.add_post("/upload/v1/1", made.take)
    application.router.add_route("*", "/elsewhere", made.elsewhere)
    async with TestServer(application) as server, ClientSession() as http:
        made.base = str(server.make_url("")).rstrip("/")
        client = AsyncWebClient(
            token="xoxb-x", base_url=f"{made.base}/api/", session=http, retry_handlers=[]
        )
        yield made, Slack(client)


async def upload(slack: Slack) -> str:
    return await slack.upload(channel="D0ALICE", thread="1.000001", file=FILE, text="To keep.")


async def test_a_file_is_reserved_handed_in_and_completed(site: tuple[Site, Slack]) -> None:
    """In the thread, under its name; no token goes with the bytes."""
    slack_site, slack = site
    assert await upload(slack) == ""
    assert slack_site.asked == [
        ("reserve", {"filename": FILE.name, "length": "8"}),
        ("bytes", b"%PDF-1.4"),
        (
            "complete",
            {
                "files": [{"id": "F1", "title": "Your offer"}],
                "channel_id": "D0ALICE",
                "thread_ts": "1.000001",
                "initial_comment": "To keep.",
            },
        ),
    ]


async def test_a_picture_says_what_it_shows(site: tuple[Site, Slack]) -> None:
    """To whoever does not see it."""
    slack_site, slack = site
    picture = Upload(name="x.png", title="x", content=b"\x89PNG", alt="Income 1.00")
    await slack.upload(channel="D0ALICE", thread=None, file=picture, text="Look.")
    _, reserved = slack_site.asked[0]
    assert reserved["alt_txt"] == "Income 1.00"


async def test_the_message_is_named_where_slack_names_it(site: tuple[Site, Slack]) -> None:
    slack_site, slack = site
    slack_site.shares = PRIVATE
    assert await upload(slack) == "2.000001"


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.example/upload",
        "https://evil.example/upload",
        "https://slack.com.evil.example/upload",
        "https://evilslack.com/upload",
        "https://files.slack.com@evil.example/upload",
        "http://files.slack.com/upload",
        "ftp://127.0.0.1/upload",
        "ftp://evil.example/x",
        "/upload",
    ],
)
async def test_an_address_that_is_not_slacks_gets_nothing(
    site: tuple[Site, Slack], url: str
) -> None:
    """Only Slack's hosts by https, or the very host of the API, which a local workspace has."""
    slack_site, slack = site
    slack_site.send_to = url
    with pytest.raises(SlackRefused):
        await upload(slack)
    assert [what for what, _ in slack_site.asked] == ["reserve"]


@pytest.mark.parametrize(
    ("base", "address", "trusted"),
    [
        ("https://slack.com/api/", "https://files.slack.com/upload/v1/x", True),
        ("https://slack.com/api/", "https://slack.com/upload", True),
        ("https://slack.com/api/", "http://slack.com/upload", False),
        ("https://slack.com/api/", "http://files.slack.com/upload", False),
        ("https://slack.com/api/", "https://evil.example/upload", False),
        ("https://slack.com/api/", "https://evilslack.com/upload", False),
        ("https://slack-gov.com/api/", "https://files.slack-gov.com/upload", True),
        ("http://localhost:3100/api/", "http://localhost:3100/upload", True),
        ("http://localhost:3100/api/", "https://files.slack.com/upload/v1/x", True),
        ("http://localhost:3100/api/", "http://127.0.0.2:3100/upload", False),
    ],
)
async def test_where_files_may_go(
    monkeypatch: pytest.MonkeyPatch, base: str, address: str, *, trusted: bool
) -> None:
    asked: list[str] = []

    def post(to: URL, **_named: object) -> None:
        asked.append(str(to))
        raise OSError

    slack = Slack(AsyncWebClient(base_url=base, session=cast("Any", SimpleNamespace(post=post))))

    async def place(*_asked: object) -> dict[str, str]:
        return {"upload_url": address}

    monkeypatch.setattr(slack, "_read", place)
    with pytest.raises((SlackBusy, SlackRefused)) as failed:
        await upload(slack)
    assert asked == ([address] if trusted else [])
    assert isinstance(failed.value, SlackBusy) == trusted


@pytest.mark.parametrize("status", [307, 404])
async def test_what_the_upload_host_refuses_is_not_completed(
    site: tuple[Site, Slack], status: int
) -> None:
    """Nor does it follow to another address."""
    slack_site, slack = site
    slack_site.status = status
    with pytest.raises(SlackRefused):
        await upload(slack)
    assert [what for what, _ in slack_site.asked] == ["reserve", "bytes"]


@pytest.mark.parametrize("status", [429, 503])
async def test_until_it_is_completed_nothing_was_posted(
    site: tuple[Site, Slack], status: int
) -> None:
    """So the same again needs no look-up."""
    slack_site, slack = site
    slack_site.status = status
    with pytest.raises(SlackBusy) as busy:
        await upload(slack)
    assert busy.value.undelivered


async def test_a_workspace_without_files_says_so(site: tuple[Site, Slack]) -> None:
    slack_site, slack = site
    slack_site.error = "unknown_method"
    with pytest.raises(SlackRefused, match="unknown_method"):
        await upload(slack)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ({"files": [{"id": "F1", "name": FILE.name}]}, True),
        ({"files": [{"id": "F1"}], "text": f"To keep: {FILE.name}"}, True),
        ({"files": [{"id": "F1", "name": "other.pdf"}], "text": "To keep."}, False),
        ({"text": f"Where is {FILE.name}?"}, False),
        ({"blocks": [{"block_id": "p:document.1"}]}, True),
    ],
)
async def test_a_file_is_found_by_its_name(
    site: tuple[Site, Slack], message: dict[str, Any], *, found: bool
) -> None:
    """In the text where the app is not told it; words without a file are none."""
    slack_site, slack = site
    slack_site.thread = [{"ts": "2.000001", **message}]
    ts = await slack.find(
        channel="D0ALICE", thread="1.000001", mark="p:document.1", oldest=1.0, file=FILE.name
    )
    assert ts == ("2.000001" if found else None)
