"""How long a conversation is kept: until nobody has gone on with it for the retention time."""

from datetime import timedelta

import pytest

from services.contracts import audit, session
from services.contracts.keys import ReviewKey
from services.contracts.session import OpenQuestion
from services.session import keeping
from services.session.transcript import Head
from tests.unit.case import ALICE, CREDIT, THREAD
from tests.unit.kept_session import OWNED, RETENTION, KeptSession

QUESTION = OpenQuestion(credit_id=CREDIT, question="answer.1", text="What was it for?")


async def test_the_first_turn_sets_the_timer_and_no_other_sends_anything() -> None:
    """The owner's list then has the thread."""
    talk = KeptSession()
    await talk.say()
    assert talk.names == [("AgentSession.expire", THREAD), ("Holdings.list", ALICE)]
    assert talk.sent[0][3] == RETENTION
    talk.sent.clear()
    for _ in range(20):
        await talk.say()
    assert talk.sent == []


async def test_each_turn_moves_the_time() -> None:
    """The timer looks when the last one was, and comes again when its time is over."""
    talk = KeptSession()
    await talk.say()
    talk.at += timedelta(days=100)
    await talk.say()
    talk.at += timedelta(days=80)
    await talk.ring()
    assert [(name, after) for name, _, _, after in talk.sent] == [
        ("AgentSession.expire", timedelta(days=100))
    ]
    assert len([name for name in talk.state if not name.startswith("expects.")]) == 3
    assert talk.is_expected
    await talk.wake()
    assert list(talk.state) == ["head"]


async def test_what_was_said_is_deleted_and_accounted_for() -> None:
    """Nothing of it is left but whose thread it is; the account of it has no words."""
    talk = KeptSession(state={"ratings": "{}"})
    for _ in range(20):
        await talk.say("my daughter is ill")
    await talk.wake()
    assert list(talk.state) == ["head"]
    assert talk.head == OWNED
    assert talk.names == [("Holdings.unlist", ALICE), ("Audit.append", ALICE)]
    event = audit.Event.model_validate_json(talk.sent[-1][2])
    assert (event.what, event.who) == ("conversation.expired", "desk")
    assert event.details == f"{THREAD}, 20 records, last used 2026-01-31"
    assert b"daughter" not in b"".join(body for _, _, body, _ in talk.sent)


@pytest.mark.parametrize("asked", [True, False], ids=["by its owner", "in its time"])
async def test_a_kill_while_it_is_deleted_leaves_the_owner_and_the_timer(*, asked: bool) -> None:
    """After any step: nobody else can take the thread, and what is left is deleted yet."""
    talk = KeptSession(state={"ratings": "{}"})
    for _ in range(20):
        await talk.say()
    talk.past.clear()
    if asked:
        forgetting = session.Forgetting(by=ALICE)
        await keeping.forget(talk.ctx, forgetting, front="front_desk")
    else:
        await talk.wake()
    assert talk.past
    for state in talk.past:
        assert Head.model_validate_json(state["head"]).owner == ALICE
        assert talk.timer in state or list(state) == ["head"]
    for state in talk.past:
        again = KeptSession(state=dict(state), at=talk.at + RETENTION)
        await again.ring()
        assert again.head.owner == ALICE
        assert list(again.state) == ["head"]


async def test_who_goes_on_afterwards_begins_anew() -> None:
    """With a timer of its own, which is the only one."""
    talk = KeptSession()
    await talk.say()
    await talk.wake()
    talk.sent.clear()
    await talk.say()
    assert talk.names == [("AgentSession.expire", THREAD), ("Holdings.list", ALICE)]
    assert talk.head.records == 1


async def test_an_open_question_stays() -> None:
    """It is its application's, which may still wait for the answer."""
    talk = KeptSession()
    await talk.say(head=OWNED.model_copy(update={"questions": (QUESTION,)}))
    await talk.wake()
    assert talk.head == OWNED.model_copy(update={"questions": (QUESTION,)})


async def test_a_review_is_accounted_for_with_its_application() -> None:
    talk = KeptSession(name=ReviewKey(f"review.{CREDIT}"))
    await talk.say(head=Head(agent="review_agent"))
    assert talk.names == [("AgentSession.expire", f"review.{CREDIT}")]
    await talk.wake()
    assert talk.state == {}
    assert talk.names == [("Audit.append", CREDIT)]


async def test_notes_in_a_thread_where_nobody_wrote_go_too() -> None:
    """When the timer comes: notes don't move it."""
    talk = KeptSession()
    talk.set("head", Head(agent="front_desk", records=3, timed=True))
    await talk.ring()
    assert (talk.state, talk.sent) == ({}, [])
    await talk.ring()
    assert talk.sent == []


def test_a_head_from_before_is_read() -> None:
    """Its next turn sets its timer."""
    before = Head.model_validate_json('{"agent":"front_desk","owner":"T0DESK.U0ALICE","records":7}')
    assert (before.timed, before.listed, before.last) == (False, False, None)


async def test_a_timer_that_is_lost_is_set_anew() -> None:
    """It is expected as long as anything is kept, and looks when the conversation was used."""
    talk = KeptSession()
    await talk.say()
    assert talk.is_expected
    talk.at += timedelta(days=30)
    await talk.ring()  # as the session's `recover` does
    assert [(name, after) for name, _, _, after in talk.sent] == [
        ("AgentSession.expire", timedelta(days=150))
    ]
    assert talk.is_expected
    await talk.wake()
    assert not talk.is_expected
