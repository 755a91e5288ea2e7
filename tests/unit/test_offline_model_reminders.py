"""The offline model on reminders: what it understands of a moment, and whose words it keeps."""

from typing import Any

import pytest

from local.offline_model import moments, reminder_sentences, sentences
from tests.unit.talks import CREDIT, FRONT, TODAY, Line, answer

ONE = "CR-2345ABCD"
WHEN = f"a: {reminder_sentences.ASK_WHEN}"
WHAT = f"a: {reminder_sentences.ASK_WHAT}"
Calls = list[tuple[str, dict[str, object]]]


def remind(text: str = "send the papers", **when: object) -> Calls:
    return [("remind", {"text": text, **when})]


@pytest.mark.parametrize(
    ("said", "calls"),
    [
        ("remind me in 2 minutes to send the papers", remind(in_minutes=2)),
        ("Please remind me to send the papers in two hours, thanks!", remind(in_minutes=120)),
        ("remind me in an hour to send the papers", remind(in_minutes=60)),
        ("remind me on Monday at 9 to send the papers", remind(day="monday", time="09:00")),
        ("On Monday please remind me to send the papers.", remind(day="monday")),
        ("can you remind me tomorrow to send the papers?", remind(day="tomorrow")),
        ("remind me tomorrow at 5:30 pm to send the papers", remind(day="tomorrow", time="17:30")),
        ("remind me at 17:05 to send the papers", remind(day="today", time="17:05")),
        ("remind me on 2026-12-24 of Anna's gift", remind("Anna's gift", day="2026-12-24")),
        ("remind me in three days to send two papers", remind("send two papers", in_days=3)),
        ("remind me in a week about the papers", remind("the papers", in_days=7)),
        (
            "remind me three days before the next instalment",
            remind("", days_before_instalment=3),
        ),
        (
            "remind me the day before the next installment is due to move 90 euros over",
            remind("move 90 euros over", days_before_instalment=1),
        ),
        (
            f"remind me a week before the next instalment of {ONE}",
            remind("", days_before_instalment=7, credit_id=ONE),
        ),
        ("remind me to apply for a credit on Friday", remind("apply for a credit", day="friday")),
        ("remind me tomorrow to talk to a human", remind("talk to a human", day="tomorrow")),
        ("remind me of Tom's call tomorrow please", remind("Tom's call", day="tomorrow")),
        ("remind me of tomorrow's call on Monday", remind("tomorrow's call", day="monday")),
    ],
)
def test_a_reminder_is_set_in_the_customers_own_words(said: str, calls: Calls) -> None:
    """Of the moment the tool gets what was said; nothing is computed here."""
    assert answer(FRONT, TODAY, f"c: {said}") == calls


@pytest.mark.parametrize(
    "lines",
    [
        ("c: remind me to send the papers", WHEN, "c: on Monday at 9"),
        ("c: remind me on Monday at 9", WHAT, "c: to send the papers"),
        ("c: remind me", WHEN, "c: Monday at 9 please", WHAT, "c: send the papers"),
    ],
)
def test_what_is_missing_is_asked_for(lines: tuple[Line, ...]) -> None:
    """One thing after the other, and put together from all that was said."""
    for place, line in enumerate(lines):
        if line in (WHEN, WHAT):
            assert f"a: {answer(FRONT, TODAY, *lines[:place])}" == line
    assert answer(FRONT, TODAY, *lines) == remind(day="monday", time="09:00")


def test_another_question_ends_the_asking() -> None:
    asked = ("c: remind me on Monday", WHAT, "c: what is my balance?")
    assert answer(FRONT, TODAY, *asked) == [("get_balance", {})]


def test_ask_me_again_keeps_what_was_asked() -> None:
    """The open question's words, or what was asked last; while a question is open, too."""
    question = f"d: Today is 2026-11-22.\nOpen question for {ONE}: What was the 400 for?"
    calls = remind("What was the 400 for?", day="monday")
    assert answer(FRONT, question, "c: ask me again on Monday") == calls
    shall = ("a: Shall the term be shorter?", "c: ask me again on Monday")
    assert answer(FRONT, TODAY, *shall) == remind("Shall the term be shorter?", day="monday")
    papers = "c: ask me again on Monday about the papers"
    assert answer(FRONT, TODAY, papers) == remind("the papers", day="monday")


