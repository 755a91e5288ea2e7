"""The index of open referrals: a line as long as it is open, since it was opened."""

from datetime import timedelta
from typing import Any

from services.contracts.credit import Claim
from services.contracts.keys import CreditId
from services.contracts.referrals import Noted, OpenReferrals
from services.referrals import queue
from tests.unit.case import CREDIT, NOW, OLIVIA, OTHER, UNTIL, money

CLAIM = Claim(by=OLIVIA, since=NOW, until=UNTIL)
LATER = NOW + timedelta(hours=3)


def stands(credit_id: CreditId = CREDIT, **more: Any) -> Noted:
    known: dict[str, Any] = {"amount": money(8000_00), "months": 36, "state": "open"}
    return Noted(credit_id=credit_id, **(known | more))


def after(*noted: Noted, before: OpenReferrals | None = None) -> OpenReferrals:
    index = before or OpenReferrals()
    for number, each in enumerate(noted):
        index = queue.noted(index, each, at=NOW + number * timedelta(hours=1))
    return index


def test_a_referral_waits_since_it_was_opened() -> None:
    """Whatever happens to it meanwhile; its line stays where it is."""
    index = after(stands(), stands(OTHER), stands(claim=CLAIM), stands(state="asked", claim=CLAIM))
    assert [item.credit_id for item in index.items] == [CREDIT, OTHER]
    first = index.items[0]
    assert (first.since, first.state, first.claim) == (NOW, "asked", CLAIM)


def test_what_is_over_is_gone() -> None:
    """Once or twice told, and also where it was never noted."""
    index = after(stands(), stands(OTHER), stands(state="over"), stands(state="over"))
    assert [item.credit_id for item in index.items] == [OTHER]
    assert after(stands(state="over")).items == ()


def test_what_is_opened_again_waits_anew() -> None:
    """A contested rejection is a new referral."""
    over = after(stands(), stands(state="over"))
    again = queue.noted(over, stands(), at=LATER)
    assert [item.since for item in again.items] == [LATER]
