"""A call for a human: from its own thread, about a credit of the caller's own, kept for a time."""

from datetime import timedelta
from typing import Any, cast

import pytest
import restate

from services.contracts import account
from services.contracts import help as contract
from services.contracts.keys import CreditId, Key, RoomKey
from services.contracts.session import Place
from services.help import handlers
from services.office import Office
from tests.unit.case import ALICE, CREDIT, OLIVIA, OTHER, PLACE, THREAD, TODAY, money
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
        self, service: str, name: str, _body: bytes, *, key: str, send_delay: timedelta | None
    ) -> None:
        assert key
        self.sent.append((f"{service}.{name}", send_delay))

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