@pytest.mark.parametrize("said", ["remind me in 2 minutes to eat", "which reminders do I have?"])
def test_the_credit_agent_hands_back(said: str) -> None:
    assert answer(CREDIT, TODAY, f"c: {said}") == [("hand_back_to_front_desk", {})]


@pytest.mark.parametrize(
    "said",
    ["remind me what my balance is", "remind me how my application stands", "what is my balance?"],
)
def test_what_asks_for_something_now_is_no_reminder(said: str) -> None:
    calls = answer(FRONT, TODAY, f"c: {said}")
    assert calls in ([("get_balance", {})], [("list_credits", {})])


def line(number: int, weekday: str = "Monday", **more: str) -> dict[str, Any]:
    at = {"day": "2026-11-30", "weekday": weekday, "time": "09:00"}
    return {"reminder": f"R-{number}", **at, "text": "send the papers", **more}


def listed(*lines: dict[str, Any]) -> Line:
    return ("reminders", {"reminders": list(lines)})


DUE = {"instalment_due": "2026-12-01", "text": ""}
CANCEL: list[tuple[tuple[Line, ...], object]] = [
    (("c: cancel the reminder R-3",), "R-3"),
    (("c: forget r-3 please",), "R-3"),
    (("c: cancel all my reminders",), "all"),
    (("c: delete my reminders",), "all"),
    (
        ("c: cancel the reminder of Tuesday", listed(line(1), line(2, "Tuesday"))),
        "R-2",
    ),
    (("c: cancel the reminder", listed(line(4))), "R-4"),
    (("c: cancel the reminder of my instalment", listed(line(4), line(5, **DUE))), "R-5"),
]


@pytest.mark.parametrize(("lines", "which"), CANCEL)
def test_one_is_cancelled_by_its_number_or_by_what_it_is(
    lines: tuple[Line, ...], which: str
) -> None:
    assert answer(FRONT, TODAY, *lines) == [("cancel_reminder", {"reminder": which})]


def test_of_several_none_is_guessed() -> None:
    asked = "c: cancel the reminder of Monday"
    assert answer(FRONT, TODAY, asked) == [("reminders", {})]
    told = answer(FRONT, TODAY, asked, listed(line(1), line(2)))
    assert isinstance(told, str)
    assert told.startswith("Which one")
    assert "R-1" in told
    assert "R-2" in told
    assert answer(FRONT, TODAY, asked, listed()) == reminder_sentences.NONE


SAID: list[tuple[tuple[Line, ...], tuple[str, ...]]] = [
    (
        ("c: remind me on Monday to send the papers", ("remind", line(3))),
        ("Monday, 2026-11-30, at 09:00: send the papers.", "R-3"),
    ),
    (
        ("c: remind me 3 days before the next instalment", ("remind", line(3, **DUE))),
        ("before the instalment of 2026-12-01.", "R-3"),
    ),
    (
        (
            "c: remind me today to eat",
            ("remind", {"refused": "past", "reason": "It is past already."}),
        ),
        ("can't remind you", "It is past already."),
    ),
    (
        (
            "c: remind me 3 days before the next instalment",
            ("remind", {"outcome": "which", "loans": {ONE: "1,000.00 EUR"}}),
        ),
        ("Which loan", ONE),
    ),
    (
        ("c: which reminders do I have?", listed(line(1), line(2, dropped="gone"))),
        ("- R-1: Monday", "- R-2: dropped"),
    ),
    (("c: do I have any reminders?", listed()), (reminder_sentences.NONE,)),
    (("c: cancel R-3", ("cancel_reminder", {"cancelled": ["R-3"]})), ("Cancelled: R-3.",)),
    (("c: cancel R-3", ("cancel_reminder", {"outcome": "unknown"})), ("no such reminder",)),
    (("c: remind me on Monday to eat", ("remind", {"error": "broken"})), (sentences.APOLOGY,)),
]


@pytest.mark.parametrize(("lines", "parts"), SAID)
def test_what_became_of_it_is_said(lines: tuple[Line, ...], parts: tuple[str, ...]) -> None:
    """Every day and time as the tool gave it."""
    said = answer(FRONT, TODAY, *lines)
    assert isinstance(said, str)
    assert all(part in said for part in parts)


@pytest.mark.parametrize(
    "text", ["in 0 minutes", "in some days", "at 90", "at 10 euros", "soon", "marathon"]
)
def test_what_names_no_moment(text: str) -> None:
    """Is asked for."""
    assert moments.moment(text) is None
