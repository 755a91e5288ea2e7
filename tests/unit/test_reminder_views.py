"""Reminders as people see them: due in a thread, as a list, and in Home with a button each."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.views import mrkdwn, reminder_card, reminder_words, render
from bot.views.blocks import TEXT
from services.contracts import posts
from services.contracts.keys import CreditId, ReminderId
from services.contracts.reminders import Instalment, Reminder, Reminders
from tests.unit.case import BERLIN, CREDIT, PLACE, THREAD, money
from tests.unit.test_home import press, shown, tab
from tests.unit.test_listeners import Desk, Workspace, command
from tests.unit.test_views import HOSTILE, RUNNING, all_text

MONDAY = datetime(2026, 11, 30, 9, tzinfo=BERLIN)
FOURTH = Instalment(credit_id=CREDIT, number=4, days=3, due=date(2026, 12, 1), payment=money(86_07))


def reminder(number: int = 3, text: str = "send the papers", **more: Any) -> Reminder:
    known: dict[str, Any] = {"at": MONDAY, "thread": THREAD, "place": PLACE}
    return Reminder(id=ReminderId(f"R-{number}"), text=text, **(known | more))


def own(*items: Reminder) -> Reminders:
    return Reminders(items=items or (reminder(),))


def test_what_is_due_shows_the_words_and_the_instalment() -> None:
    """Each where there is one."""
    content = posts.ReminderDue(reminder=ReminderId("R-3"), text="move money", instalment=FOURTH)
    instalment = "Instalment 4 of CR-AAAAAAAA, 86.07 EUR, is due on 1 December 2026."
    card = render.render(content)
    assert card.text.splitlines()[0] == f"Your reminder: move money {instalment}"
    assert "> move money" in all_text(card)
    bare = render.render(content.model_copy(update={"text": ""}))
    assert bare.text.splitlines()[0] == f"Your reminder: {instalment}"
    assert ">" not in all_text(bare)


def test_a_list_has_the_banks_hours() -> None:
    """And says of what never comes why."""
    dropped = reminder(5, "", instalment=FOURTH, dropped=True)
    lines = reminder_card.listed(own(reminder(), reminder(4, "", instalment=FOURTH), dropped)).text
    before = "3 days before instalment 4 of CR-AAAAAAAA, due on 1 December 2026"
    assert lines.splitlines() == [
        "*R-3*, Monday, 30 November 2026, 09:00 CET: send the papers",
        f"*R-4*, Monday, 30 November 2026, 09:00 CET: {before}",
        f"*R-5*, dropped: that instalment was not to be paid any more: {before}",
    ]
    assert reminder_card.listed(Reminders()).text == reminder_words.NONE


def test_the_longest_list_fits_a_message() -> None:
    """Twenty open ones and five dropped, with as much text as there can be: cut, not left out."""
    items = [reminder(n, "&" * 300, instalment=FOURTH) for n in range(1, 26)]
    view = reminder_card.listed(own(*items))
    made = view.as_json()
    parts = [block["text"]["text"] for block in made]
    assert "".join(parts).count("*R-") == 25
    assert all(len(part) <= mrkdwn.SECTION for part in parts)
    assert sum(len(part) for part in parts) <= 13_000
    assert len(view.text) <= TEXT


def test_home_has_a_button_for_each() -> None:
    """Below the credits; nothing where there is none, and no more than fit."""
    assert reminder_words.YOURS not in shown(tab(RUNNING))
    items = [reminder(n, HOSTILE) for n in range(1, 21)]
    view = tab(RUNNING, reminders=own(*items))
    pressed = [b["accessory"] for b in view["blocks"] if "accessory" in b]
    assert [each["value"] for each in pressed] == [f"R-{n}" for n in range(1, 9)]
    assert {each["action_id"] for each in pressed} == {"reminder_cancel"}
    assert "And 12 more" in shown(view)
    assert "<!channel>" not in shown(view)


@pytest_asyncio.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """A desk where Alice has one reminder."""
    desk = Desk()
    kept = own().model_dump(mode="json")
    desk.replies |= {"list": kept, "cancel": kept}
    site = web.Application()
    site.router.add_post("/restate/{path:.*}", desk.restate)
    site.router.add_post("/slack/{path:.*}", desk.slack)
    async with TestServer(site) as server, ClientSession() as http:
        yield Workspace(desk, str(server.make_url("/")).rstrip("/"), http)


async def test_a_click_cancels_the_clickers_own(workspace: Workspace) -> None:
    """A forged one reaches nobody, and an outage shows as a click that did nothing."""
    assert (await workspace.deliver(press("reminder_cancel", value="R-3")))[0] == 200
    ((path, asked, _),) = workspace.desk.asked
    assert (path, asked) == ("Reminders/T0DESK.U0ALICE/cancel", {"which": "R-3"})
    assert (await workspace.deliver(press("reminder_cancel", value="all")))[0] == 500
    assert len(workspace.desk.asked) == 1
    workspace.desk.status = 503
    assert (await workspace.deliver(press("reminder_cancel", value="R-3")))[0] == 500


@pytest.mark.parametrize(
    ("typed", "which", "told"),
    [
        ("forget R-3", "R-3", reminder_words.cancelled("R-3")),
        ("forget r-3", "R-3", reminder_words.cancelled("R-3")),
        ("forget all", "all", reminder_words.ALL_CANCELLED),
    ],
)
async def test_the_command_cancels_the_callers_own(
    workspace: Workspace, typed: str, which: str, told: str
) -> None:
    _, said = await workspace.deliver(command(typed))
    ((path, asked, _),) = workspace.desk.asked
    assert (path, asked) == ("Reminders/T0DESK.U0ALICE/cancel", {"which": which})
    assert (said["text"], said["response_type"]) == (told, "ephemeral")


async def test_what_can_not_be_cancelled_gets_what_to_type(workspace: Workspace) -> None:
    """The caller's own numbers; and nothing is cancelled."""
    for typed in ("forget it", f"forget {CreditId(CREDIT)}", "forget R-0"):
        _, said = await workspace.deliver(command(typed))
        assert "`/credit forget R-3`" in said["text"]
    assert set(workspace.desk.paths()) == {"Reminders/T0DESK.U0ALICE/list"}
    workspace.desk.replies["cancel"] = {"items": []}
    _, said = await workspace.deliver(command("forget R-9"))
    assert said["text"] == reminder_words.UNKNOWN
    workspace.desk.replies["list"] = {"items": []}
    _, said = await workspace.deliver(command("forget it"))
    assert said["text"] == reminder_words.NONE


async def test_the_command_lists_the_callers_own(workspace: Workspace) -> None:
    _, said = await workspace.deliver(command("reminders"))
    assert workspace.desk.paths() == ["Reminders/T0DESK.U0ALICE/list"]
    assert "09:00 CET: send the papers" in said["text"]
