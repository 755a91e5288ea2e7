"""The Home tab: how the person's credits stand, what can be done; for officers what is open."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.views import answers, home, home_words, words
from services.contracts.account import Credits, CreditSummary
from services.contracts.credit import Claim
from services.contracts.keys import CreditId, ReminderId
from services.contracts.money import Money
from services.contracts.referrals import OpenReferral, Queue
from services.contracts.reminders import Reminder, Reminders
from tests.unit.case import OLIVIA, PLACE, THREAD, money
from tests.unit.test_listeners import OWN, Desk, Workspace
from tests.unit.test_loan_listeners import STATED
from tests.unit.test_views import ASKED, LONG, OFFERED, REPAID, RUNNING, STOPPED, texts

NOW = datetime(2026, 8, 15, 12, tzinfo=UTC)
UNTIL = NOW + timedelta(hours=4)
NO_REMINDERS = Reminders()
BLOCKS = 50
"""Slack takes 100 in a tab; no page of ours is longer than a message."""


def tab(
    *credits: CreditSummary, reminders: Reminders = NO_REMINDERS, queue: Queue | None = None
) -> dict[str, Any]:
    return home.view(Credits(items=credits), reminders=reminders, now=NOW, queue=queue)


def shown(view: dict[str, Any]) -> str:
    return "\n".join(texts(view["blocks"]))


def actions(view: dict[str, Any]) -> list[tuple[str, str | None]]:
    rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
    return [(each["action_id"], each.get("value")) for row in rows for each in row]


def waiting(number: int = 2, *, hours: int = 3, **more: Any) -> OpenReferral:
    known: dict[str, Any] = {"amount": money(8000_00), "months": 36, "state": "open"}
    since = NOW - timedelta(hours=hours)
    credit_id = CreditId(f"CR-AAAAAAA{number}")
    return OpenReferral(credit_id=credit_id, since=since, **(known | more))


def test_without_credits_the_tab_says_so_and_offers_to_apply() -> None:
    view = tab()
    assert home_words.NO_CREDITS in shown(view)
    assert [action for action, _ in actions(view)] == ["credit_apply", "home_ask"]


def test_what_a_fault_has_ended_shows_as_ended_and_leads_on() -> None:
    """No bar, no schedule: the button to apply is there as ever."""
    view = tab(STOPPED)
    assert "stopped by a fault on our side" in shown(view)
    assert words.NOTHING_OWED in shown(view)
    assert [action for action, _ in actions(view)] == ["credit_apply", "home_ask"]


def test_a_running_loan_has_its_bar_and_its_schedule() -> None:
    """And what comes next; other credits have neither."""
    view = tab(RUNNING, OFFERED)
    text = shown(view)
    assert "Next instalment: 86.07 EUR on 1 September 2026." in text
    assert text.count("% repaid") == 1
    assert ("loan_schedule", RUNNING.credit_id) in actions(view)
    assert len(actions(view)) == 3


@pytest.mark.parametrize(
    ("outstanding", "full", "said"),
    [
        (1000_00, 0, "0% repaid: 0.00 EUR of 1,000.00 EUR."),
        (999_99, 0, "0% repaid: 0.01 EUR of 1,000.00 EUR."),
        (580_00, 4, "42% repaid: 420.00 EUR of 1,000.00 EUR."),
        (1, 9, "99% repaid: 999.99 EUR of 1,000.00 EUR."),
        (0, 10, "100% repaid: 1,000.00 EUR of 1,000.00 EUR."),
    ],
)
def test_the_bar_says_in_words_what_it_shows(outstanding: int, full: int, said: str) -> None:
    """It is never fuller than what was repaid."""
    credit = RUNNING.model_copy(
        update={"amount": money(1000_00), "outstanding": Money(minor=outstanding)}
    )
    cells, _, sums = home.bar(credit).partition(" ")
    assert (cells.count("█"), len(cells)) == (full, 10)
    assert sums == said


def test_who_is_no_officer_sees_no_queue() -> None:
    assert home_words.REFERRALS not in shown(tab(RUNNING))
    assert home_words.NO_REFERRALS in shown(tab(queue=Queue()))


def test_officers_see_who_has_what_and_for_how_long() -> None:
    """The longest first; a claim that has lapsed counts for nothing."""
    claim = Claim(by=OLIVIA, since=NOW, until=UNTIL)
    lapsed = Claim(by=OLIVIA, since=NOW, until=NOW)
    longest = (
        waiting(4, hours=49, state="asked"),
        waiting(3, hours=30, claim=claim),
        waiting(2, hours=0, claim=lapsed),
    )
    queue = Queue(longest=longest, waiting=3)
    lines = [line for line in shown(tab(queue=queue)).splitlines() if line.startswith("• ")]
    wish = "8,000.00 EUR over 36 months"
    assert lines[:3] == [
        f"• *CR-AAAAAAA4*: {wish}, open for 2 days, the customer is asked.",
        f"• *CR-AAAAAAA3*: {wish}, open for 30 hours, claimed by <@U0OLIVIA>.",
        f"• *CR-AAAAAAA2*: {wish}, open for less than an hour, nobody has claimed it.",
    ]


def test_slack_takes_the_fullest_tab() -> None:
    """Forty loans with a long question each, twenty reminders, and two hundred referrals."""
    loans = tuple(
        RUNNING.model_copy(update={"question": LONG, "state": "in_arrears"}) for _ in range(40)
    )
    claim = Claim(by=OLIVIA, since=NOW, until=UNTIL)
    longest = tuple(waiting(claim=claim) for _ in range(50))
    known: dict[str, Any] = {"at": NOW, "thread": THREAD, "place": PLACE, "text": LONG[:300]}
    reminders = Reminders(items=tuple(Reminder(id=ReminderId("R-1"), **known) for _ in range(20)))
    view = tab(*loans, reminders=reminders, queue=Queue(longest=longest, waiting=200))
    assert len(view["blocks"]) <= BLOCKS
    assert all(len(text) <= 3000 for text in texts(view["blocks"]))
    assert home_words.older(40 - answers.SHOWN) in shown(view)
    assert home_words.more(200 - home.QUEUE_SHOWN) in shown(view)


def test_what_people_wrote_calls_nobody() -> None:
    assert "<!channel>" not in shown(tab(ASKED, REPAID))


@pytest_asyncio.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """A desk where Alice has one loan that runs."""
    desk = Desk()
    desk.replies["credits"] = {"items": [OWN]}
    site = web.Application()
    site.router.add_post("/restate/{path:.*}", desk.restate)
    site.router.add_post("/slack/{path:.*}", desk.slack)
    async with TestServer(site) as server, ClientSession() as http:
        yield Workspace(desk, str(server.make_url("/")).rstrip("/"), http)


def press(action: str, *, value: str | None = None) -> dict[str, Any]:
    """A click in the tab: there is no channel and no message."""
    button = {"type": "button", "action_id": action, "block_id": "b"}
    return {
        "type": "block_actions",
        "user": {"id": "U0ALICE", "team_id": "T0DESK"},
        "team": {"id": "T0DESK"},
        "container": {"type": "view", "view_id": "V1"},
        "trigger_id": "t.1",
        "actions": [button | ({"value": value} if value else {})],
    }


@pytest.mark.parametrize(
    ("action", "part"), [("credit_apply", "credit_apply_form"), ("home_ask", home_words.ASK_TITLE)]
)
async def test_a_button_of_the_tab_opens_its_form(
    workspace: Workspace, action: str, part: str
) -> None:
    assert (await workspace.deliver(press(action)))[0] == 200
    ((method, body, _),) = workspace.desk.asked
    assert (method, body["trigger_id"]) == ("views.open", "t.1")
    assert part in json.dumps(body["view"])


async def test_a_schedule_is_the_persons_own(workspace: Workspace) -> None:
    """To anybody else it is as if there were no such loan."""
    workspace.desk.replies["statement"] = {"statement": STATED}
    await workspace.deliver(press("loan_schedule", value="CR-22222222"))
    workspace.desk.replies["statement"] = {}
    await workspace.deliver(press("loan_schedule", value="CR-22222222"))
    (path, asked, _), (_, own, _), _, (_, other, _) = workspace.desk.asked
    assert (path, asked) == ("Loan/CR-22222222/statement", {"by": "T0DESK.U0ALICE"})
    assert "2026-09-01" in json.dumps(own["view"])
    assert "no such credit" in json.dumps(other["view"])


async def test_what_fails_in_the_tab_is_not_acknowledged(workspace: Workspace) -> None:
    """Slack then shows that the click did nothing; a forged number reaches nobody."""
    assert (await workspace.deliver(press("loan_schedule", value="CR-2/../x")))[0] == 500
    assert workspace.desk.asked == []
    workspace.desk.status = 503
    assert (await workspace.deliver(press("loan_schedule", value="CR-22222222")))[0] == 500
    workspace.desk.replies["views.open"] = {"ok": False, "error": "expired_trigger_id"}
    assert (await workspace.deliver(press("credit_apply")))[0] == 500


async def test_an_officer_is_told_what_is_open(workspace: Workspace) -> None:
    """The index is asked in the person's name, and says who is an officer."""
    open_one = waiting().model_dump(mode="json")
    queue = {"longest": [open_one], "waiting": 1}
    workspace.desk.replies["read"] = {"outcome": "done", "queue": queue}
    opened = {"type": "app_home_opened", "user": "U0OLIVIA", "tab": "home"}
    await workspace.deliver({"type": "event_callback", "team_id": "T0DESK", "event": opened})
    _, (path, asked, _), _, (_, published, _), _ = workspace.desk.asked
    assert (path, asked) == ("Referrals/officers/read", {"by": "T0DESK.U0OLIVIA"})
    assert "CR-AAAAAAA2" in json.dumps(published["view"])
