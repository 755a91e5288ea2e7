"""Referrals/officers: which referrals are open, for how long, and who has them."""

from datetime import datetime
from typing import Literal

from services.contracts.credit import Claim
from services.contracts.keys import CreditId, Key, PersonKey
from services.contracts.money import Money
from services.contracts.wire import Handler, Nothing, Wire

OFFICERS = Key("officers")
"""The key of the one index."""


class Noted(Wire):
    """How a referral stands now; `over` takes it from the index. `since` never changes."""

    credit_id: CreditId
    amount: Money
    months: int
    since: datetime
    state: Literal["open", "asked", "over"]
    claim: Claim | None = None


class OpenReferral(Wire):
    """A line of the index. While `asked`, the customer's answer is waited for."""

    credit_id: CreditId
    amount: Money
    months: int
    since: datetime
    state: Literal["open", "asked"]
    claim: Claim | None = None


class Queue(Wire):
    """Those that have waited longest, the longest first, and how many wait in all."""

    longest: tuple[OpenReferral, ...] = ()
    waiting: int = 0


class Reading(Wire):
    by: PersonKey


class ReadingReply(Wire):
    """`queue` is None for who is no officer."""

    outcome: Literal["done", "not_an_officer"]
    queue: Queue | None = None


NOTE = Handler("Referrals", "note", Noted, Nothing)
READ = Handler("Referrals", "read", Reading, ReadingReply, access="public")
