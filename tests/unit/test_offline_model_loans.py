"""The offline model on a loan that runs: what must come next, and what its answer says."""

from typing import Any

import pytest

from local.offline_model import intents, loan_sentences
from services.agent import tool
from tests.unit.talks import CREDIT, FRONT, TODAY, Line, answer

ONE, TWO = "CR-2345ABCD", "CR-6789EFGH"
OVER: list[tuple[str, dict[str, object]]] = [("hand_over_to_credit_agent", {})]
CHOICE = f"a: {loan_sentences.ASK_CHOICE}"
PART = f"a: {loan_sentences.ASK_PART}"


def quote(kind: str = "early", **more: object) -> list[tuple[str, dict[str, object]]]:
    return [("quote_repayment", {"kind": kind, **more})]


def part(amount: str, choice: str) -> list[tuple[str, dict[str, object]]]:
    return quote("partial", amount=amount, choice=choice)


def credits_(**states: str) -> Line:
    """`ONE` and `TWO` in these states."""
    items = [
        {"credit_id": {"one": ONE, "two": TWO}[name], "amount": "1,000.00 EUR", "months": 12}
        | {"state": state}
        for name, state in states.items()
    ]
    return ("list_credits", {"credits": items})


CALLS: list[tuple[tool.Agent, tuple[Line, ...], object]] = [
    (FRONT, ("c: what do I still owe?",), [("loan_statement", {})]),
    (CREDIT, (f"c: what do I owe on {ONE}?",), [("loan_statement", {"credit_id": ONE})]),
    (
        FRONT,
        ("c: my balance, and what do I still owe?",),
        [("get_balance", {}), ("loan_statement", {})],
    ),
    (
        FRONT,
        ("c: what do I still owe?", ("loan_statement", {"outcome": "no_loan"})),
        [("list_credits", {})],
    ),
    (FRONT, ("c: show me my schedule",), [("show_schedule", {})]),
    (
        CREDIT,
        (f"c: the repayment plan of {ONE}, please",),
        [("show_schedule", {"credit_id": ONE})],
    ),
    (FRONT, ("c: I want to repay my loan early",), OVER),
    (FRONT, ("c: I have difficulties paying my instalment",), OVER),
    (CREDIT, ("c: I want to repay early",), quote()),
    (CREDIT, ("c: what would it cost to pay it all back today?",), quote()),
    (CREDIT, (f"c: pay off {ONE}",), quote(credit_id=ONE)),
    (
        CREDIT,
        ("c: I want to pay back 200 of it", CHOICE, "c: a shorter term"),
        part("200.00", "shorter_term"),
    ),
    (
        CREDIT,
        ("c: I want to pay back 200 of it", CHOICE, "c: lower instalments please"),
        part("200.00", "lower_instalment"),
    ),
    (
        CREDIT,
        ("c: I'd like to make an extra payment", PART, "c: 150", CHOICE, "c: shorter"),
        part("150.00", "shorter_term"),
    ),
    (
        CREDIT,
        (f"c: repay 250.50 euros of {ONE} for lower instalments",),
        quote("partial", amount="250.50", choice="lower_instalment", credit_id=ONE),
    ),
    (CREDIT, ("c: I want to withdraw from the loan",), [("list_credits", {})]),
    (
        CREDIT,
        ("c: I want to withdraw from the loan", credits_(one="active", two="under_review")),
        quote("withdrawal", credit_id=ONE),
    ),
    (
        CREDIT,
        (f"c: withdraw {ONE}", ("withdraw_application", {"outcome": "closed"})),
        quote("withdrawal", credit_id=ONE),
    ),
    (
        CREDIT,
        ("c: I can't pay the next instalment, I lost my job",),
        [("report_difficulties", {})],
    ),
]


@pytest.mark.parametrize(("agent", "lines", "calls"), CALLS)
def test_calls(agent: tool.Agent, lines: tuple[Line, ...], calls: object) -> None:
    """Each row: a conversation of that agent, and the calls that come next."""
    assert answer(agent, TODAY, *lines) == calls


