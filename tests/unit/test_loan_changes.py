"""Whatever ends a loan's handler, and wherever: all of what it did happens once, or nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import restate

from services.contracts import account, loan, posts, recovery
from services.loan import book, collecting
from tests.unit.case import OLIVIA, OMAR
from tests.unit.loan_world import DAY, FIRST_DUE, PARTS, FakeLoan, Outcome, Ready, opening

Change = Callable[["Fragile"], Awaitable[Any]]


class Killed(BaseException):
    """The invocation is no more. Nothing in it hears of this."""


@dataclass
class Fragile(FakeLoan):
    """A loan whose handler is ended at a certain step; its account knows each transfer by id."""

    ends_at: int = 0
    """The step at which it ends, from 1; 0 for never."""
    cancelled: bool = False
    """By a cancellation, which calls raise; else by a kill."""
    steps: int = 0
    booked: set[str] = field(default_factory=set[str])

    def step(self, *, is_call: bool = False) -> None:
        if self.cancelled and not is_call:
            return
        self.steps += 1
        if self.steps == self.ends_at:
            raise restate.TerminalError("cancelled", status_code=409) if self.cancelled else Killed

    def set(self, name: str, value: Any) -> None:
        super().set(name, value)
        self.step()

    def clear(self, name: str) -> None:
        super().clear(name)
        self.step()

    def generic_send(self, service: str, handler: str, body: bytes, **options: Any) -> None:
        super().generic_send(service, handler, body, **options)
        self.step()

    def generic_call(self, service: str, handler: str, body: bytes, *, key: str) -> Ready:
        self.step(is_call=True)
        reply = super().generic_call(service, handler, body, key=key)
        self.step(is_call=True)
        return reply

    def books(self, order: account.Transfer) -> Outcome:
        outcome = super().books(order)
        if outcome == "booked":
            self.booked.add(order.id)
        return outcome

    async def lives_through(self, change: Change, *, ends_at: int, cancelled: bool) -> bool:
        """Whether the change was ended at that step: later ones go well."""
        self.steps, self.ends_at, self.cancelled = 0, ends_at, cancelled
        try:
            await change(self)
        except (Killed, restate.TerminalError):
            return True
        finally:
            self.ends_at = 0
        return False

    @property
    def seen(self) -> tuple[Any, ...]:
        """All that anybody sees of it; a timer's name and time are nobody's business."""
        kept = self.kept and self.kept.model_copy(update={"timer": ""})
        summary = self.summaries[-1] if self.summaries else None
        shown = sorted((post.post_id, post.content.model_dump_json()) for post in self.posted)
        redrawn = [(each.post_id, each.content.model_dump_json()) for each in self.updated]
        told = [event.what for event in self.events]
        return kept, summary, shown, redrawn, self.notes, told, self.booked

    def rests(self) -> None:
        """Nothing is half done, and whoever owes has one timer that counts."""
        expected = [each for each in self.state if each.startswith(recovery.PREFIX)]
        assert "under_way" not in self.state
        if self.kept and book.is_collected(self.kept):
            assert [recovery.lost(each).name for each in expected] == [self.kept.timer]
            assert self.kept.timer in self.keys
        else:
            assert expected == []


async def opens(fake: Fragile) -> None:
    await fake.opens(opening())


async def collects(fake: Fragile) -> None:
    await fake.collects(1, at=FIRST_DUE)


async def falls_short(fake: Fragile) -> None:
    await fake.collects(1, at=FIRST_DUE + 5 * DAY, pays=False)


async def falls_short_for_good(fake: Fragile) -> None:
    await fake.collects(1, at=FIRST_DUE + 95 * DAY, pays=False)


async def repays(fake: Fragile) -> None:
    await fake.clicks(1)


async def declines(fake: Fragile) -> None:
    await fake.clicks(1, accept=False)


async def asks(fake: Fragile) -> None:
    await fake.quotes("early")


async def suffers(fake: Fragile) -> None:
    await fake.suffers()


async def votes(fake: Fragile) -> None:
    await fake.writes_off(OLIVIA)


async def writes_off(fake: Fragile) -> None:
    await fake.writes_off(OMAR)


BEFORE: dict[Change, tuple[Change, ...]] = {
    opens: (),
    collects: (opens,),
    falls_short: (opens,),
    falls_short_for_good: (opens,),
    asks: (opens,),
    repays: (opens, asks),
    declines: (opens, asks),
    suffers: (opens, falls_short),
    votes: (opens, falls_short),
    writes_off: (opens, falls_short, votes),
}
"""What each of them comes after."""


async def prepared(change: Change) -> Fragile:
    fake = Fragile()
    for earlier in BEFORE[change]:
        await earlier(fake)
    return fake


@pytest.mark.parametrize("cancelled", [False, True], ids=["killed", "cancelled"])
@pytest.mark.parametrize("change", BEFORE, ids=lambda change: change.__name__)
async def test_a_change_that_is_ended_happens_whole_or_not_at_all(
    change: Change, *, cancelled: bool
) -> None:
    """At each of its steps; the watch has it ended. Then it can be done again, to no effect."""
    before, after = await prepared(change), await prepared(change)
    await change(after)
    ended_at = 1
    while await (fake := await prepared(change)).lives_through(
        change, ends_at=ended_at, cancelled=cancelled
    ):
        await fake.recovers()
        await fake.recovers()
        fake.rests()
        assert fake.seen in (before.seen, after.seen)
        if fake.seen == before.seen:
            await change(fake)
        assert fake.seen == after.seen
        ended_at += 1
    assert ended_at > 1 or cancelled  # a change that awaits nothing is not to be cancelled


async def test_whoever_comes_next_ends_what_is_half_done() -> None:
    """A statement is not waited for; what changes the loan first does what was begun."""
    fake = await prepared(repays)
    await fake.lives_through(repays, ends_at=4, cancelled=False)
    assert fake.held.state == "active"
    assert await fake.clicks(1) == "already_done"
    assert fake.held.state == "closed"


async def test_a_lost_timer_is_set_anew() -> None:
    """For the rest of the time, or at once; the old one, should it come after all, does nothing."""
    fake = await prepared(collects)
    old = fake.held.timer
    fake.timers.clear()
    fake.now = FIRST_DUE - DAY
    await fake.recovers()
    assert fake.timers == [(1, DAY)]
    assert fake.held.timer != old
    fake.now = FIRST_DUE + DAY
    await fake.recovers()
    assert fake.timers[-1] == (1, timedelta())
    late = loan.Collection(number=1, timer=old)
    await collecting.collect(fake.context(), late, PARTS)
    assert fake.held.paid == 0


async def test_a_loan_that_is_over_has_no_timer_to_be_lost() -> None:
    fake = await prepared(repays)
    await fake.clicks(1)
    fake.timers.clear()
    await fake.recovers()
    assert fake.timers == []
    assert fake.told(posts.LoanClosed)
