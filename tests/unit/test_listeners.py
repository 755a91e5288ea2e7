"""What Slack sends becomes the right request, and is acknowledged only when that was taken."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, get_args
from urllib.parse import unquote

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot import app, settings
from bot.ingress import Ingress
from bot.links import Links
from bot.listeners import commands, held, messages
from bot.listeners.held import Held
from bot.listeners.parts import Asides, Parts
from bot.listeners.payloads import MessageEnvelope
from bot.listeners.register import register
from bot.readers import Readers
from bot.rooms import Rooms
from bot.slack import Bot, Slack
from bot.views import rights_words as rights
from bot.views import words
from services.contracts import session
from services.contracts.credit import Receipt
from tests.unit.reading import DIETER, Locales
from tests.unit.test_bot_start import TOKENS

BOT = Bot(team="T0DESK", user="U0DESK", bot="B0DESK")
TS = "1700000000.000100"
TARGET = "CR-ABCDEFGH|offer.1"


def event(**changed: Any) -> dict[str, Any]:
    said = {"type": "message", "channel": "D0ALICE", "user": "U0ALICE", "text": "Hi", "ts": TS}
    return {
        "type": "event_callback",
        "team_id": "T0DESK",
        "event": {name: value for name, value in {**said, **changed}.items() if value is not None},
    }


def to_message(**changed: Any) -> session.Message | None:
    envelope = MessageEnvelope.model_validate(event(**changed))
    return messages.to_message(envelope.event, envelope, bot_user="U0DESK", rooms=Rooms())


def test_a_direct_message_is_its_own_thread() -> None:
    message = to_message()
    assert message
    assert message.model_dump() == {
        "author": "T0DESK.U0ALICE",
        "standing": "member",
        "place": {"room": "T0DESK.D0ALICE", "thread": TS},
        "reference": TS,
        "sent_at": datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
        "text": "Hi",
        "attachments": 0,
        "addressed": True,
        "shared": False,
        "live": False,
    }


def test_a_reply_belongs_to_its_thread() -> None:
    """In a channel the bot reads along; whether it answers is the session's to say."""
    message = to_message(channel="C0GENERAL", thread_ts="1600000000.000001")
    assert message
    assert message.place.thread == "1600000000.000001"
    assert (message.addressed, message.shared) == (False, True)


def test_a_channel_message_without_a_mention_starts_nothing() -> None:
    assert to_message(channel="C0GENERAL") is None
    assert to_message(channel="C0GENERAL", text="<@U0DESKTOP> hi") is None


@pytest.mark.parametrize(
    ("hours", "heard"), [(0, True), (19, True), (21, False), (24 * 7, False), (24 * 365, False)]
)
def test_a_mention_that_is_edited_late_is_not_heard_again(hours: int, *, heard: bool) -> None:
    """Soon it is taken by its name, which is that of the message."""
    edited = {"user": "U0ALICE", "ts": f"{1700000000 + 3600 * hours}.000000"}
    said = {"type": "app_mention", "channel": "C0GENERAL", "text": "<@U0DESK> apply"}
    message = to_message(**said, edited=edited)
    assert (message is not None) == heard
    assert message is None or message.reference == TS


def test_the_twins_of_a_mention_are_equal() -> None:
    """The first of them wins at Restate, so they may not differ."""
    said = {"channel": "C0GENERAL", "text": "<@U0DESK> balance?"}
    message, mention = to_message(**said), to_message(type="app_mention", **said)
    assert message == mention
    assert message
    assert (message.addressed, message.text) == (True, "balance?")


@pytest.mark.parametrize(
    "changed",
    [
        {"bot_id": "B0OTHER"},
        {"user": "U0DESK"},
        {"user": None},
        {"hidden": True},
        *(
            {"subtype": subtype}
            for subtype in ("message_changed", "message_deleted", "channel_join", "bot_message")
        ),
    ],
)
def test_what_no_person_here_wrote_starts_nothing(changed: dict[str, Any]) -> None:
    assert to_message(**changed) is None


