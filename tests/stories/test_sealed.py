"""At rest: what Restate keeps is encrypted by a key, which can be changed and must not be lost."""

import asyncio
import base64
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from services.contracts import sealed
from tests.scripted_model import says, text
from tests.stories import staging, steps
from tests.stories.conftest import SUSPENDING
from tests.stories.staging import Desk, credit_id
from tests.stories.workspace import PATIENCE

FIRST, SECOND = (base64.b64encode(bytes([n]) * 32).decode() for n in (7, 8))
PLANTED = "aardvark-on-a-unicycle-4711"
UNCOMPRESSED = {
    "RESTATE_ROCKSDB_DISABLE_WAL_COMPRESSION": "true",
    "RESTATE_ROCKSDB_DISABLE_L0_L1_COMPRESSION": "true",
}
"""So that what is there in plain is found as it is."""


@asynccontextmanager
async def running(
    home: Path, newcomers: Iterator[str], environment: Mapping[str, str]
) -> AsyncGenerator[Desk]:
    told = {**UNCOMPRESSED, **environment}
    async with staging.running(home, newcomers=newcomers, environment=told) as desk:
        yield desk
        desk.script.check()


async def talk(desk: Desk) -> None:
    """A conversation with the planted words, and an application that is approved."""
    said = f"hello {PLANTED}"
    desk.script.expect("front_desk", text(f"You said {PLANTED}."), when=says(said))
    question = await desk.slack.write(desk.customer(), said)
    await desk.slack.reply(question, PLANTED)


def holding(home: Path, words: str) -> list[str]:
    """Which files of Restate's directory have the words in them."""
    files = [path for path in (home / "restate").rglob("*") if path.is_file()]
    assert files
    return [str(path) for path in files if words.encode() in path.read_bytes()]


async def test_without_a_key_the_words_are_on_the_disk(
    tmp_path: Path, newcomers: Iterator[str]
) -> None:
    """What the next story looks for can be found: in the log, before and after its end."""
    async with running(tmp_path, newcomers, {}) as desk:
        await talk(desk)
        assert holding(tmp_path, PLANTED)
    assert holding(tmp_path, PLANTED)


@pytest.mark.parametrize("profile", [{}, SUSPENDING], ids=["usual", "suspending"])
async def test_with_a_key_they_are_nowhere(
    tmp_path: Path, newcomers: Iterator[str], profile: Mapping[str, str]
) -> None:
    """Conversation, application, offer, money; every handler replays, and nothing is plain."""
    async with running(tmp_path, newcomers, {**profile, "JOURNAL_KEYS": FIRST}) as desk:
        await talk(desk)
        customer = desk.customer()
        _, credit = await steps.lent(desk, customer)
        assert await desk.ledger_sum() == 0
        assert (await desk.books.audit(credit)).links
        assert await desk.books.application(credit)
        shown = await desk.slack.command(customer, "status")
        assert credit in shown.all_words
    assert holding(tmp_path, PLANTED) == []
    assert holding(tmp_path, "I would like") == []
    assert holding(tmp_path, sealed.MARK.decode())


async def test_a_key_is_turned_on_and_rotated_while_officers_think(
    tmp_path: Path, newcomers: Iterator[str]
) -> None:
    """What was plain, and what the old key sealed, stays readable; the application goes on."""
    async with running(tmp_path, newcomers, {"SUSPEND_AFTER_SECONDS": "0"}) as desk:
        customer = desk.customer()
        thread, card = await steps.referred(desk, customer)
        credit = credit_id(card)
        for keys in (FIRST, f"{FIRST},{SECOND}", f"{SECOND},{FIRST}"):
            await rekeyed(desk, keys)
            assert (await books(desk, keys).audit(credit)).links
        await desk.slack.click(steps.OLIVIA, card, "referral_approve")
        await desk.slack.reply(thread, "Offer for your credit", "8,000.00 EUR")


@pytest.mark.parametrize("kept", ["", SECOND], ids=["none", "another"])
async def test_a_lost_key_is_an_outage_with_a_clear_error(
    tmp_path: Path, newcomers: Iterator[str], kept: str
) -> None:
    """Nothing fails for good: it says which key is missing, and goes on when that is back."""
    async with running(tmp_path, newcomers, {"JOURNAL_KEYS": FIRST}) as desk:
        desk.script.expect("front_desk", text("First."), when=says("first words"))
        question = await desk.slack.write(desk.customer(), "first words")
        await desk.slack.reply(question, "First.")
        await rekeyed(desk, kept)
        await desk.slack.write(question.user, "second words", thread=question)
        lost = sealed.read(FIRST).ids[0]
        assert f"encrypted by the key {lost}" in await failure(desk)
        assert (tmp_path / "logs" / "services.log").read_text().count("ALERT A value is") == 1
        desk.script.expect("front_desk", text("Second."), when=says("second words"))
        await rekeyed(desk, f"{FIRST},{SECOND}")
        await desk.slack.reply(question, "Second.")


async def test_a_message_under_a_lost_key_waits_for_it(
    tmp_path: Path, newcomers: Iterator[str]
) -> None:
    """An input that can't be read is no terminal failure: that would lose the message."""
    async with running(tmp_path, newcomers, {"JOURNAL_KEYS": FIRST}) as desk:
        await rekeyed(desk, SECOND, parts=("services",))
        desk.script.expect("front_desk", text("Here."), when=says("are you there"))
        question = await desk.slack.write(desk.customer(), "are you there")
        assert sealed.read(FIRST).ids[0] in await failure(desk)
        await rekeyed(desk, f"{SECOND},{FIRST}")
        await desk.slack.reply(question, "Here.")


def books(desk: Desk, keys: str) -> staging.Books:
    return replace(desk.books, keys=sealed.read(keys))


async def rekeyed(desk: Desk, keys: str, *, parts: tuple[str, ...] = ("services", "bot")) -> None:
    """The parts, started again with other keys."""
    for name in parts:
        keeper = desk.stack._keepers[name]  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        environment = {**keeper.part.environment, "JOURNAL_KEYS": keys}
        keeper.part = replace(keeper.part, environment=environment)
        await desk.stack.restart(name)
    for name in parts:
        await desk.stack.ready(name)


async def failure(desk: Desk) -> str:
    """The last failure of a call that is tried again, once there is one."""
    sql = "SELECT last_failure FROM sys_invocation WHERE last_failure LIKE '%JOURNAL_KEYS%'"
    async with asyncio.timeout(PATIENCE):
        while not (rows := await desk.rows(sql)):
            await asyncio.sleep(0.05)
    return str(rows[0]["last_failure"])
