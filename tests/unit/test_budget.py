"""A customer's day with the assistant is bounded, and who has used it up reads when it goes on."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import render
from services.agent import patience, tool
from services.agent.loop import Spoken, Turn
from services.budget import daily, handlers
from services.budget.daily import Limits, Used
from services.contracts import posts
from services.contracts.budget import Beginning, Leave, Usage
from services.contracts.keys import Key
from services.contracts.posts import Sentence
from services.contracts.session import Message
from services.contracts.wire import Wire
from services.session import handlers as sessions
from services.session import spending
from services.session.transcript import Head
from tests.unit.case import ALICE, BERLIN, PLACE, THREAD

TODAY, TOMORROW = date(2026, 11, 27), date(2026, 11, 28)
LIMITS = Limits(turns=3, model_calls=10, tokens=1000)


class FakeBudget:
    """The state of one person's budget."""

    def __init__(self, used: Used | None = None) -> None:
        self.used = used

    async def get(self, name: str, *, type_hint: type[Wire]) -> Wire | None:
        assert (name, type_hint) == ("used", Used)
        return self.used

    def set(self, name: str, value: Used) -> None:
        assert name == "used"
        self.used = value


async def begin(budget: FakeBudget, day: date = TODAY) -> date | None:
    ctx = cast("Any", budget)
    return (await handlers.take(ctx, Beginning(day=day), LIMITS)).goes_on


async def test_so_many_turns_begin_in_a_day() -> None:
    """The next day begins anew; what was refused is not counted."""
    budget = FakeBudget()
    assert [await begin(budget) for _ in range(5)] == [None, None, None, TOMORROW, TOMORROW]
    assert budget.used == Used(day=TODAY, turns=3, model_calls=9, tokens=999)
    assert await begin(budget, TOMORROW) is None
    assert budget.used == Used(day=TOMORROW, turns=1, model_calls=3, tokens=333)


@pytest.mark.parametrize(
    "used",
    [
        Used(day=TODAY, turns=3),
        Used(day=TODAY, model_calls=10),
        Used(day=TODAY, tokens=1000),
        Used(day=TODAY, turns=99, model_calls=99, tokens=9999),
    ],
)
async def test_whichever_is_used_up_first_ends_the_day(used: Used) -> None:
    budget = FakeBudget(used)
    assert await begin(budget) == TOMORROW
    assert budget.used == used


async def test_what_a_turn_has_cost_above_its_share_counts() -> None:
    budget = FakeBudget()
    assert await begin(budget) is None
    assert budget.used
    budget.used = daily.with_usage(budget.used, Usage(day=TODAY, model_calls=7, tokens=0))
    assert budget.used == Used(day=TODAY, turns=1, model_calls=10, tokens=333)
    assert await begin(budget) == TOMORROW


class Sent:
    """What a turn has sent."""

    def __init__(self) -> None:
        self.usages: list[Usage] = []

    def generic_send(self, service: str, name: str, body: bytes, **named: object) -> None:
        assert (service, name, named["key"]) == ("Budget", "spend", ALICE)
        self.usages.append(Usage.model_validate_json(body))


@pytest.mark.parametrize(
    ("calls", "tokens", "told"),
    [
        (3, 333, []),
        (1, 20, []),
        (5, 20, [Usage(day=TODAY, model_calls=2, tokens=0)]),
        (1, 400, [Usage(day=TODAY, model_calls=0, tokens=67)]),
    ],
)
def test_a_turn_tells_only_what_it_cost_above_its_share(
    calls: int, tokens: int, told: list[Usage]
) -> None:
    sent, turn = Sent(), Turn(Spoken("."), "front_desk", (), calls, tokens)
    share = LIMITS.share
    counted = Leave(model_calls=share.model_calls, tokens=share.tokens)
    spending.tell(cast("Any", sent), ALICE, TODAY, turn, counted=counted)
    assert sent.usages == told


