"""The form to apply: opened by `/credit apply`, and what is sent with it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.identity import Wish
from bot.listeners import applications, figures
from bot.views import home_words, words
from services.contracts import applying
from tests.unit.reading import DIETER
from tests.unit.test_listeners import Desk, Workspace, command

DONE = {"receipt": {"outcome": "done"}, "credit_id": "CR-22222222"}


@pytest_asyncio.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """A desk that takes Alice's form, and her direct message with the bot."""
    desk = Desk()
    desk.replies["apply"] = DONE
    desk.replies["conversations.open"] = {"channel": {"id": "D0ALICE"}}
    site = web.Application()
    site.router.add_post("/restate/{path:.*}", desk.restate)
    site.router.add_post("/slack/{path:.*}", desk.slack)
    async with TestServer(site) as server, ClientSession() as http:
        yield Workspace(desk, str(server.make_url("/")).rstrip("/"), http)


def typed(text: str) -> dict[str, Any]:
    return command(text) | {"trigger_id": "t.1"}


def sent(amount: str | None, months: str, *, sheet: str = "5eed") -> dict[str, Any]:
    values = {name: {name: {"value": value}} for name, value in _named(amount, months)}
    return {
        "type": "view_submission",
        "user": {"id": "U0ALICE", "team_id": "T0DESK"},
        "team": {"id": "T0DESK"},
        "view": {
            "type": "modal",
            "callback_id": "credit_apply_form",
            "private_metadata": sheet,
            "state": {"values": values},
        },
    }


def _named(amount: str | None, months: str) -> tuple[tuple[str, str | None], ...]:
    return (("amount", amount), ("months", months))