@pytest.mark.parametrize("told", ["user_team", "source_team", "team"])
def test_who_is_of_another_organisation_is_a_stranger_by_the_event_itself(told: str) -> None:
    """Under the key of their own workspace, whatever else Slack would say of them."""
    message = to_message(**{"team": "T0DESK", told: "T0OTHER"})
    assert message
    assert (message.author, message.standing) == ("T0OTHER.U0ALICE", "stranger")
    assert message.place.room == "T0DESK.D0ALICE"


@pytest.mark.parametrize(
    ("channel", "shared"), [("C0GENERAL", True), ("G0PRIVATE", True), ("D0ALICE", False)]
)
def test_where_others_read_along_the_session_is_told_so(channel: str, *, shared: bool) -> None:
    """In private channels too."""
    message = to_message(channel=channel, text="<@U0DESK> balance?")
    assert message
    assert message.shared == shared


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
def test_files_and_broadcasts_are_messages(subtype: str) -> None:
    message = to_message(subtype=subtype, files=[{"id": "F1"}, {"id": "F2"}])
    assert message
    assert message.attachments == 2


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@U0DESK> hi", "hi"),
        ("hi <@U0DESK|desk>, you", "hi , you"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<https://bank.example|bank.example>", "bank.example"),
        ("<https://bank.example/x>", "https://bank.example/x"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<@U0BOB> owes me", "<@U0BOB> owes me"),
        (None, ""),
    ],
)
def test_text_is_read_as_it_was_typed(text: str | None, read: str) -> None:
    message = to_message(text=text)
    assert message
    assert message.text == read


def test_endless_text_is_cut_where_it_is_still_seen_to_be_too_long() -> None:
    message = to_message(text="x" * 50_000)
    assert message
    assert len(message.text) == 30_001


@dataclass
class Desk:
    """Restate's ingress and Slack's Web API in one server. `asked` is what was posted to it."""

    asked: list[tuple[str, Any, str]] = field(default_factory=list[tuple[str, Any, str]])
    replies: dict[str, Any] = field(default_factory=dict[str, Any])
    status: int = 200

    async def restate(self, request: web.Request) -> web.Response:
        path = unquote(request.path.removeprefix("/restate/"))
        self.asked.append((path, await request.json(), request.headers.get("idempotency-key", "")))
        return web.json_response(self.replies.get(path.split("/")[2], {}), status=self.status)

    async def slack(self, request: web.Request) -> web.Response:
        method = request.path.removeprefix("/slack/")
        self.asked.append((method, await request.json(), ""))
        return web.json_response({"ok": True, **self.replies.get(method, {})})

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked]


class Workspace:
    """A Bolt app that is joined to the desk; `deliver` is a Socket Mode envelope."""

    def __init__(
        self, desk: Desk, url: str, http: ClientSession, *, readers: Readers | None = None
    ) -> None:
        self.desk = desk
        slack = Slack(_client(url, http))
        chosen = settings.read(TOKENS)
        self.bolt = app.bolt_app(chosen, BOT, AsyncWebClient())
        ingress, readers = Ingress(http, url=f"{url}/restate"), readers or Readers(Locales())
        self.asides = Asides(slack)
        self.heard: list[object] = []
        self.held = Held(
            partial(messages.hand_over, ingress, readers),
            tell=self.asides.say,
            heard=self.heard.append,
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
                held=self.held,
                live=lambda: True,
            ),
        )

    async def deliver(self, body: dict[str, Any]) -> tuple[int, Any]:
        request = AsyncBoltRequest(mode="socket_mode", body=body)
        response = await self.bolt.async_dispatch(request)
        await self.asides.settled()
        said = response.body
        return response.status, json.loads(said) if said.startswith("{") else said


def _client(url: str, http: ClientSession) -> AsyncWebClient:
    return AsyncWebClient(base_url=f"{url}/slack/", session=http, retry_handlers=[])