@given(
    turns=st.integers(1, 50),
    calls=st.integers(0, 500),
    tokens=st.integers(0, 5000),
)
def test_turns_that_cost_no_more_than_their_share_use_up_all_turns(
    turns: int, calls: int, tokens: int
) -> None:
    """What is counted in advance never ends the day before its turns do."""
    limits, used = Limits(turns=turns, model_calls=calls + turns, tokens=tokens + turns), None
    for number in range(turns):
        used = daily.on(used, TODAY)
        assert daily.goes_on(used, limits) is None, number
        used = daily.with_turn(used, limits.share)


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=30))
def test_late_messages_bring_no_day_back(days: list[int]) -> None:
    """Of any order of days at most one day's turns are had on the last of them."""
    used, had, last = None, 0, TODAY + timedelta(days=min(days))
    for offset in days:
        day = TODAY + timedelta(days=offset)
        had, last = had if day <= last else 0, max(day, last)
        used = daily.on(used, day)
        if daily.goes_on(used, LIMITS) is None:
            used, had = daily.with_turn(used, LIMITS.share), had + 1
        assert used.day == last
        assert had == used.turns <= LIMITS.turns


class FakeSession:
    """A session whose owner has used up the day: what it keeps, asks and sends."""

    def __init__(self, head: Head | None = None) -> None:
        self.head = head
        self.asked: list[Beginning] = []
        self.posted: list[posts.Post] = []
        self.cleared = 0

    def key(self) -> str:
        return THREAD

    async def get(self, _name: str, *, type_hint: type[Wire]) -> Wire | None:
        assert type_hint is Head
        return self.head

    def set(self, name: str, value: Head) -> None:
        assert name == "head"
        self.head = value

    async def generic_call(self, service: str, name: str, body: bytes, *, key: str) -> bytes:
        assert (service, name, key) == ("Budget", "begin", ALICE)
        self.asked.append(Beginning.model_validate_json(body))
        return Leave(goes_on=self.asked[-1].day + timedelta(days=1)).model_dump_json().encode()

    def random(self) -> Random:
        return Random(1)

    async def run_typed(self, name: str, *_given: object) -> object:
        raise AssertionError(f"{name} is asked")

    def generic_send(self, service: str, name: str, body: bytes, **_named: object) -> None:
        match service, name:
            case "Messenger", "post":
                self.posted.append(posts.Post.model_validate_json(body))
            case "Messenger", "status":
                self.cleared += posts.StatusLine.model_validate_json(body).code is None
            case _:
                assert (service, name) == ("Account", "open")


def parts() -> sessions.Parts:
    """Without a model: to ask it would fail."""
    nothing = cast("Any", None)
    return sessions.Parts(
        agents={"front_desk": tool.Agent("front_desk", "", ())},
        front="front_desk",
        workers={},
        model=nothing,
        model_name="",
        zone=BERLIN,
        retention=timedelta(days=180),
        served=frozenset({"member"}),
        ingress=nothing,
        patience=patience.Terms(timedelta(seconds=20), timedelta(hours=2)),
    )


async def say(session: FakeSession, sent_at: datetime) -> None:
    message = Message(
        author=ALICE,
        place=PLACE,
        reference=Key(f"{sent_at.timestamp():.0f}.1"),
        sent_at=sent_at,
        text="And now?",
        addressed=True,
    )
    await sessions.answer(cast("Any", session), message, parts())


async def test_a_thread_is_told_once_and_no_model_is_asked() -> None:
    """What else is written there that day gets no answer, and its sign is taken away."""
    session = FakeSession()
    for minute in (0, 1, 2):
        await say(session, datetime(2026, 11, 27, 12, minute, tzinfo=UTC))
    assert [post.content for post in session.posted] == [Sentence(code="budget_used", day=TOMORROW)]
    assert session.cleared == 2
    assert session.head == Head(agent="front_desk", owner=ALICE, paused=TOMORROW)


async def test_each_day_is_told_of() -> None:
    session = FakeSession(Head(agent="front_desk", owner=ALICE, paused=TOMORROW))
    await say(session, datetime(2026, 11, 28, 12, tzinfo=UTC))
    assert len(session.posted) == 1


async def test_a_day_is_the_banks() -> None:
    """Half past eleven at night in Greenwich is tomorrow in Berlin."""
    session = FakeSession()
    await say(session, datetime(2026, 11, 27, 22, 30, tzinfo=UTC))
    await say(session, datetime(2026, 11, 27, 23, 30, tzinfo=UTC))
    assert [asked.day for asked in session.asked] == [TODAY, TOMORROW]


def test_the_sentence_names_the_day() -> None:
    said = render.render(Sentence(code="budget_used", day=TOMORROW)).text
    assert "28 November 2026" in said
