"""The index of open referrals: a line as long as it is open, in the order of waiting."""

from datetime import timedelta
from typing import Any

from services.contracts.credit import Claim
from services.contracts.keys import CreditId
from services.contracts.referrals import Noted
from services.referrals import queue
from tests.unit.case import CREDIT, NOW, OLIVIA, OTHER, UNTIL, money

CLAIM = Claim(by=OLIVIA, since=NOW, until=UNTIL)


def stands(credit_id: CreditId = CREDIT, **more: Any) -> Noted:
    known: dict[str, Any] = {
        "amount": money(8000_00),
        "months": 36,
        "since": NOW,
        "state": "open",
    }
    return Noted(credit_id=credit_id, **(known | more))


def test_a_referral_keeps_its_place() -> None:
    """Whatever happens to it meanwhile, the same line is written anew."""
    told = (stands(), stands(claim=CLAIM), stands(state="asked", claim=CLAIM), stands(state="over"))
    assert len({queue.place(each) for each in told}) == 1
    asked = queue.line(told[2])
    assert asked
    assert (asked.since, asked.state, asked.claim) == (NOW, "asked", CLAIM)


def test_what_is_over_has_no_line() -> None:
    assert queue.line(stands(state="over")) is None


def test_who_waits_longer_stands_before() -> None:
    """By the millisecond, and two of the same by their ids: no line takes another's place."""
    moments = (NOW + timedelta(milliseconds=1), NOW, NOW + timedelta(days=4000))
    places = [queue.place(stands(since=at)) for at in moments]
    assert sorted(places) == [places[1], places[0], places[2]]
    assert queue.place(stands()) != queue.place(stands(OTHER))
