"""Nothing that people send is taken without end, and whoever sends too much reads how much."""

import time
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from bot import app, settings
from bot.identity import Target
from bot.listeners import figures, messages
from bot.listeners.payloads import MessageEnvelope
from bot.rooms import Rooms
from bot.views import forms, sentences, words
from local import ports
from services.contracts import help as calls
from services.contracts import posts, sizes
from services.contracts.credit import (
    Answer,
    Awaiting,
    Contest,
    OfficerVote,
    Reason,
    Receipt,
    VoteCast,
)
from services.contracts.keys import CreditId, Key
from services.contracts.session import Message
from services.credit import application, voting
from services.help import handlers as help_desk
from services.session import transcript
from tests.unit.case import ALICE, CREDIT, NOW, OLIVIA, PLACE, THREAD, UNTIL, view
from tests.unit.test_listeners import Workspace, click, command, event, form, workspace
from tests.unit.test_loan_trouble import behind

_ = workspace
LONG = "m" * (sizes.MESSAGE + 1)
TOO_LONG = Receipt(outcome="invalid", detail="too_long", limit="4,000")
AT_ONCE = 2.0
"""Seconds of the processor; without a bound the same takes many times that."""


def test_an_answer_is_bounded() -> None:
    """The words of a whole message are taken, one letter more is not."""
    asked = view("info_requested", Awaiting(kind="answer", name="answer.1", until=UNTIL))
    answer = Answer(by=ALICE, question="answer.1", text=LONG)
    assert application.judge_answer(asked, answer) == TOO_LONG
    fits = answer.model_copy(update={"text": LONG[1:]})
    assert application.judge_answer(asked, fits) is None


def test_a_contest_is_bounded() -> None:
    rejected = view("rejected", Awaiting(kind="contest", name="contest.1", until=UNTIL))
    contest = Contest(by=ALICE, contest="contest.1", text=LONG)
    assert application.judge_contest(rejected, contest) == TOO_LONG


async def test_difficulties_are_bounded() -> None:
    fake = await behind()
    assert await fake.suffers(LONG) == TOO_LONG
    assert fake.told(posts.HardshipReported) == []
    assert (await fake.suffers(LONG[1:])).outcome == "done"


async def test_a_call_for_a_human_is_bounded() -> None:
    class Ctx:
        def key(self) -> str:
            return THREAD

    call = calls.Call(by=ALICE, place=PLACE, words=LONG)
    assert await help_desk.take_call(cast("Any", Ctx()), call, cast("Any", None)) == TOO_LONG


@pytest.mark.parametrize(
    "wrote",
    [
        {"action": "ask", "text": "q" * (sizes.NOTE + 1)},
        {"action": "reject", "reasons": (Reason(code="OTHER", note="n" * (sizes.NOTE + 1)),)},
        {"action": "approve", "text": "q" * 1_000_000},
    ],
)
def test_what_an_officer_writes_is_bounded(wrote: dict[str, Any]) -> None:
    """And never cut: the customer would read half of it."""
    ballot = Awaiting(kind="vote", name="vote.1", until=UNTIL)
    seen = view("referred", ballot).model_copy(update={"rounds_left": 1})
    vote = OfficerVote(officer=OLIVIA, **wrote)
    receipt = voting.judge(seen, VoteCast(vote=vote, ballot="vote.1"), officers=frozenset({OLIVIA}))
    assert receipt == Receipt(outcome="invalid", detail="too_long", limit="500")


def test_a_message_is_bounded() -> None:
    said = Message(
        author=ALICE, place=PLACE, reference=Key("1"), sent_at=NOW, text=LONG, addressed=True
    )
    assert transcript.unusable(said) == "too_long"
    assert transcript.unusable(said.model_copy(update={"text": LONG[1:]})) is None


@pytest.mark.parametrize(
    ("tell", "limit", "named"),
    [
        (sentences.for_customer, "4,000", "4,000"),
        (sentences.for_caller, "4,000", "4,000"),
        (sentences.in_form, "500", "500"),
    ],
)
def test_each_limit_is_told_in_a_sentence(tell: Any, limit: str, named: str) -> None:
    told = tell(Receipt(outcome="invalid", detail="too_long", limit=limit))
    assert told == words.TOO_LONG.format(limit=named)


