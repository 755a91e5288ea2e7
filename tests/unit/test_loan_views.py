"""What people see of a loan that runs: quotes, schedules, what is owed, tasks, receipts."""

from datetime import date

import pytest

from bot.views import loan_words, render, sentences, statement, text_table
from services.contracts import posts
from services.contracts.credit import Receipt
from services.contracts.money import Money
from tests.unit.test_views import (
    ALICE,
    CREDIT,
    MONEY,
    NONE,
    OLIVIA,
    actions,
    all_text,
    repayment,
    stated,
    task,
    texts,
)


def test_a_quote_says_what_is_paid_and_what_comes_after() -> None:
    """The sums, what they save, the instalments that are left, and that it is valid today."""
    shown = all_text(render.render(repayment()))
    for said in ("507.46 EUR", "505.00 EUR", "2.46 EUR", "8.92 EUR", "86.07 EUR", "today only"):
        assert said in shown
    assert loan_words.CHOICES["shorter_term"] in shown
    assert loan_words.LATE_INTEREST not in shown
    assert actions(render.render(repayment())) == ["repayment_confirm", "repayment_cancel"]


def test_late_interest_and_a_returned_fee_are_told_where_there_are_any() -> None:
    shown = all_text(render.render(repayment("early", late=Money(minor=77))))
    assert loan_words.LATE_INTEREST in shown
    assert loan_words.FEE_RETURNED in shown
    assert loan_words.INSTALMENTS_LEFT not in shown


@pytest.mark.parametrize(
    ("state", "said"),
    [("paid", "15 August 2026"), ("declined", "Nothing was paid"), ("outdated", "out of date")],
)
def test_a_quote_that_is_over_says_how_it_ended(state: str, said: str) -> None:
    assert said in render.render(repayment(state=state)).text


def test_the_longest_schedule_is_shown_whole() -> None:
    """Each of 120 instalments once, each part of the table under the heading."""
    view = render.render(posts.LoanSchedule(credit_id=CREDIT, statement=stated(120)))
    shown = "\n".join(texts(view.as_json()))
    assert shown.count("2026-09-30") == 120
    tables = [text for block in view.as_json()[1:] for text in [block["text"]["text"]]]
    assert len(tables) > 1
    assert all(each.startswith("```\nNo.") and each.endswith("\n```") for each in tables)


def test_a_schedule_tells_the_instalments_apart() -> None:
    """Paid, overdue and due ones are marked; those to come are not."""
    view = render.render(posts.LoanSchedule(credit_id=CREDIT, statement=stated(4)))
    shown = "\n".join(texts(view.as_json()))
    rows = [line.split() for line in shown.splitlines() if "2026-09-30" in line]
    assert [row[-1] for row in rows] == ["paid", "overdue", "due", "25,000.00"]


def test_a_table_without_rows_is_none() -> None:
    assert text_table.parts(("No",), []) == []


def test_what_is_owed_is_told_in_figures() -> None:
    shown = all_text(statement.figures(CREDIT, stated(withdrawal_until=date(2026, 10, 9))))
    for said in ("918.93 EUR", "946.73 EUR", "86.12 EUR", "0.05 EUR", "1 of 12", "9 October 2026"):
        assert said in shown


def test_nothing_overdue_is_not_mentioned() -> None:
    shown = all_text(statement.figures(CREDIT, stated(overdue=NONE, late_interest=NONE)))
    assert loan_words.OVERDUE not in shown
    assert loan_words.LATE_INTEREST not in shown
    assert loan_words.WITHDRAW_UNTIL not in shown


def test_a_task_says_who_wants_what() -> None:
    """Open it asks for a second officer; over it has no button and says how it ended."""
    wanted = all_text(render.render(task(wanted=(OLIVIA,))))
    over = all_text(render.render(task("written_off", wanted=(OLIVIA,))))
    assert "<@U0OLIVIA> wants the rest written off" in wanted
    assert "written off by <@U0OLIVIA>" in over
    assert actions(render.render(task())) == ["loan_write_off"]


def test_difficulties_are_quoted_for_the_officers() -> None:
    content = posts.HardshipReported(
        credit_id=CREDIT, customer=ALICE, text="I lost\nmy <job>.", overdue=MONEY
    )
    shown = all_text(render.render(content))
    assert "> I lost\n> my &lt;job&gt;." in shown
    assert "1,234.56 EUR" in shown


def test_late_interest_is_told_where_it_was_collected() -> None:
    collected = posts.InstalmentCollected(
        credit_id=CREDIT,
        number=3,
        months=12,
        payment=MONEY,
        late_interest=Money(minor=5),
        outstanding=MONEY,
        remaining=MONEY,
        next_due=None,
    )
    assert f"{loan_words.OF_IT_LATE}*\n0.05 EUR" in all_text(render.render(collected))


@pytest.mark.parametrize("detail", sorted(loan_words.INVALID))
def test_a_refusal_names_what_it_was_held_against(detail: str) -> None:
    """Where its sentence has room for a figure; none is left open."""
    told = sentences.for_customer(Receipt(outcome="invalid", detail=detail, limit="2.47 EUR"))
    assert ("2.47 EUR" in told) == ("{limit}" in loan_words.INVALID[detail])
    assert "{" not in told


def test_every_refusal_of_a_loan_has_its_sentence() -> None:
    """The codes of the contract's receipts, for whoever clicks or types."""
    assert set(loan_words.INVALID) == {
        *("nothing_owed", "withdrawal_expired", "instalment_due", "payment_too_small"),
        *("payment_too_large", "payment_missing", "instalment_too_small", "not_in_arrears"),
        "too_long",
    }
    short = sentences.for_customer(Receipt(outcome="insufficient_funds"))
    assert "nothing was paid" in short