def fields(view: dict[str, Any]) -> list[tuple[bool, str]]:
    """Of each field whether it may stay empty, and what is said below it. None is filled in."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    assert not any("initial_value" in block["element"] for block in inputs)
    return [(block.get("optional", False), block["hint"]["text"]) for block in inputs]


@pytest.mark.parametrize(
    ("text", "asked", "stands"),
    [
        ("apply", "", ["", ""]),
        ("apply 1000", "*1,000.00 EUR*", ["1,000.00 EUR", ""]),
        (
            "apply 1,000.50 EUR for 12 months",
            "*1,000.50 EUR over 12 months*",
            ["1,000.50 EUR", "12 months"],
        ),
        ("APPLY €1000 over 48", "*1,000.00 EUR over 48 months*", ["1,000.00 EUR", "48 months"]),
    ],
)
async def test_the_form_says_what_was_typed(
    workspace: Workspace, text: str, asked: str, stands: list[str]
) -> None:
    """Slack is answered with nothing: the form is the answer. Each form is a new sheet."""
    assert await workspace.deliver(typed(text)) == (200, "")
    await workspace.deliver(typed(text))
    (method, first, _), (_, second, _) = workspace.desk.asked
    assert (method, first["trigger_id"]) == ("views.open", "t.1")
    assert asked in json.dumps(first["view"])
    for (optional, hint), known in zip(fields(first["view"]), stands, strict=True):
        assert optional == bool(known)
        assert known in hint
    assert first["view"]["private_metadata"] != second["view"]["private_metadata"]


@pytest.mark.parametrize(
    ("amount", "months", "applied"),
    [
        ("", "", (900_00, 12)),
        ("800", "", (800_00, 12)),
        (None, "24", (900_00, 24)),
        ("700", "6 months", (700_00, 6)),
    ],
)
async def test_an_empty_field_leaves_what_was_typed_with_the_command(
    workspace: Workspace, amount: str | None, months: str, applied: tuple[int, int]
) -> None:
    """As the form says; what is typed in it counts instead."""
    await workspace.deliver(typed("apply 900 12"))
    sheet = workspace.desk.asked[0][1]["view"]["private_metadata"]
    await workspace.deliver(sent(amount, months, sheet=sheet))
    asked = applying.Form.model_validate(workspace.desk.asked[-1][1])
    assert (asked.amount.minor, asked.months) == applied
    assert sheet == f"{asked.form}|90000|12"


async def test_what_nobody_asked_for_can_not_be_left_empty(workspace: Workspace) -> None:
    await workspace.deliver(typed("apply 900"))
    sheet = workspace.desk.asked[0][1]["view"]["private_metadata"]
    _, told = await workspace.deliver(sent("", "", sheet=sheet))
    assert told["errors"] == {"months": words.NO_MONTHS}
    _, told = await workspace.deliver(sent("", ""))
    assert told["errors"] == {"amount": words.NO_AMOUNT, "months": words.NO_MONTHS}
    assert len(workspace.desk.asked) == 1


@pytest.mark.parametrize("text", ["apply lots", "apply 1000 soon", "apply 1 2 3", "apply -5"])
async def test_what_is_no_figure_gets_what_to_type(workspace: Workspace, text: str) -> None:
    _, said = await workspace.deliver(typed(text))
    assert said["text"] == home_words.APPLY_USAGE
    assert workspace.desk.asked == []


async def test_a_form_that_does_not_open_is_told(workspace: Workspace) -> None:
    workspace.desk.replies["views.open"] = {"ok": False, "error": "expired_trigger_id"}
    _, said = await workspace.deliver(typed("apply 1000 12"))
    assert said["text"] == home_words.NOT_OPENED


async def test_a_form_applies_for_who_sent_it(workspace: Workspace) -> None:
    """In the direct message with the sender; the form then names the application."""
    _, answer = await workspace.deliver(sent("1,000", "12 months"))
    (_, opened, _), (path, asked, _) = workspace.desk.asked
    assert opened == {"users": "U0ALICE"}
    assert path == "Applications/T0DESK.U0ALICE/apply"
    assert applying.Form.model_validate(asked).model_dump() == {
        "form": "5eed",
        "room": "T0DESK.D0ALICE",
        "amount": {"minor": 100_000, "currency": "EUR"},
        "months": 12,
        "language": "en",
    }
    assert answer["response_action"] == "update"
    assert "CR-22222222" in json.dumps(answer["view"])


async def test_a_form_says_in_which_language_it_was_read(workspace: Workspace) -> None:
    """The review asks in it."""
    form = sent("1.000", "12")
    await workspace.deliver({**form, "user": {**form["user"], "id": DIETER}})
    assert applying.Form.model_validate(workspace.desk.asked[-1][1]).language == "de"


async def test_both_fields_are_read_before_anything_is_asked(workspace: Workspace) -> None:
    _, told = await workspace.deliver(sent("lots", "soon"))
    assert told["errors"] == {"amount": words.NO_AMOUNT, "months": words.NO_MONTHS}
    assert workspace.desk.asked == []


@pytest.mark.parametrize("code", [*home_words.REFUSALS, "something_new"])
async def test_a_refusal_shows_next_to_its_field(workspace: Workspace, code: str) -> None:
    """With the limit, in words; what is about the term is under the term."""
    refused = {"receipt": {"outcome": "invalid", "detail": code, "limit": "LIMIT"}}
    workspace.desk.replies["apply"] = refused
    _, told = await workspace.deliver(sent("1000", "12"))
    ((field, sentence),) = told["errors"].items()
    assert field == ("months" if "term" in code or "instalment" in code else "amount")
    assert ("LIMIT" in sentence) == (code in home_words.REFUSALS)


async def test_an_outage_shows_in_the_form(workspace: Workspace) -> None:
    """Nothing is lost by sending the form again: it is the same sheet."""
    opened = workspace.desk.replies["conversations.open"]
    workspace.desk.replies["conversations.open"] = {"ok": False, "error": "user_disabled"}
    _, slack_away = await workspace.deliver(sent("1000", "12"))
    assert slack_away["errors"] == {"amount": home_words.NO_DIRECT_MESSAGE}
    workspace.desk.replies["conversations.open"], workspace.desk.status = opened, 503
    _, restate_away = await workspace.deliver(sent("1000", "12"))
    assert restate_away["errors"] == {"amount": words.DESK_UNAVAILABLE}


async def test_a_forged_sheet_reaches_nobody(workspace: Workspace) -> None:
    for sheet in ("", "../x", "a b", "5eed|x|12", "5eed|1"):
        _, told = await workspace.deliver(sent("1000", "12", sheet=sheet))
        assert told["errors"] == {"amount": home_words.STALE_FORM}
    assert workspace.desk.asked == []


def test_a_wish_is_an_amount_and_a_term() -> None:
    """Words that people put around figures are left out; anything else is no wish."""
    assert applications.wish(()) == Wish()
    assert applications.wish(("1000", "euros", "over", "12", "months")).months == 12
    with pytest.raises(figures.NoFigure):
        applications.wish(("12", "1000000"))
