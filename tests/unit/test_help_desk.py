"""A call for a human: from its own thread, about a credit of the caller's own, kept for a time."""

from datetime import timedelta
from typing import Any, cast

import pytest
import restate

from services.contracts import account, recovery
from services.contracts import help as contract
from services.contracts.keys import CreditId, Key, RoomKey
from services.contracts.session import Place
from services.help import handlers
from services.office import Office
from tests.unit.case import ALICE, CREDIT, NOW, OLIVIA, OTHER, PLACE, THREAD, TODAY, money
from tests.unit.kept import Kept

PARTS = handlers.Parts(
    office=Office(officers=frozenset({OLIVIA}), place=Place(room=RoomKey("T0DESK.C0OFFICERS"))),
    remind_after=timedelta(hours=2),
    remind_last_after=timedelta(hours=8),
    retention=timedelta(days=180),
)
CALL = contract.Call(by=ALICE, place=PLACE, words="Please call me.")


class Thread(Kept):
    """A thread's object. Its customer has the credit `CREDIT`, and no other."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.sent: list[tuple[str, timedelta | None]] = []

    def key(self) -> str:
        return THREAD

    async def generic_call(self, service: str, name: str, _body: bytes, *, key: str) -> bytes:
        assert (service, name, key) == ("Account", "credits", ALICE)
        own = account.CreditSummary(
            credit_id=CREDIT,
            amount=money(1000_00),
            months=12,
            state="active",
            submitted_on=TODAY,
        )
        return account.Credits(items=(own,)).model_dump_json().encode()

    def generic_send(
        self,
        service: str,
        name: str,
        _body: bytes,
        *,
        key: str,
        send_delay: timedelta | None,
        idempotency_key: str = "",
    ) -> None:
        assert key
        if send_delay is not None:
            assert any(each.endswith(f"#{idempotency_key}") for each in self.expected)
        self.sent.append((f"{service}.{name}", send_delay))

    async def time(self) -> float:
        return self.now.timestamp()

    @property
    def expected(self) -> list[str]:
        return [each for each in self.state if each.startswith(recovery.PREFIX)]

    async def recovers(self) -> list[tuple[str, timedelta | None]]:
        """The watch misses each of its timers; what is sent."""
        self.sent.clear()
        for each in self.expected:
            await handlers.recover(cast("Any", self), recovery.lost(each), PARTS)
        return sorted(self.sent, key=str)

    async def hears(self, call: contract.Call) -> str:
        return (await handlers.take_call(cast("Any", self), call, PARTS)).outcome


async def test_a_call_is_taken_in_its_own_thread_alone() -> None:
    """Or what is said there would be posted into another's conversation."""
    thread = Thread()
    other = PLACE.model_copy(update={"thread": Key("1700000000.000200")})
    with pytest.raises(restate.TerminalError):
        await thread.hears(CALL.model_copy(update={"place": other}))
    assert (thread.state, thread.sent) == ({}, [])


@pytest.mark.parametrize("credit_id", [OTHER, CreditId("CR-ZZZZZZZZ")])
async def test_a_call_about_anothers_credit_is_like_one_about_none(credit_id: CreditId) -> None:
    """Nothing is kept, and neither officers nor an audit hear of it."""
    thread = Thread()
    assert await thread.hears(CALL.model_copy(update={"credit_id": credit_id})) == "unknown"
    assert (thread.state, thread.sent) == ({}, [])
    assert await thread.hears(CALL.model_copy(update={"credit_id": CREDIT})) == "done"
    assert ("Audit.append", None) in thread.sent


async def test_the_words_of_a_call_are_deleted_in_their_time() -> None:
    """By a timer that is set when it is taken."""
    thread = Thread()
    assert await thread.hears(CALL) == "done"
    assert thread.sent.count(("Help.forget", PARTS.retention)) == 1


async def test_a_timer_that_is_lost_is_set_anew() -> None:
    """For when it was to come, or at once; never for sooner, or words would go too soon."""
    thread = Thread()
    await thread.hears(CALL)
    thread.now += timedelta(hours=3)
    assert await thread.recovers() == [
        ("Help.forget", PARTS.retention - timedelta(hours=3)),
        ("Help.remind", timedelta()),
        ("Help.remind", timedelta(hours=5)),
    ]
    assert len(thread.expected) == 3
    await handlers.assign(cast("Any", thread), contract.Taking(by=OLIVIA, number=1), PARTS)
    assert [name for name, _ in await thread.recovers()] == ["Help.forget"]
    assert len(thread.expected) == 1


async def test_a_timer_that_has_run_is_expected_no_more() -> None:
    thread = Thread()
    await thread.hears(CALL)
    for final in (False, True):
        due = contract.Due(number=1, final=final)
        await handlers.call_again(cast("Any", thread), due, PARTS)
    assert ["forget" in each for each in thread.expected] == [True]
    over = contract.Forgetting(by=ALICE, number=1)
    await handlers.forget_words(cast("Any", thread), over)
    assert thread.expected == []