QUOTED: dict[str, Any] = {
    "credit_id": ONE,
    "kind": "early",
    "total": "507.46 EUR",
    "principal": "507.46 EUR",
    "interest": "0.00 EUR",
    "interest_saved": "8.92 EUR",
}
PARTLY = QUOTED | {"kind": "partial", "next_instalment": "40.00 EUR", "instalments_left": 6}
STATED: dict[str, Any] = {
    "credit_id": ONE,
    "on": "2026-11-22",
    "instalments_paid": 6,
    "instalments": 12,
    "principal_owed": "507.46 EUR",
    "remaining": "516.38 EUR",
    "overdue": "0.00 EUR",
    "late_interest": "0.00 EUR",
    "next_due": "2026-12-01",
    "next_payment": "86.07 EUR",
}
WHICH = {"outcome": "which", "loans": {ONE: "1,000.00 EUR", TWO: "600.00 EUR"}}

SENTENCES: list[tuple[tuple[Line, ...], str]] = [
    (("c: what do I still owe?", ("loan_statement", STATED)), "507.46 EUR** of principal"),
    (
        ("c: what do I owe?", ("loan_statement", STATED | {"overdue": "86.10 EUR"})),
        "Due and unpaid: 86.10 EUR",
    ),
    (
        ("c: what do I owe?", ("loan_statement", WHICH), credits_(one="active", two="active")),
        TWO,
    ),
    (("c: I want to repay early", ("quote_repayment", QUOTED)), "**507.46 EUR** today"),
    (("c: I want to repay early", ("quote_repayment", QUOTED)), "Only your click"),
    (("c: I want to repay early", ("quote_repayment", WHICH)), f"{ONE} (1,000.00 EUR), {TWO}"),
    (("c: I want to repay early", ("quote_repayment", {"outcome": "no_loan"})), "no loan"),
    (
        ("c: pay back 200 of it", CHOICE, "c: shorter", ("quote_repayment", PARTLY)),
        "6 instalments, the next one **40.00 EUR**",
    ),
    (("c: I want to pay back 200 of it",), "lower, or the term shorter"),
    (("c: I want to pay back 200 of it, whatever is shorter or lower",), "lower, or the term"),
    (("c: I want to repay a part",), "one amount in euros"),
    (("c: I want to repay 100 or 200 of it",), "one amount in euros"),
    (("c: I want to repay 200 dollars of it",), "one amount in euros"),
    (
        (
            "c: pay back 2 of it, shorter term",
            ("quote_repayment", {"refused": "payment_too_small", "reason": "More than 2.47 EUR."}),
        ),
        "More than 2.47 EUR.",
    ),
    (
        ("c: I want to withdraw from my loan", credits_(one="active", two="in_arrears")),
        "Which loan do you mean?",
    ),
    (
        (
            f"c: withdraw {ONE}",
            ("withdraw_application", {"outcome": "closed"}),
            ("quote_repayment", {"refused": "withdrawal_expired", "reason": "Over."}),
        ),
        "can't be withdrawn any more. Over.",
    ),
    (("c: show my schedule", ("show_schedule", {"outcome": "no_loan"})), "no loan"),
    (
        ("c: I have trouble paying", ("report_difficulties", {"outcome": "done"})),
        "in your own words",
    ),
    (
        (
            "c: I have trouble paying",
            ("report_difficulties", {"refused": "not_in_arrears", "reason": "None is overdue."}),
        ),
        "None is overdue.",
    ),
]


@pytest.mark.parametrize(("lines", "fragment"), SENTENCES)
def test_sentences(lines: tuple[Line, ...], fragment: str) -> None:
    """Each row: a conversation of the credit agent, and what its answer says."""
    said = answer(CREDIT, TODAY, *lines)
    assert isinstance(said, str)
    assert fragment in said


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("how much do I have to pay back?", ("repayment",)),
        ("I want to borrow 500 now and pay it back in 6 months", ("apply",)),
        ("can I pay it back in 24 months?", ("repayment",)),
        ("when is my next instalment?", ("repayment",)),
        ("I have a problem with my application", ("status",)),
        ("how can I withdraw from my loan?", ("help",)),
    ],
)
def test_what_is_no_wish_to_repay(text: str, found: object) -> None:
    """Looking up, borrowing and asking how are not taken for an order."""
    assert intents.of(text) == found
