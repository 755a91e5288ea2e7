"""The way back to a credit's thread, from a command and from the Home tab."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from bot import links as linking
from bot.links import Links
from bot.slack import SlackBusy, SlackRefused
from bot.views import answers, home
from services.contracts.account import Credits, CreditSummary
from services.contracts.keys import CreditId
from services.contracts.reminders import Reminders
from services.contracts.session import Place
from services.credit import application as machine
from tests.unit.case import CREDIT, PLACE, money, view

ADDRESS = "https://desk.slack.example/archives/D0ALICE/p1700000000000100"
LINE = CreditSummary(
    credit_id=CREDIT,
    amount=money(1000_00),
    months=12,
    state="active",
    submitted_on=date(2026, 1, 31),
    place=PLACE,
)
OWN = Credits(items=(LINE,))


@dataclass
class Addresses:
    """What Slack says of messages; `mood` is what each question runs into."""

    mood: Exception | None = None
    asked: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    async def permalink(self, *, channel: str, ts: str) -> str:
        self.asked[channel, ts] += 1
        if self.mood:
            raise self.mood
        return ADDRESS


async def test_an_address_is_asked_for_once() -> None:
    slack = Addresses()
    links = Links(slack)
    for _ in range(2):
        assert await links.of(OWN) == {CREDIT: ADDRESS}
    assert slack.asked.total() == 1


@pytest.mark.parametrize(
    "mood", [SlackRefused(code="message_not_found"), SlackBusy(code="ratelimited")]
)
async def test_where_slack_has_none_there_is_no_link_this_time(mood: Exception) -> None:
    """And no error; it is asked again the next time."""
    slack = Addresses(mood)
    links = Links(slack)
    assert await links.of(OWN) == {}
    slack.mood = None
    assert await links.of(OWN) == {CREDIT: ADDRESS}


async def test_a_workspace_without_addresses_is_asked_no_more() -> None:
    slack = Addresses(SlackRefused(code="unknown_method"))
    links = Links(slack)
    await links.of(OWN)
    await links.of(OWN)
    assert slack.asked.total() == 1


async def test_what_comes_late_is_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for the status is answered all the same."""

    class Slow(Addresses):
        async def permalink(self, *, channel: str, ts: str) -> str:
            await asyncio.Event().wait()
            raise AssertionError(channel, ts)

    monkeypatch.setattr(linking, "PATIENCE", 0.01)
    assert await Links(Slow()).of(OWN) == {}


async def test_what_has_no_thread_has_no_link() -> None:
    """A line from before places were kept, and an application whose thread never began."""
    slack = Addresses()
    old = LINE.model_copy(update={"place": None})
    bare = LINE.model_copy(update={"place": Place(room=PLACE.room)})
    assert await Links(slack).of(Credits(items=(old, bare))) == {}
    assert not slack.asked


def test_status_and_home_show_it() -> None:
    known = {CREDIT: ADDRESS}
    way = f"<{ADDRESS}|Open its thread>"
    now = datetime(2026, 2, 1, tzinfo=UTC)
    assert way in answers.credits_list(OWN, links=known).text
    assert way in str(answers.one_credit(LINE, links=known).as_json())
    assert way in str(home.view(OWN, reminders=Reminders(), now=now, links=known))
    other = {CreditId("CR-22222222"): ADDRESS}
    assert ADDRESS not in str(home.view(OWN, reminders=Reminders(), now=now, links=other))


def test_an_applications_line_says_where_it_is_talked_about() -> None:
    summary = machine.summary(view("under_review"))
    assert summary.place == PLACE
