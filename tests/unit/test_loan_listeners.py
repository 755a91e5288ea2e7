"""Clicks, forms and commands about a loan that runs become requests of who made them."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.views import loan_words, words
from services.contracts import loan
from tests.unit.test_listeners import OWN, Desk, Workspace, click, command, form

QUOTE = "CR-22222222|repayment.3"
RUNNING = OWN | {"state": "active"}
OTHER = RUNNING | {"credit_id": "CR-33333333"}
EUR = {"minor": 1000, "currency": "EUR"}
STATED: dict[str, Any] = {
    "on": "2026-08-15",
    "state": "active",
    "paid": 0,
    "months": 1,
    "outstanding": EUR,
    "remaining": EUR,
    "overdue": EUR,
    "late_interest": EUR,
    "next_due": "2026-09-01",
    "next_payment": EUR,
    "lines": [
        {"number": 1, "due": "2026-09-01", "payment": EUR, "interest": EUR}
        | {"principal": EUR, "balance": EUR, "state": "scheduled"}
    ],
}
QUOTED: dict[str, Any] = {
    "receipt": {"outcome": "done"},
    "quote": {
        "name": "repayment.1",
        "kind": "early",
        "on": "2026-08-15",
        **dict.fromkeys(
            ("total", "principal", "interest", "late_interest", "fee_returned", "saved"), EUR
        ),
    },
}
PLACE = {"room": "T0DESK.D0ALICE", "thread": None}


@pytest_asyncio.fixture
async def workspace() -> AsyncIterator[Workspace]:
    """A desk where Alice has one loan that runs, and one direct message with the bot."""
    desk = Desk()
    desk.replies["credits"] = {"items": [RUNNING]}
    desk.replies["conversations.open"] = {"channel": {"id": "D0ALICE"}}
    site = web.Application()
    site.router.add_post("/restate/{path:.*}", desk.restate)
    site.router.add_post("/slack/{path:.*}", desk.slack)
    async with TestServer(site) as server, ClientSession() as http:
        yield Workspace(desk, str(server.make_url("/")).rstrip("/"), http)


async def said(workspace: Workspace, text: str) -> str:
    """What `/credit text` answers, all of it; nobody but the caller sees it."""
    status, answer = await workspace.deliver(command(text))
    assert (status, answer["response_type"]) == (200, "ephemeral")
    return json.dumps(answer, ensure_ascii=False)


@pytest.mark.parametrize(
    ("action", "accept"), [("repayment_confirm", True), ("repayment_cancel", False)]
)
async def test_a_quote_is_answered_by_who_clicked(
    workspace: Workspace, action: str, *, accept: bool
) -> None:
    """When it is done nothing is said: the card shows it."""
    workspace.desk.replies["repay"] = {"outcome": "done"}
    status, _ = await workspace.deliver(click(action, value=QUOTE, user="U0BOB"))
    assert status == 200
    asked = {"by": "T0DESK.U0BOB", "quote": "repayment.3", "accept": accept}
    assert workspace.desk.asked == [("Loan/CR-22222222/repay", asked, "")]


@pytest.mark.parametrize(
    ("receipt", "told"),
    [
        ({"outcome": "insufficient_funds"}, loan_words.RECEIPTS["insufficient_funds"]),
        ({"outcome": "stale"}, loan_words.RECEIPTS["stale"]),
        ({"outcome": "already_done"}, words.CUSTOMER_RECEIPTS["already_done"]),
        ({"outcome": "closed"}, words.CUSTOMER_RECEIPTS["closed"]),
        ({"outcome": "unknown"}, words.NO_SUCH_CREDIT),
    ],
)
async def test_what_was_not_paid_is_told_to_who_clicked(
    workspace: Workspace, receipt: dict[str, str], told: str
) -> None:
    workspace.desk.replies["repay"] = receipt
    await workspace.deliver(click("repayment_confirm", value=QUOTE))
    method, body, _ = workspace.desk.asked[1]
    assert (method, body["text"]) == ("chat.postEphemeral", told)


@pytest.mark.parametrize("value", ["", "CR-22222222|offer.1", "CR-2/repay?|repayment.1", "x|y"])
@pytest.mark.parametrize("action", ["repayment_confirm", "repayment_cancel"])
async def test_a_forged_quote_reaches_nobody(workspace: Workspace, action: str, value: str) -> None:
    await workspace.deliver(click(action, value=value))
    assert workspace.desk.paths() == ["chat.postEphemeral"]


async def test_a_write_off_is_wanted_by_who_clicked(workspace: Workspace) -> None:
    workspace.desk.replies["write_off"] = {"outcome": "done"}
    value = "CR-22222222|instalment.2"
    await workspace.deliver(click("loan_write_off", value=value, user="U0OLIVIA"))
    assert workspace.desk.asked == [
        ("Loan/CR-22222222/write_off", {"officer": "T0DESK.U0OLIVIA"}, "")
    ]
    workspace.desk.replies["write_off"] = {"outcome": "not_an_officer"}
    await workspace.deliver(click("loan_write_off", value=value))
    await workspace.deliver(click("loan_write_off", value="CR-2/../x|y"))
    assert workspace.desk.paths()[2:] == ["chat.postEphemeral", "chat.postEphemeral"]


async def test_difficulties_go_on_in_the_customers_words(workspace: Workspace) -> None:
    """The form then says that they were passed on; without words nothing is."""
    workspace.desk.replies["hardship"] = {"outcome": "done"}
    await workspace.deliver(click("loan_difficulties", value="CR-22222222|instalment.2"))
    assert workspace.desk.asked[0][1]["view"]["callback_id"] == "loan_difficulties_form"
    _, empty = await workspace.deliver(form("loan_difficulties_form", answer=" "))
    assert list(empty["errors"]) == ["answer"]
    words_ = " I lost my *job*.\n"
    _, sent = await workspace.deliver(form("loan_difficulties_form", answer=words_))
    path, asked, _ = workspace.desk.asked[1]
    assert (path, asked) == ("Loan/CR-ABCDEFGH/hardship", {"by": "T0DESK.U0OLIVIA", "text": words_})
    assert sent["response_action"] == "update"
    assert loan_words.DIFFICULTIES_TOLD in json.dumps(sent["view"])


async def test_difficulties_without_arrears_are_told_in_the_form(workspace: Workspace) -> None:
    workspace.desk.replies["hardship"] = {"outcome": "invalid", "detail": "not_in_arrears"}
    _, told = await workspace.deliver(form("loan_difficulties_form", answer="Help."))
    assert told["errors"] == {"answer": loan_words.INVALID["not_in_arrears"]}


@pytest.mark.parametrize("text", ["owe", "owe cr-22222222"])
async def test_what_is_owed_is_told_to_the_owner(workspace: Workspace, text: str) -> None:
    """Without a number where only one loan runs."""
    workspace.desk.replies["statement"] = {"statement": STATED}
    assert "10.00 EUR" in await said(workspace, text)
    assert workspace.desk.asked[1][:2] == (
        "Loan/CR-22222222/statement",
        {"by": "T0DESK.U0ALICE"},
    )


async def test_the_schedule_is_a_table(workspace: Workspace) -> None:
    workspace.desk.replies["statement"] = {"statement": STATED}
    table = (await said(workspace, "schedule CR-22222222")).replace("\N{FIGURE SPACE}", " ")
    assert "1  2026-09-01    10.00" in table


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("repay CR-22222222", {"kind": "early", "payment": None}),
        ("repay CR-22222222 200", {"kind": "partial", "payment": EUR | {"minor": 20_000}}),
        (
            "repay cr-22222222 1,200.50 EUR Shorter",
            {
                "kind": "partial",
                "payment": EUR | {"minor": 120_050},
                "choice": "shorter_term",
            },
        ),
        (
            "repay CR-22222222 0 lower",
            {"kind": "partial", "payment": EUR | {"minor": 0}},
        ),
        ("withdraw CR-22222222", {"kind": "withdrawal", "payment": None}),
    ],
)
async def test_a_quote_goes_to_the_direct_message(
    workspace: Workspace, text: str, asked: dict[str, Any]
) -> None:
    """Wherever the command was typed; the answer itself has the sum."""
    workspace.desk.replies["quote"] = QUOTED
    assert "10.00 EUR today" in await said(workspace, text)
    credits_, opened, (path, body, _) = workspace.desk.asked
    assert credits_[0] == "Account/T0DESK.U0ALICE/credits"
    assert opened[:2] == ("conversations.open", {"users": "U0ALICE"})
    assert path == "Loan/CR-22222222/quote"
    expected = {"by": "T0DESK.U0ALICE", "choice": "lower_instalment", "place": PLACE}
    assert body == expected | asked
    loan.RepaymentWish.model_validate(body)


@pytest.mark.parametrize(
    "text", ["repay CR-22222222 lots", "repay CR-22222222 shorter", "repay CR-22222222 -5"]
)
async def test_what_is_no_amount_is_told_what_to_type(workspace: Workspace, text: str) -> None:
    """And nothing is quoted."""
    assert "/credit repay CR-22222222 200.00" in await said(workspace, text)
    assert workspace.desk.paths() == ["Account/T0DESK.U0ALICE/credits"]


@pytest.mark.parametrize("word", ["schedule", "repay", "withdraw"])
async def test_without_a_number_the_callers_own_are_named(workspace: Workspace, word: str) -> None:
    assert f"/credit {word} CR-22222222" in await said(workspace, word)


async def test_of_several_loans_one_must_be_named(workspace: Workspace) -> None:
    workspace.desk.replies["credits"] = {"items": [RUNNING, OTHER]}
    told = await said(workspace, "owe")
    assert "/credit owe CR-22222222" in told
    assert "/credit owe CR-33333333" in told
    workspace.desk.replies["credits"] = {"items": []}
    assert loan_words.NO_LOANS in await said(workspace, "owe")


@pytest.mark.parametrize("word", ["owe", "schedule", "repay", "withdraw"])
@pytest.mark.parametrize("which", ["CR-ABCDEFGH", "../x", "CR-22222222/repay"])
async def test_another_persons_loan_is_like_none(
    workspace: Workspace, word: str, which: str
) -> None:
    """Nobody but the caller's own account is asked."""
    assert words.NO_SUCH_CREDIT in await said(workspace, f"{word} {which}")
    assert workspace.desk.paths() == ["Account/T0DESK.U0ALICE/credits"]


