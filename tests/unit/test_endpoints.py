"""What Restate calls, and what it is given to keep: signed requests alone, and all of it sealed."""

import base64
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

import bot.app
import bot.settings
import services.app
import services.settings
from bot.ingress import Ingress
from local import signing
from services.contracts import credit, journal, sealed
from tests.unit.case import ALICE, CREDIT

KEY = base64.b64encode(bytes(sealed.KEY_BYTES)).decode()


def _services(told: dict[str, str]) -> Any:
    least = {
        "OPENAI_API_KEY": "none",
        "SYNTHETIC_BANK": "yes",
        "OFFICERS_CHANNEL": "T0DESK.C0OFFICERS",
        "APPROVALS_CHANNEL": "T0DESK.C0APPROVALS",
    }
    return services.app.build(services.settings.read(least | told), cast("Any", None))


def _bot(told: dict[str, str]) -> Any:
    least = {"SLACK_BOT_TOKEN": "xoxb-x", "SLACK_APP_TOKEN": "xapp-x", "SYNTHETIC_BANK": "yes"}
    parts = cast("Any", SimpleNamespace(drafts=None))
    return bot.app.endpoint(bot.settings.read(least | told), parts, cast("Any", None))


Build = Callable[[dict[str, str]], Any]
SIDES = [pytest.param(_services, id="services"), pytest.param(_bot, id="bot")]


async def status(app: Any, path: str) -> int:
    """Of an answer to somebody who is not Restate."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    accepted = (b"accept", b"application/vnd.restate.endpointmanifest.v4+json")
    scope = {"type": "http", "http_version": "2", "path": path, "headers": [accepted]}
    await app(scope, receive, send)
    return sent[0]["status"]


@pytest.mark.parametrize("build", SIDES)
async def test_what_restate_did_not_sign_is_refused(build: Build, tmp_path: Path) -> None:
    """Nobody else is told so much as which handlers there are."""
    app = build({signing.KEYS: signing.public_key(tmp_path)})
    assert (await status(app, "/discover"), await status(app, "/health")) == (401, 200)


@pytest.mark.parametrize("build", SIDES)
def test_what_restate_keeps_is_sealed_by_both(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}

    def take(*_built: object, **named: object) -> None:
        given.update(named)

    monkeypatch.setattr("restate.app", take)
    build({"JOURNAL_KEYS": KEY})
    codec = given.get("journal_value_codec")
    assert isinstance(codec, journal.Codec)
    assert b"planted" not in codec.encode(b'{"text":"planted"}')


async def test_what_the_bot_hands_over_is_sealed() -> None:
    """Restate keeps what comes by the ingress as it came."""
    heard: list[bytes] = []
    keys = sealed.read(KEY)

    async def take(request: web.Request) -> web.Response:
        heard.append(await request.read())
        reply = credit.Receipt(outcome="done").model_dump_json().encode()
        return web.Response(body=keys.seal(reply, nonce=bytes(sealed.NONCE_BYTES)))

    site = web.Application()
    site.router.add_post("/{path:.*}", take)
    answer = credit.Answer(by=ALICE, question="answer.1", text="planted")
    async with TestServer(site) as server, ClientSession() as http:
        ingress = Ingress(http, url=str(server.make_url("/")), keys=keys)
        assert (await ingress.call(credit.ANSWER, CREDIT, answer)).outcome == "done"
    assert b"planted" not in heard[0]
    assert credit.Answer.model_validate_json(keys.open(heard[0])) == answer