@pytest_asyncio.fixture
async def workspace() -> AsyncIterator[Workspace]:
    desk = Desk()
    site = web.Application()
    site.router.add_post("/restate/{path:.*}", desk.restate)
    site.router.add_post("/slack/{path:.*}", desk.slack)
    async with TestServer(site) as server, ClientSession() as http:
        yield Workspace(desk, str(server.make_url("/")).rstrip("/"), http)


def click(action: str, *, value: str = TARGET, user: str = "U0ALICE") -> dict[str, Any]:
    return {
        "type": "block_actions",
        "user": {"id": user, "team_id": "T0DESK"},
        "team": {"id": "T0DESK"},
        "channel": {"id": "C0OFFICERS"},
        "message": {"ts": TS},
        "trigger_id": "t.1",
        "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value}],
    }


def form(name: str, **fields: Any) -> dict[str, Any]:
    values = {
        key: {key: {"selected_options": value} if "reason" in key else {"value": value}}
        for key, value in fields.items()
    }
    return {
        "type": "view_submission",
        "user": {"id": "U0OLIVIA", "team_id": "T0DESK"},
        "team": {"id": "T0DESK"},
        "view": {
            "type": "modal",
            "callback_id": name,
            "private_metadata": TARGET,
            "state": {"values": values},
        },
    }


def ticked(*codes: str) -> list[dict[str, str]]:
    return [{"value": code} for code in codes]


def command(text: str) -> dict[str, Any]:
    return {"command": "/credit", "text": text, "team_id": "T0DESK", "user_id": "U0ALICE"}


async def test_a_message_is_sent_once_under_its_name(workspace: Workspace) -> None:
    status, _ = await workspace.deliver(event())
    path, body, name = workspace.desk.asked[0]
    assert status == 200
    assert path == f"AgentSession/T0DESK.D0ALICE.{TS}/message/send"
    message = session.Message.model_validate(body)
    assert (message.text, message.live) == ("Hi", True)
    assert name == f"T0DESK.D0ALICE.{TS}"