async def test_an_application_without_a_loan_owes_nothing(workspace: Workspace) -> None:
    workspace.desk.replies["credits"] = {"items": [OWN]}
    workspace.desk.replies["statement"] = {"statement": None}
    assert loan_words.NO_LOAN in await said(workspace, "owe CR-22222222")


async def test_an_application_is_withdrawn_as_such(workspace: Workspace) -> None:
    """Before it is accepted; between that and the money the customer is asked for patience."""
    workspace.desk.replies["credits"] = {"items": [OWN]}
    workspace.desk.replies["withdraw"] = {"outcome": "done"}
    assert "CR-22222222 is withdrawn" in await said(workspace, "withdraw CR-22222222")
    path, body, _ = workspace.desk.asked[1]
    assert (path, body) == ("CreditApplication/CR-22222222/withdraw", {"by": "T0DESK.U0ALICE"})
    workspace.desk.replies["withdraw"] = {"outcome": "closed"}
    assert "closed by now" in await said(workspace, "withdraw CR-22222222")
    workspace.desk.replies["credits"] = {"items": [OWN | {"state": "pending_disbursement"}]}
    assert loan_words.ON_ITS_WAY in await said(workspace, "withdraw CR-22222222")


async def test_a_refused_quote_says_why(workspace: Workspace) -> None:
    refused = {"outcome": "invalid", "detail": "payment_too_small", "limit": "2.47 EUR"}
    workspace.desk.replies["quote"] = {"receipt": refused}
    assert "more than 2.47 EUR" in await said(workspace, "repay CR-22222222 1")


async def test_without_a_direct_message_nothing_is_quoted(workspace: Workspace) -> None:
    workspace.desk.replies["conversations.open"] = {"ok": False, "error": "missing_scope"}
    assert loan_words.NO_DIRECT_MESSAGE in await said(workspace, "repay CR-22222222")
    assert "Loan/CR-22222222/quote" not in workspace.desk.paths()


async def test_a_misspelt_word_is_helped(workspace: Workspace) -> None:
    assert "`/credit schedule`" in await said(workspace, "scedule")