def test_forms_take_no_more_than_the_services() -> None:
    """Where Slack itself counts the letters, nobody is refused after writing."""
    target = Target(credit_id=CreditId(CREDIT), promise=Key("answer.1"))
    made = [forms.answer, forms.contest, forms.difficulties, forms.reject, forms.ask]
    limits = [
        block["element"]["max_length"]
        for each in made
        for block in each(target)["blocks"]
        if block.get("element", {}).get("type") == "plain_text_input"
    ]
    assert limits == [sizes.ANSWER] * 3 + [sizes.NOTE] * 2
    assert max(limits) <= sizes.MESSAGE


async def test_a_command_is_bounded(workspace: Workspace) -> None:
    """Whatever its word is; nothing is asked of the desk."""
    _, said = await workspace.deliver(command(f"human {LONG}"))
    assert workspace.desk.asked == []
    assert said["text"] == words.TOO_LONG.format(limit="4,000")


async def test_too_long_a_note_shows_in_the_officers_form(workspace: Workspace) -> None:
    workspace.desk.replies["vote"] = {"outcome": "invalid", "detail": "too_long", "limit": "500"}
    body = form("referral_ask_form", question="q" * 600)
    _, said = await workspace.deliver(body)
    assert words.TOO_LONG.format(limit="500") in str(said)
    assert len(workspace.desk.asked[0][1]["vote"]["text"]) == 600


async def test_too_long_a_button_reaches_nobody(workspace: Workspace) -> None:
    """A value that Slack would never have carried is no target."""
    await workspace.deliver(click("offer_accept", value=f"CR-ABCDEFGH|offer.{'1' * 100_000}"))
    assert [path for path in workspace.desk.paths() if "/" in path] == []


def test_names_of_people_and_of_files_are_not_read() -> None:
    """Whatever they are, and however long: the request is the same."""
    plain = event(files=[{"id": "F1"}])
    named = event(files=[{"id": "F1", "name": LONG, "title": LONG}], user_profile={"name": LONG})
    assert read(plain) == read(named)


def read(body: dict[str, Any]) -> Message | None:
    envelope = MessageEnvelope.model_validate(body)
    return messages.to_message(envelope.event, envelope, bot_user="U0DESK", rooms=Rooms())


@pytest.mark.parametrize(
    "text",
    [
        "a" + " " * 40_000 + "b",
        "a" + "\n" * 40_000 + "b",
        "<tel:" * 8_000,
        "<tel:|" * 6_600,
        "<@U0DESK|" * 4_400,
    ],
)
def test_no_message_holds_the_bot_up(text: str) -> None:
    """As long as Slack lets anybody write, and made to be read slowly."""
    begun = time.process_time()
    messages.plain_text(text, bot_user="U0DESK")
    assert time.process_time() - begun < AT_ONCE


@pytest.mark.parametrize("figure", [figures.amount, figures.months])
@pytest.mark.parametrize("text", ["1" * 100_000, "1" + " " * 40_000 + "x"])
def test_no_figure_holds_the_bot_up(figure: Any, text: str) -> None:
    begun = time.process_time()
    with pytest.raises(figures.NoFigure) as refused:
        figure(text)
    assert time.process_time() - begun < AT_ONCE
    assert len(str(refused.value)) < 100


@given(st.text(alphabet="a <>@U0DESK|\n", max_size=60))
def test_a_text_without_marks_is_read_as_it_is(text: str) -> None:
    if "<" not in text:
        assert messages.plain_text(text, bot_user="U0DESK") == text.strip()


async def _nobody(_request: object) -> None:
    raise AssertionError


async def test_the_http_door_takes_no_endless_body() -> None:
    """Told so by its status, before anything is read of it."""
    chosen = settings.read(
        {
            "SLACK_BOT_TOKEN": "xoxb-x",
            "SLACK_MODE": "http",
            "SLACK_SIGNING_SECRET": "s",
            "SYNTHETIC_BANK": "yes",
            "BOT_PORT": ports.free()["BOT_PORT"],
        }
    )
    front = await app._serve_front(chosen)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    front.bolt = cast("Any", SimpleNamespace(async_dispatch=_nobody))
    url = f"http://127.0.0.1:{chosen.bot_port}/slack/events"
    try:
        async with (
            ClientSession() as http,
            http.post(url, data=BytesIO(b"x" * (app.LARGEST_BODY + 1))) as refused,
        ):
            assert refused.status == 413
    finally:
        await front.runner.cleanup()