@pytest.mark.parametrize("trouble", [500, 503, 429, 404, 400])
async def test_what_restate_did_not_take_is_not_acknowledged(
    workspace: Workspace, trouble: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack then delivers again, and so do we, under the same name."""
    monkeypatch.setattr(held, "ACKNOWLEDGED_WITHIN", 0.2)
    monkeypatch.setattr(held, "AGAIN_AFTER", 0.1)
    workspace.desk.status = trouble
    status, _ = await workspace.deliver(event())
    assert status == 500
    workspace.desk.status = 200
    await workspace.held.settled()
    assert {name for _, _, name in workspace.desk.asked} == {f"T0DESK.D0ALICE.{TS}"}


async def test_what_starts_nothing_is_acknowledged(workspace: Workspace) -> None:
    for body in (event(subtype="message_changed"), event(bot_id="B1"), event(channel="D/../x")):
        assert (await workspace.deliver(body))[0] == 200
    assert workspace.desk.asked == []


@pytest.mark.parametrize(("action", "accept"), [("offer_accept", True), ("offer_decline", False)])
async def test_an_offer_is_answered_by_who_clicked(
    workspace: Workspace, action: str, *, accept: bool
) -> None:
    workspace.desk.replies["respond"] = {"outcome": "done"}
    status, _ = await workspace.deliver(click(action, user="U0BOB"))
    assert status == 200
    assert workspace.desk.asked == [
        (
            "CreditApplication/CR-ABCDEFGH/respond",
            {"by": "T0DESK.U0BOB", "offer": "offer.1", "accept": accept},
            "",
        )
    ]


@pytest.mark.parametrize("outcome", get_args(Receipt.model_fields["outcome"].annotation)[1:])
@pytest.mark.parametrize(
    ("action", "handler"), [("offer_accept", "respond"), ("referral_approve", "vote")]
)
async def test_what_is_not_done_is_told_to_who_clicked(
    workspace: Workspace, outcome: str, action: str, handler: str
) -> None:
    detail = "T0DESK.U0OMAR" if outcome == "claimed" else ""
    workspace.desk.replies[handler] = {"outcome": outcome, "detail": detail}
    await workspace.deliver(click(action))
    method, body, _ = workspace.desk.asked[1]
    assert method == "chat.postEphemeral"
    assert (body["channel"], body["user"]) == ("C0OFFICERS", "U0ALICE")
    assert body["text"]


@pytest.mark.parametrize(
    ("action", "value"),
    [
        *((name, TARGET) for name in ("offer_accept", "referral_approve", "decision_why")),
        ("human_call", TARGET),
        ("answer_rate", f"up|{TS}"),
    ],
)
async def test_an_outage_is_told_to_who_clicked(
    workspace: Workspace, action: str, value: str
) -> None:
    workspace.desk.status = 503
    status, _ = await workspace.deliver(click(action, value=value))
    assert status == 200
    assert workspace.desk.asked[1][1]["text"] == words.DESK_UNAVAILABLE


async def test_a_thumb_goes_to_the_thread_of_the_answer(workspace: Workspace) -> None:
    """By who clicked; a change of mind is another click, a forged one reaches nobody."""
    for thumb, at in (("up", "1.5"), ("down", "2.5"), ("up", "3.5")):
        clicked = click("answer_rate", value=f"{thumb}|{TS}", user="U0BOB")
        clicked["message"]["thread_ts"] = "1600000000.000001"
        clicked["actions"][0] |= {"type": "feedback_buttons", "action_ts": at}
        assert (await workspace.deliver(clicked))[0] == 200
    path, body, _ = workspace.desk.asked[0]
    assert path == "AgentSession/T0DESK.C0OFFICERS.1600000000.000001/rate/send"
    rating = session.Rating.model_validate(body)
    assert (rating.by, rating.message, rating.thumb) == ("T0DESK.U0BOB", TS, "up")
    assert len({name for _, _, name in workspace.desk.asked}) == 3
    await workspace.deliver(click("answer_rate", value="up|../x"))
    assert workspace.desk.paths()[3:] == ["chat.postEphemeral"]


async def test_a_forged_target_reaches_nobody(workspace: Workspace) -> None:
    for value in ("", "CR-ABCDEFGH/respond?x=|offer.1", "CR-ABCDEFGH|../x"):
        await workspace.deliver(click("offer_accept", value=value))
        await workspace.deliver(click("referral_approve", value=value))
    assert set(workspace.desk.paths()) == {"chat.postEphemeral"}


@pytest.mark.parametrize("action", ["question_answer", "referral_reject", "referral_ask"])
async def test_a_button_opens_its_form(workspace: Workspace, action: str) -> None:
    await workspace.deliver(click(action))
    method, body, _ = workspace.desk.asked[0]
    assert method == "views.open"
    assert body["trigger_id"] == "t.1"
    assert body["view"]["private_metadata"] == TARGET
    assert body["view"]["callback_id"] == f"{action}_form"


async def test_the_opinion_is_shown_to_who_may_read_it(workspace: Workspace) -> None:
    """In a form of its own; who may not is told why, and no form opens."""
    done = {"receipt": {"outcome": "done"}, "text": "Pays *rent* twice."}
    workspace.desk.replies["opinion"] = done
    await workspace.deliver(click("referral_opinion"))
    (path, asked, _), (method, body, _) = workspace.desk.asked
    assert (path.rpartition("/")[2], asked) == ("opinion", {"by": "T0DESK.U0ALICE"})
    assert method == "views.open"
    assert "Pays *rent* twice." in json.dumps(body["view"])
    workspace.desk.asked.clear()
    workspace.desk.replies["opinion"] = {"receipt": {"outcome": "not_an_officer"}}
    await workspace.deliver(click("referral_opinion"))
    assert [method for method, _, _ in workspace.desk.asked][1:] == ["chat.postEphemeral"]


EXPLANATION = {
    "credit_id": "CR-ABCDEFGH",
    "outcome": "rejected",
    "automated": True,
    "policy": "2026-11",
    "figures": [{"name": "income", "value": "1,000.00 EUR"}],
}


async def test_why_is_shown_to_its_customer_alone(workspace: Workspace) -> None:
    """In a form; to anybody else it is as if there were no such credit, and no form opens."""
    done = {"receipt": {"outcome": "done"}, "explanation": EXPLANATION}
    workspace.desk.replies["why"] = done
    await workspace.deliver(click("decision_why"))
    (path, asked, _), (method, body, _) = workspace.desk.asked
    assert (path, asked) == ("CreditApplication/CR-ABCDEFGH/why", {"by": "T0DESK.U0ALICE"})
    assert method == "views.open"
    assert "1,000.00 EUR" in json.dumps(body["view"])
    workspace.desk.asked.clear()
    workspace.desk.replies["why"] = {"receipt": {"outcome": "unknown"}}
    await workspace.deliver(click("decision_why", user="U0BOB"))
    (_, asked, _), (method, body, _) = workspace.desk.asked
    assert (asked, method) == ({"by": "T0DESK.U0BOB"}, "chat.postEphemeral")
    assert body["text"] == words.NO_SUCH_CREDIT


async def test_a_human_is_called_from_the_cards_thread(workspace: Workspace) -> None:
    """By who clicked, about the card's credit; that it was done before is told."""
    workspace.desk.replies["call"] = {"outcome": "already_done"}
    await workspace.deliver(click("human_call"))
    (path, asked, _), (method, body, _) = workspace.desk.asked
    assert path == f"Help/T0DESK.C0OFFICERS.{TS}/call"
    assert asked == {
        "by": "T0DESK.U0ALICE",
        "place": {"room": "T0DESK.C0OFFICERS", "thread": TS},
        "credit_id": "CR-ABCDEFGH",
        "words": "",
    }
    assert (method, body["text"]) == ("chat.postEphemeral", rights.CALLED_ALREADY)


async def test_a_call_is_taken_by_who_clicked(workspace: Workspace) -> None:
    """The button names thread and number; what is no call reaches nobody."""
    workspace.desk.replies["take"] = {"outcome": "claimed", "detail": "T0DESK.U0OMAR"}
    await workspace.deliver(click("human_take", value=f"T0DESK.D0BOB.{TS}|2", user="U0OLIVIA"))
    (path, asked, _), (_, body, _) = workspace.desk.asked
    assert path == f"Help/T0DESK.D0BOB.{TS}/take"
    assert asked == {"by": "T0DESK.U0OLIVIA", "number": 2}
    assert "<@U0OMAR>" in body["text"]
    workspace.desk.asked.clear()
    for forged in ("", f"T0DESK.D0BOB.{TS}|0", f"T0DESK.D0BOB.{TS}|-1", "../x|1", TARGET):
        await workspace.deliver(click("human_take", value=forged))
    assert set(workspace.desk.paths()) == {"chat.postEphemeral"}


async def test_an_officer_has_seen_to_failures(workspace: Workspace) -> None:
    """The button names the card; what is no card reaches nobody."""
    workspace.desk.replies["acknowledge"] = {"outcome": "not_an_officer"}
    await workspace.deliver(click("failures_seen", value="3", user="U0OLIVIA"))
    (path, asked, _), (_, body, _) = workspace.desk.asked
    assert path == "Watch/desk/acknowledge"
    assert asked == {"by": "T0DESK.U0OLIVIA", "number": 3}
    assert body["text"]
    workspace.desk.asked.clear()
    for forged in ("", "0", "-1", "3|x", "../x"):
        await workspace.deliver(click("failures_seen", value=forged))
    assert set(workspace.desk.paths()) == {"chat.postEphemeral"}


async def test_who_acts_reads_the_answer_in_their_language(workspace: Workspace) -> None:
    """Of a command, of a form that lacks something, and of a form that is opened."""
    workspace.desk.replies["credits"] = {"items": []}
    _, told = await workspace.deliver({**command("status CR-NOPE"), "user_id": DIETER})
    assert told["text"] == "Sie haben keinen solchen Kredit."
    empty = form("question_answer_form", answer=" ")
    _, wrong = await workspace.deliver({**empty, "user": {"id": DIETER}})
    assert wrong["errors"] == {"answer": "Bitte schreiben Sie eine Antwort."}
    await workspace.deliver(click("question_answer", user=DIETER))
    _, opened, _ = workspace.desk.asked[-1]
    assert opened["view"]["title"]["text"] == "Ihre Antwort"


async def test_an_answer_goes_on_in_the_customers_words(workspace: Workspace) -> None:
    workspace.desk.replies["answer"] = {"outcome": "done"}
    said = "  My *own* words <b>\n"
    assert await workspace.deliver(form("question_answer_form", answer=said)) == (200, "")
    assert workspace.desk.asked[0][1] == {
        "by": "T0DESK.U0OLIVIA",
        "question": "offer.1",
        "text": said,
    }


async def test_what_goes_wrong_with_an_answer_shows_in_the_form(workspace: Workspace) -> None:
    workspace.desk.replies["answer"] = {"outcome": "unknown"}
    _, empty = await workspace.deliver(form("question_answer_form", answer=" \n"))
    _, unknown = await workspace.deliver(form("question_answer_form", answer="Yes"))
    assert empty["errors"] == {"answer": words.ANSWER_EMPTY}
    assert unknown["errors"] == {"answer": words.NO_SUCH_CREDIT}


async def test_a_rejection_needs_a_reason(workspace: Workspace) -> None:
    _, none = await workspace.deliver(form("referral_reject_form"))
    _, other = await workspace.deliver(form("referral_reject_form", more_reasons=ticked("OTHER")))
    _, forged = await workspace.deliver(form("referral_reject_form", reason=ticked("BECAUSE")))
    assert none["errors"] == forged["errors"] == {"reason": words.REASON_MISSING}
    assert other["errors"] == {"note": words.NOTE_MISSING}
    assert workspace.desk.asked == []


async def test_conditions_are_read_before_anything_is_asked(workspace: Workspace) -> None:
    """What is no figure shows at its field; an empty one leaves the ballot's."""
    workspace.desk.replies["vote"] = {"outcome": "done"}
    _, amount = await workspace.deliver(form("referral_conditions_form", amount="lots"))
    _, months = await workspace.deliver(form("referral_conditions_form", months="4 years"))
    assert amount["errors"] == {"amount": words.NO_AMOUNT}
    assert months["errors"] == {"months": words.NO_MONTHS}
    assert workspace.desk.asked == []
    await workspace.deliver(form("referral_conditions_form", amount="6,000", months=""))
    assert workspace.desk.asked[0][1]["vote"]["wish"] == {"amount": 600000, "months": None}


async def test_what_the_server_refuses_shows_at_its_field(workspace: Workspace) -> None:
    """With the limit that it gave."""
    refused = {"outcome": "invalid", "detail": "months_not_longer", "limit": "36"}
    workspace.desk.replies["vote"] = refused
    _, told = await workspace.deliver(form("referral_conditions_form", months="24"))
    assert list(told["errors"]) == ["months"]
    assert "36" in told["errors"]["months"]


async def test_votes_are_cast_by_who_sent_the_form(workspace: Workspace) -> None:
    workspace.desk.replies["vote"] = {"outcome": "done"}
    reasons = {"reason": ticked("SHORT_HISTORY"), "more_reasons": ticked("OTHER")}
    await workspace.deliver(form("referral_reject_form", **reasons, note="New."))
    await workspace.deliver(form("referral_ask_form", question="Since when?"))
    reject, ask = (body for _, body, _ in workspace.desk.asked)
    assert reject["ballot"] == "offer.1"
    assert reject["vote"]["officer"] == "T0DESK.U0OLIVIA"
    codes = [(reason["code"], reason["note"]) for reason in reject["vote"]["reasons"]]
    assert codes == [("SHORT_HISTORY", "New."), ("OTHER", "")]
    assert (ask["vote"]["action"], ask["vote"]["text"]) == ("ask", "Since when?")


async def test_the_balance_is_the_callers_and_only_seen_by_the_caller(
    workspace: Workspace,
) -> None:
    workspace.desk.replies["balance"] = {"balance": {"minor": 5}, "as_of": "2026-08-01"}
    _, said = await workspace.deliver(command("balance"))
    assert workspace.desk.paths() == ["Account/T0DESK.U0ALICE/balance"]
    assert said["response_type"] == "ephemeral"
    assert said["text"].splitlines()[0] == "Your balance on 1 August 2026: 0.05 EUR."


OWN = {
    "credit_id": "CR-22222222",
    "amount": {"minor": 100_000},
    "months": 12,
    "state": "under_review",
    "submitted_on": "2026-08-01",
}


@pytest.mark.parametrize("which", ["CR-22222222", "cr-22222222", "Cr-22222222 please"])
async def test_a_credit_is_looked_up_among_the_callers_own(
    workspace: Workspace, which: str
) -> None:
    """However it is typed. The other credits of the caller are not shown beside it."""
    workspace.desk.replies["credits"] = {"items": [OWN | {"credit_id": "CR-33333333"}, OWN]}
    _, said = await workspace.deliver(command(f"status {which}"))
    assert said["response_type"] == "ephemeral"
    assert "CR-22222222" in said["text"]
    assert "CR-33333333" not in json.dumps(said)
    assert workspace.desk.paths() == ["Account/T0DESK.U0ALICE/credits"]


@pytest.mark.parametrize("which", ["CR-NOPE", "CR-ABCDEFGH", "cr-abcdefgh", "../x", "CR-2222222"])
async def test_another_persons_credit_is_like_no_credit(workspace: Workspace, which: str) -> None:
    """Nobody but the caller's own account is asked, whatever is typed."""
    workspace.desk.replies["credits"] = {"items": [OWN]}
    _, said = await workspace.deliver(command(f"status {which}"))
    assert said["text"] == words.NO_SUCH_CREDIT
    assert "CR-22222222" not in json.dumps(said)
    assert workspace.desk.paths() == ["Account/T0DESK.U0ALICE/credits"]


async def test_the_list_is_the_callers(workspace: Workspace) -> None:
    workspace.desk.replies["credits"] = {"items": [OWN]}
    for text in ("", "status"):
        _, said = await workspace.deliver(command(text))
        assert "CR-22222222" in said["text"]
    assert set(workspace.desk.paths()) == {"Account/T0DESK.U0ALICE/credits"}


async def test_without_credits_the_list_says_so(workspace: Workspace) -> None:
    workspace.desk.replies["credits"] = {"items": []}
    for text in ("", "status"):
        assert (await workspace.deliver(command(text)))[1]["text"] == words.NO_CREDITS


@pytest.mark.parametrize(
    ("text", "hint"), [("staus", "`/credit status`"), ("<!channel>", "&lt;!channel&gt;")]
)
async def test_an_unknown_word_is_helped(workspace: Workspace, text: str, hint: str) -> None:
    _, said = await workspace.deliver(command(text))
    assert hint in said["text"]
    assert commands.help_text() in said["text"]


async def test_an_outage_is_told_to_who_asked(workspace: Workspace) -> None:
    workspace.desk.status = 503
    for text in ("", "balance", "status CR-ABCDEFGH"):
        status, said = await workspace.deliver(command(text))
        assert (status, said["text"]) == (200, words.DESK_UNAVAILABLE)


async def test_the_home_tab_shows_the_persons_credits(workspace: Workspace) -> None:
    workspace.desk.replies["credits"] = {"items": []}
    workspace.desk.replies["read"] = {"outcome": "not_an_officer"}
    workspace.desk.replies["list"] = {"items": []}
    opened = {"type": "app_home_opened", "user": "U0ALICE", "tab": "home"}
    body = {"type": "event_callback", "team_id": "T0DESK", "event": opened}
    assert (await workspace.deliver(body))[0] == 200
    assert workspace.desk.paths() == [
        "Account/T0DESK.U0ALICE/credits",
        "Referrals/officers/read",
        "Reminders/T0DESK.U0ALICE/list",
        "views.publish",
        "Home/T0DESK.U0ALICE/opened/send",
    ]


def messages_tab(channel: str = "D0ALICE") -> dict[str, Any]:
    opened = {"type": "app_home_opened", "user": "U0ALICE", "tab": "messages", "channel": channel}
    return {"type": "event_callback", "team_id": "T0DESK", "event": opened}


async def test_the_messages_tab_suggests_what_to_write(workspace: Workspace) -> None:
    """For the whole conversation: with a thread, an agent app's prompts are not shown."""
    workspace.desk.replies["credits"] = {"items": []}
    assert (await workspace.deliver(messages_tab()))[0] == 200
    (path, _, _), (method, body, _) = workspace.desk.asked
    assert path == "Account/T0DESK.U0ALICE/credits"
    assert method == "assistant.threads.setSuggestedPrompts"
    assert body.keys() == {"channel_id", "title", "prompts"}
    assert body["channel_id"] == "D0ALICE"
    assert 1 <= len(body["prompts"]) <= 4


@pytest.mark.parametrize("why", ["unknown_method", "missing_scope", "channel_not_found"])
async def test_where_nothing_can_be_suggested_nothing_fails(workspace: Workspace, why: str) -> None:
    workspace.desk.replies["credits"] = {"items": []}
    refused = {"ok": False, "error": why}
    workspace.desk.replies["assistant.threads.setSuggestedPrompts"] = refused
    assert (await workspace.deliver(messages_tab()))[0] == 200
    workspace.desk.status = 503
    assert (await workspace.deliver(messages_tab()))[0] == 200


async def test_credits_are_told_in_a_direct_message_alone(workspace: Workspace) -> None:
    for channel in ("C0GENERAL", ""):
        assert (await workspace.deliver(messages_tab(channel)))[0] == 200
    assert workspace.desk.asked == []


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is malformed"),
        ({"SLACK_MODE": "carrier"}, "SLACK_MODE is malformed"),
        ({"SLACK_MODE": "http"}, "SLACK_SIGNING_SECRET is missing"),
        ({"BOT_PORT": "70000"}, "BOT_PORT is malformed"),
        ({"LONGER_AFTER_SECONDS": "soon"}, "LONGER_AFTER_SECONDS is malformed"),
        ({"SLACK_API_URL": "slack.com"}, "SLACK_API_URL is malformed"),
        ({"RESTATE_IDENTITY_KEYS": "x"}, "RESTATE_IDENTITY_KEYS is malformed"),
    ],
)
def test_settings_are_refused_by_name(changed: dict[str, str], named: str) -> None:
    with pytest.raises(settings.SettingsError, match=named):
        settings.read({**TOKENS, **changed})


def test_tokens_show_nowhere() -> None:
    """An error could print the settings."""
    told = TOKENS | {"SLACK_BOT_TOKEN": "xoxb-planted", "SLACK_APP_TOKEN": "xapp-planted"}
    http = told | {"SLACK_MODE": "http", "SLACK_SIGNING_SECRET": "signing-planted"}
    assert "planted" not in repr(settings.read(told)) + repr(settings.read(http))


def test_the_bot_listens_on_this_machine_alone() -> None:
    """Unless it is told otherwise."""
    assert settings.read(TOKENS).bind_host == "127.0.0.1"
    assert settings.read(TOKENS | {"BIND_HOST": "0.0.0.0"}).bind_host == "0.0.0.0"
