"""Secrets stand in the environment, and in nothing that is kept, logged or said."""

import asyncio
import base64
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from local import settings, signing, workspace
from tests.stories import failing_model, staging
from tests.stories.shouting_slack import ShoutingSlack
from tests.stories.staging import OFFICERS, Desk
from tests.stories.test_sealed import UNCOMPRESSED
from tests.stories.workspace import PATIENCE as LONGEST

SLACKS = {
    "SLACK_BOT_TOKEN": "xoxb-planted-bot-4712",
    "SLACK_APP_TOKEN": "xapp-planted-app-4713",
    "SLACK_SIGNING_SECRET": "planted-signing-4714",
}
KEY = base64.b64encode(b"planted-journal-key-of-32-bytes!").decode()
PUT_THERE = (signing.FILE, "local-slack.json")
"""The files that are for a secret: Restate's own key, and the local Slack's configuration."""
ERRORS = ("400", "401", "429", "503", "junk", "no response")
"""What the model's API does instead of an answer. What a model says itself is no error."""
PATIENCE = 1


@pytest.mark.parametrize("key", ["", KEY], ids=["plain", "sealed"])
async def test_a_secret_is_nowhere_but_where_it_was_put(
    tmp_path: Path, newcomers: Iterator[str], monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """After a conversation in which model and Slack fail, and say the secret as they do."""
    for name, secret in SLACKS.items():
        monkeypatch.setitem(workspace.SECRETS, name, secret)
    async with shouting(tmp_path, newcomers, key=key) as (desk, door):
        thread = await desk.slack.write(desk.customer(), "what is my balance?")
        await desk.slack.reply(thread, "EUR")
        for count, name in enumerate(ERRORS, start=1):
            await desk.slack.write(thread.user, f"please fail: {name}", thread=thread)
            await desk.slack.reply(thread, "nothing was done", times=count)
        door.refuses_the_next = True
        await desk.slack.write(desk.customer(), "what is my balance?")
        await refused(door)
        await desk.slack.write(thread.user, "what is my balance?", thread=thread)
        await desk.slack.reply(thread, "EUR", times=2)
        read = [*await desk.slack.read(thread.channel), *await desk.slack.read(OFFICERS)]
        said = "\n".join([*(each.all_words for each in read), await invocations(desk)])
        assert door.told >= {SLACKS["SLACK_BOT_TOKEN"], SLACKS["SLACK_APP_TOKEN"]}
        assert min(door.failed[method] for method in ("auth.test", "chat.postMessage")) > 2
        planted = secrets(tmp_path, key)
        assert [name for name, secret in planted.items() if secret in said.encode()] == []
        assert found(tmp_path, planted) == {}
    assert found(tmp_path, planted) == {}
    in_plain = found(tmp_path, {"what a customer said": b"please fail: 401"})
    assert bool(in_plain) == (not key)


def test_every_secret_is_looked_for(tmp_path: Path) -> None:
    """Those that the stack keeps from Restate, and the key with which Restate signs."""
    signing.public_key(tmp_path)
    assert set(secrets(tmp_path, KEY)) >= {*settings.SECRETS, signing.FILE}


async def refused(door: ShoutingSlack) -> None:
    """Wait until a post was refused for good."""
    async with asyncio.timeout(LONGEST):
        while door.refuses_the_next:
            await asyncio.sleep(0.05)


def secrets(home: Path, key: str) -> dict[str, bytes]:
    """By name, as they stand in an environment or a file; keys also as their bytes."""
    pem = (home / signing.FILE).read_bytes()
    private = serialization.load_pem_private_key(pem, password=None)
    raw = private.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    texts = {**SLACKS, "OPENAI_API_KEY": failing_model.SECRET}
    journal = {"JOURNAL_KEYS": key.encode(), "its bytes": base64.b64decode(key)} if key else {}
    own = {signing.FILE: pem.splitlines()[1], "the bytes of it": raw}
    return {**{name: text.encode() for name, text in texts.items()}, **journal, **own}


def found(home: Path, planted: dict[str, bytes]) -> dict[str, list[str]]:
    """Which secrets stand in which files: logs, Restate's directory, and all else of the stack."""
    files = [path for path in home.rglob("*") if path.is_file() and path.name not in PUT_THERE]
    assert any(path.suffix == ".log" for path in files)
    held = {path: path.read_bytes() for path in files}
    places = {
        name: [str(path) for path, content in held.items() if secret in content]
        for name, secret in planted.items()
    }
    return {name: paths for name, paths in places.items() if paths}


async def invocations(desk: Desk) -> str:
    """All that Restate tells of its calls, their failures among it."""
    return json.dumps(await desk.rows("SELECT * FROM sys_invocation"))


@asynccontextmanager
async def shouting(
    home: Path, newcomers: Iterator[str], *, key: str
) -> AsyncGenerator[tuple[Desk, ShoutingSlack]]:
    """A desk whose Slack and whose model fail, and say with which secret they were called."""
    async with failing_model.serving(patience=PATIENCE) as url:
        told = {
            **UNCOMPRESSED,
            "OPENAI_API_KEY": failing_model.SECRET,
            "OPENAI_BASE_URL": url,
            "MODEL_TIMEOUT_SECONDS": str(PATIENCE),
            "LONGER_AFTER_SECONDS": str(PATIENCE),
            "ANSWER_WITHIN_SECONDS": str(2 * PATIENCE),
            "JOURNAL_KEYS": key,
        }
        async with staging.behind(
            ShoutingSlack, home, newcomers=newcomers, environment=told
        ) as both:
            yield both
