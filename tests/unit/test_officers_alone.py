"""The switch and the queue are for officers, and nobody else learns how they stand."""

from typing import Any, cast

import pytest

from services.contracts import referrals, switch
from services.contracts.keys import PersonKey, RoomKey
from services.contracts.session import Place
from services.office import Office
from services.referrals import handlers as queue
from services.switch import handlers as stop_switch
from tests.unit.case import ALICE, BOB, CREDIT, NOW, OLIVIA, money
from tests.unit.kept import Kept

OFFICE = Office(officers=frozenset({OLIVIA}), place=Place(room=RoomKey("T0DESK.C0OFFICERS")))
STOPPED = switch.Position(stopped=True, by=OLIVIA, since=NOW)
WAITING = referrals.OpenReferral(
    credit_id=CREDIT, amount=money(8000_00), months=36, since=NOW, state="open"
)


class FakeObject(Kept):
    """An object with its state; `sent` is what it told whom."""

    def __init__(self, **state: Any) -> None:
        super().__init__(**state)
        self.sent: list[tuple[str, str]] = []

    async def time(self) -> float:
        return NOW.timestamp()

    async def state_keys(self) -> list[str]:
        return list(self.state)

    def generic_send(self, service: str, name: str, _body: bytes, *, key: str, **_: object) -> None:
        self.sent.append((f"{service}.{name}", key))


async def turned(fake: FakeObject, by: PersonKey, *, stopped: bool) -> switch.TurnReply:
    return await stop_switch.turn_to(cast("Any", fake), switch.Turn(by=by, stopped=stopped), OFFICE)


@pytest.mark.parametrize("by", [ALICE, BOB])
async def test_the_switch_is_turned_by_officers_alone(by: PersonKey) -> None:
    """To anybody else it never moves, nor says how it stands."""
    fake = FakeObject(position=STOPPED)
    told = await turned(fake, by, stopped=False)
    assert told == switch.TurnReply(outcome="not_an_officer", position=switch.Position())
    assert (fake.state["position"], fake.sent) == (STOPPED, [])


async def test_officers_read_that_one_of_them_has_turned_it() -> None:
    """Once; who turns it again moves nothing."""
    fake = FakeObject()
    assert (await turned(fake, OLIVIA, stopped=True)).outcome == "done"
    assert (await turned(fake, OLIVIA, stopped=True)).outcome == "already"
    assert fake.state["position"] == STOPPED
    assert fake.sent == [("Messenger.post", OFFICE.place.room)]


async def test_what_waits_is_told_to_officers_alone() -> None:
    """Not even how much it is."""
    fake = cast("Any", FakeObject(**{f"1.{CREDIT}": WAITING}))
    told = await queue.tell(fake, referrals.Reading(by=BOB), OFFICE.officers)
    assert told == referrals.ReadingReply(outcome="not_an_officer")
    told = await queue.tell(fake, referrals.Reading(by=OLIVIA), OFFICE.officers)
    assert told.queue == referrals.Queue(longest=(WAITING,), waiting=1)
