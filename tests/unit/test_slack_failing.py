"""Whatever Slack answers, a person reads a sentence of ours, and nothing of what Slack said."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot import names
from bot.views import home_words, words
from tests.unit.test_listeners import TARGET, TS, Desk, Workspace, click, command

SECRET = "xoxb-planted"
FAILURES: dict[str, tuple[int, str]] = {
    **{
        code: (200, json.dumps({"ok": False, "error": code, "needed": SECRET}))
        for code in (
            *("expired_trigger_id", "invalid_auth", "missing_scope", "ratelimited"),
            *("internal_error", "invalid_blocks", "unknown_method", SECRET),
        )
    },
    "500": (500, f"<h1>Traceback {SECRET}</h1>"),
    "429": (429, json.dumps({"ok": False, "error": "ratelimited"})),
    "not even JSON": (200, f"{{ {SECRET}"),
    "a list": (200, f'["{SECRET}"]'),
    "nothing": (200, ""),
}
FORMS = (
    *("question_answer", "decision_contest", "loan_difficulties"),
    *("referral_reject", "referral_ask", "referral_conditions", "referral_hand_over"),
)


@dataclass
class Failing(Desk):
    """A Slack that opens no form: it answers so instead."""

    answer: tuple[int, str] = (200, "")

    async def slack(self, request: web.Request) -> web.Response:
        if request.path.endswith(("views.open", "views.publish", "setSuggestedPrompts")):
            status, text = self.answer
            return web.Response(status=status, text=text, content_type="application/json")
        return await super().slack(request)


@pytest_asyncio.fixture
async def workspace() -> AsyncIterator[Workspace]:
    desk = Failing()
    site = web.Application()
    site.router.add_post("/restate/{path:.*}", desk.restate)
    site.router.add_post("/slack/{path:.*}", desk.slack)
    async with TestServer(site) as server, ClientSession() as http:
        yield Workspace(desk, str(server.make_url("/")).rstrip("/"), http)


def failing(workspace: Workspace, failure: str) -> None:
    assert isinstance(workspace.desk, Failing)
    workspace.desk.answer = FAILURES[failure]


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_button_whose_form_does_not_open(workspace: Workspace, failure: str) -> None:
    """Is told to who clicked, and the click itself is acknowledged."""
    failing(workspace, failure)
    for action in FORMS:
        workspace.desk.asked.clear()
        status, _ = await workspace.deliver(click(action))
        assert status == 200
        ((method, told, _),) = workspace.desk.asked
        assert (method, told["text"]) == ("chat.postEphemeral", words.FORM_NOT_OPENED)
        assert SECRET not in str(told)


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_command_whose_form_does_not_open(workspace: Workspace, failure: str) -> None:
    failing(workspace, failure)
    status, said = await workspace.deliver(command("apply 1000 12") | {"trigger_id": "t.1"})
    assert (status, said["text"]) == (200, home_words.NOT_OPENED)
    assert SECRET not in str(said)


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("tab", ["home", "messages"])
async def test_a_tab_that_is_not_taken(workspace: Workspace, failure: str, tab: str) -> None:
    """Slack gets no words from us: there is no message beside a tab to say them in."""
    failing(workspace, failure)
    workspace.desk.replies |= {"credits": {"items": []}, "read": {"outcome": "not_an_officer"}}
    event = {"type": "app_home_opened", "user": "U0ALICE", "channel": "D0ALICE", "tab": tab}
    body: dict[str, Any] = {"type": "event_callback", "team_id": "T0DESK", "event_id": "Ev1"}
    _, said = await workspace.deliver({**body, "event": {**event, "event_ts": TS}})
    assert said == ""


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_buttons_form_in_the_home_tab(workspace: Workspace, failure: str) -> None:
    """Is not acknowledged: Slack itself then shows that it did not work."""
    failing(workspace, failure)
    for action in (names.CREDIT_APPLY, names.HOME_ASK):
        body = click(action, value=TARGET)
        status, said = await workspace.deliver({k: v for k, v in body.items() if k != "channel"})
        assert (status, said) == (500, "")
