"""The tools for reminders: the code finds the day, and nobody reads them who is not alone."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.agent import tool
from services.contracts import account, reminders
from services.contracts.keys import ReminderId
from services.contracts.reminders import BeforeInstalment, InMinutes, OnDay
from services.contracts.wire import Wire
from services.desk import agents, reminding
from tests.unit.case import ALICE, BERLIN, PLACE, RULES, THREAD, TODAY
from tests.unit.test_desk_loans import ONE, TWO, FakeContext, line

FRONT, CREDIT_AGENT = agents.build(RULES)
TOOLS = {each.name: each for each in reminding.tools()}
SET = reminders.Reminder(
    id=ReminderId("R-3"),
    at=datetime(2026, 2, 2, 9, tzinfo=BERLIN),
    thread=THREAD,
    place=PLACE,
    text="send the papers",
    clock="CET",
)
LINE = {
    "reminder": "R-3",
    "day": "2026-02-02",
    "weekday": "Monday",
    "time": "09:00 CET",
    "text": "send the papers",
}


def desk(**replies: Wire) -> FakeContext:
    """Alice's desk, with a loan that runs; each reminder is taken."""
    known = {
        "credits": account.Credits(items=(line(),)),
        "set": reminders.WishReply(reminder=SET),
        "list": reminders.Reminders(items=(SET,)),
    }
    return FakeContext(known | replies)


async def used(ctx: Any, name: str, **arguments: Any) -> Any:
    """What the tool tells the model on Alice's behalf, on a Saturday."""
    scope = tool.Scope(
        ctx=ctx,
        customer=ALICE,
        thread=THREAD,
        place=PLACE,
        words="",
        today=TODAY,
    )
    move = TOOLS[name]
    return (await move.start(scope, move.arguments.model_validate(arguments)).finish()).value


def test_the_front_desk_has_them_alone() -> None:
    """They move nothing of the bank's; who acts on credits needs none."""
    assert set(TOOLS) <= set(FRONT.by_name)
    assert not set(TOOLS) & set(CREDIT_AGENT.by_name)


@pytest.mark.parametrize(
    ("arguments", "when"),
    [
        ({"day": "monday"}, OnDay(day=date(2026, 2, 2))),
        ({"day": "today", "time": "17:05"}, OnDay(day=TODAY, at=time(17, 5))),
        ({"day": "tomorrow"}, OnDay(day=date(2026, 2, 1))),
        ({"day": "2026-12-24"}, OnDay(day=date(2026, 12, 24))),
        ({"in_days": 14, "time": "08:00"}, OnDay(day=date(2026, 2, 14), at=time(8))),
        ({"in_minutes": 2}, InMinutes(minutes=2)),
        ({"days_before_instalment": 3}, BeforeInstalment(credit_id=ONE, days=3)),
        (
            {"days_before_instalment": 1, "credit_id": ONE},
            BeforeInstalment(credit_id=ONE, days=1),
        ),
    ],
)
async def test_when_is_the_codes_to_find(arguments: dict[str, Any], when: Any) -> None:
    """For the thread and the person of the turn; and the tool tells what was set."""
    ctx = desk()
    assert await used(ctx, "remind", text="send the papers", **arguments) == LINE
    wish = reminders.Wish(thread=THREAD, place=PLACE, text="send the papers", when=when)
    assert ctx.last(reminders.Wish) == wish
    assert ctx.asked[-1][:2] == ("Reminders.set", ALICE)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from(list(range(7))))
def test_a_weekday_is_the_next_after_today(today: date, number: int) -> None:
    """Said on a Monday, Monday is in a week."""
    name = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[number]
    day = reminding.meant_day(name, today=today)
    assert timedelta(days=1) <= day - today <= timedelta(days=7)
    assert day.weekday() == number


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"day": "monday", "in_minutes": 2},
        {"day": "soon"},
        {"day": "2026-02-30"},
        {"day": "monday", "time": "9:00"},
        {"day": "monday", "time": "24:00"},
        {"time": "09:00"},
        {"in_minutes": 0},
        {"in_days": 0},
        {"in_minutes": 2, "time": "09:00"},
        {"days_before_instalment": 0},
        {"day": "monday", "credit_id": ONE},
        {"day": "monday", "text": "x" * 4001},
    ],
)
def test_what_does_not_fit_is_invalid(arguments: dict[str, Any]) -> None:
    """Told to the model once more; nothing is guessed."""
    with pytest.raises(ValidationError):
        reminding.RemindArguments.model_validate({"text": "x", **arguments})


async def test_of_several_loans_none_is_guessed() -> None:
    """And a stranger's is like none: neither loan nor reminder is asked."""
    several = desk(credits=account.Credits(items=(line(), line(TWO))))
    assert (await used(several, "remind", days_before_instalment=3))["outcome"] == "which"
    ctx = desk()
    told = await used(ctx, "remind", days_before_instalment=3, credit_id="CR-ABCDEFGH")
    assert told == {"outcome": "unknown"}
    assert [name for name, _, _ in ctx.asked] == ["Account.credits"]


@pytest.mark.parametrize(
    ("refusal", "limit"),
    [
        ("past", "2026-01-30 09:00"),
        ("too_far", "400"),
        ("too_many", "20"),
        ("text_too_long", "300"),
        ("text_missing", ""),
        ("no_loan", ""),
    ],
)
async def test_a_refusal_is_a_sentence_with_its_figure(refusal: Any, limit: str) -> None:
    ctx = desk(set=reminders.WishReply(refusal=refusal, limit=limit))
    told = await used(ctx, "remind", text="x", in_minutes=2)
    assert told["refused"] == refusal
    assert limit in told["reason"]
    assert "{" not in told["reason"]


async def test_they_are_listed_with_what_each_needs_to_be_cancelled() -> None:
    ctx = desk()
    assert await used(ctx, "reminders") == {"reminders": [LINE]}
    assert ctx.asked[-1][:2] == ("Reminders.list", ALICE)


@pytest.mark.parametrize(("name", "which"), [("R-3", ReminderId("R-3")), ("all", "all")])
async def test_one_is_cancelled_or_all(name: str, which: Any) -> None:
    """Of the person's own; what is not there is unknown."""
    ctx = desk(cancel=reminders.Reminders(items=(SET,)))
    assert await used(ctx, "cancel_reminder", reminder=name) == {"cancelled": ["R-3"]}
    assert ctx.asked[-1][:2] == ("Reminders.cancel", ALICE)
    assert ctx.last(reminders.Cancellation).which == which
    gone = desk(cancel=reminders.Reminders())
    assert await used(gone, "cancel_reminder", reminder=name) == {"outcome": "unknown"}
