"""A message is answered once, also when Restate has forgotten that it knows its name."""

from datetime import timedelta

import pytest

from services.contracts.keys import Key
from services.contracts.session import Message
from services.session import handlers, transcript
from services.session.transcript import MOST_HEARD, Head
from tests.unit.case import BOB, NOW
from tests.unit.test_budget import FakeSession, parts
from tests.unit.test_transcript import OWNED, message

HOUR = timedelta(hours=1)


class Session(FakeSession):
    """A session at some moment."""

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self.at = NOW

    async def time(self) -> float:
        return self.at.timestamp()

    async def hears(self, said: Message) -> int:
        """How much it has posted, asked and kept of it."""
        before = self.head
        await handlers.answer(self, said, parts())  # pyright: ignore[reportArgumentType] - a fake
        return len(self.posted) + len(self.asked) + (self.head != before)


def named(number: int) -> Message:
    """The message of that hour."""
    when = {"reference": Key(f"{number}.1"), "sent_at": NOW + number * HOUR}
    return message("Hello?").model_copy(update=when)


def after(count: int) -> Head:
    """The owner has written so often, once an hour."""
    head = OWNED
    for number in range(count):
        head = transcript.answered(head, named(number)).model_copy(
            update={"last": named(number).sent_at}
        )
    return head


@pytest.mark.parametrize("later", [1, MOST_HEARD, 50])
async def test_an_old_message_that_comes_again_is_not_answered_again(later: int) -> None:
    """Whatever its words are now, and however much was said since; an account of it is bounded."""
    session = Session(after(later))
    session.at = NOW + timedelta(days=7)
    edited = named(0).model_copy(update={"text": "Now 9,000 over 60 months"})
    assert await session.hears(edited) == 0
    assert session.head
    assert len(session.head.heard) == min(later, MOST_HEARD)


async def test_the_last_ones_are_known_at_once() -> None:
    session = Session(after(3))
    assert await session.hears(named(2)) == 0


async def test_what_comes_late_for_the_first_time_is_answered() -> None:
    """Messages overtake each other; for as long as Restate knows names it alone tells."""
    session = Session(after(50))
    session.at = named(50).sent_at
    late = named(45).model_copy(update={"reference": Key("late")})
    assert await session.hears(late) > 0


async def test_a_new_message_is_answered_whenever_it_comes() -> None:
    """Restate was away for days, and the front end has held it."""
    session = Session(after(50))
    session.at = named(50).sent_at + timedelta(days=3)
    assert await session.hears(named(50)) > 0


async def test_somebody_else_is_refused_once_for_a_message() -> None:
    session = Session(after(1))
    theirs = named(5).model_copy(update={"author": BOB})
    assert await session.hears(theirs) == 2
    session.posted.clear()
    session.at = NOW + timedelta(days=30)
    assert await session.hears(theirs) == 0
