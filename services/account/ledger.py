"""One customer's sub-ledger: double entry between the customer's account and the bank's.

Pure; amounts are minor units of one currency. Called by the Account object, which stores the
small head under one state key and each part under its own.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from pydantic import field_validator, model_validator

from services.account import legs
from services.account.legs import Account
from services.account.legs import InsufficientFunds as InsufficientFunds
from services.account.legs import InvalidTransfer as InvalidTransfer
from services.account.legs import Leg as Leg
from services.contracts.account import Category, LedgerAccount, Transaction, Transfer
from services.contracts.money import Money
from services.contracts.wire import Wire

PART_SIZE = 50
"""Bookings in a part. A booking rewrites the head and the last part, never more."""

_NAMES: dict[Account, str] = {
    "current": "current",
    "loans": "bank.loans",
    "interest": "bank.interest",
    "fees": "bank.fees",
    "clearing": "bank.clearing",
    "losses": "bank.losses",
}


class Unbalanced(Exception):
    """The legs of a booking, or the balances of a head, do not sum to zero: a bug."""


class MissingPart(Exception):
    """A part that the head counts was not given, or is too short: a bug."""


class Booking(Wire):
    """One movement over two or more accounts; its legs sum to zero, or `Unbalanced`."""

    id: str
    day: date
    description: str
    category: Category
    legs: tuple[Leg, ...]

    @model_validator(mode="after")
    def _balances(self) -> Self:
        if len(self.legs) <= 1 or sum(leg.minor for leg in self.legs):
            raise Unbalanced(self.id)
        return self


class Part(Wire):
    """Up to `PART_SIZE` bookings, stored as `part.{number}`, from 0. Only the last one grows."""

    number: int
    bookings: tuple[Booking, ...]


class Tally(Wire):
    """One account's balance, and the number of entries that make it up."""

    account: Account
    minor: int = 0
    entries: int = 0


class Booked(Wire):
    """A transfer that was booked, and the fingerprint of what it said."""

    id: str
    fingerprint: str


class Head(Wire):
    """What every request needs, small at any age: the balances, and how many bookings count.

    Parts are stored before the head, so the last one may hold bookings that do not count yet.
    """

    opened: date
    """The day on which the account was first seen here."""
    booked_through: date
    """The history's transactions are booked up to this day, inclusive."""
    tallies: tuple[Tally, ...] = tuple(Tally(account=account) for account in _NAMES)
    bookings: int = 0
    last: Booked | None = None
    """The newest transfer: here, so that it counts as booked in the instant in which it is."""

    @field_validator("tallies")
    @classmethod
    def _complete(cls, stored: tuple[Tally, ...]) -> tuple[Tally, ...]:
        """A head from before an account was added has nothing on it."""
        known = {tally.account for tally in stored}
        return (*stored, *(Tally(account=account) for account in _NAMES if account not in known))

    @model_validator(mode="after")
    def _balances(self) -> Self:
        if sum(tally.minor for tally in self.tallies):
            raise Unbalanced("head")
        return self


@dataclass(frozen=True)
class Books:
    """The head, the part that grows, and those that became full since they were opened.

    To be stored: the parts first, then the head.
    """

    head: Head
    growing: Part
    filled: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts at hand, oldest first."""
        return (*self.filled, self.growing)


def last_part(head: Head) -> int:
    """The number of the part to which the next booking goes."""
    return head.bookings // PART_SIZE


def books(head: Head, last: Part | None) -> Books:
    """The books from what is stored: the head and its last part, if there is one."""
    counted = head.bookings % PART_SIZE
    part = last or Part(number=last_part(head), bookings=())
    kept = part.bookings[:counted]
    if len(kept) < counted:
        raise MissingPart(last_part(head))
    return Books(head, part.model_copy(update={"bookings": kept}))


def balance(head: Head, account: Account = "current") -> int:
    """The balance in minor units."""
    return next(tally.minor for tally in head.tallies if tally.account == account)


def accounts(head: Head) -> tuple[LedgerAccount, ...]:
    """All accounts by their names in reports; their balances sum to zero."""
    return tuple(
        LedgerAccount(
            name=_NAMES[tally.account], balance=Money(minor=tally.minor), entries=tally.entries
        )
        for tally in head.tallies
    )


def book(before: Books, booking: Booking) -> Books:
    """Append a booking. The caller sees to it that an id is booked once."""
    number, kept = before.growing.number, (*before.growing.bookings, booking)
    head = before.head.model_copy(
        update={
            "tallies": tuple(_tallied(tally, booking.legs) for tally in before.head.tallies),
            "bookings": before.head.bookings + 1,
        }
    )
    part = before.growing.model_copy(update={"bookings": kept})
    if len(kept) < PART_SIZE:
        return Books(head, part, before.filled)
    return Books(head, Part(number=number + 1, bookings=()), (*before.filled, part))


def transfer(before: Books, order: Transfer, *, day: date) -> Books:
    """Book a movement with the bank. Raises `InvalidTransfer` and `InsufficientFunds`."""
    funds, lent = balance(before.head), -balance(before.head, "loans")
    moved = legs.of(order, funds=funds, lent=lent)
    booking = Booking(
        id=order.id, day=day, description=order.description, category=order.purpose, legs=moved
    )
    after = book(before, booking)
    newest = Booked(id=order.id, fingerprint=fingerprint(order))
    return replace(after, head=after.head.model_copy(update={"last": newest}))


def fingerprint(order: Transfer) -> str:
    """A hash of all that the transfer says: tells a repeated id from a reused one."""
    content = json.dumps(order.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def from_transaction(transaction: Transaction) -> Booking:
    """A movement between the customer and somebody at another bank."""
    amount = legs.own_currency(transaction.amount)
    return Booking(
        id=transaction.id,
        day=transaction.day,
        description=transaction.description,
        category=transaction.category,
        legs=(Leg(account="current", minor=amount), Leg(account="clearing", minor=-amount)),
    )


def opened(history: Sequence[Transaction], *, through: date) -> Books:
    """The books of an account first seen on `through`, its history up to then booked."""
    empty = Head(opened=through, booked_through=date.min)
    return caught_up(books(empty, None), history, through=through)


def caught_up(before: Books, new: Sequence[Transaction], *, through: date) -> Books:
    """Book what came after `booked_through`, up to `through`; the rest is left out.

    So nothing from the history is booked twice, and an earlier `through` changes nothing.
    """
    after = before
    for transaction in _fresh(before.head, new, through=through):
        after = book(after, from_transaction(transaction))
    latest = max(before.head.booked_through, through)
    head = after.head.model_copy(update={"booked_through": latest})
    return Books(head, after.growing, after.filled)


def balance_after(head: Head, new: Sequence[Transaction], *, through: date) -> int:
    """The customer's balance once `caught_up`, without the parts that this would need."""
    fresh = _fresh(head, new, through=through)
    return balance(head) + sum(legs.own_currency(transaction.amount) for transaction in fresh)


def bookings(parts: Iterable[Part], head: Head) -> tuple[Booking, ...]:
    """All bookings, oldest first, each once. Raises `MissingPart`."""
    given = {part.number: part for part in parts}
    if head.bookings and 0 not in given:
        raise MissingPart(0)
    return recent(given.values(), head)


def recent(parts: Iterable[Part], head: Head) -> tuple[Booking, ...]:
    """The bookings since the oldest part given, oldest first, each once.

    Every later part that the head counts must be given too, or `MissingPart`. What a part
    holds beyond the head's count has not happened for a reader.
    """
    count = -(-head.bookings // PART_SIZE)
    given = {part.number: part.bookings for part in parts if part.number < count}
    wanted = range(min(given, default=count), count)
    if missing := set(wanted) - given.keys():
        raise MissingPart(min(missing))
    seen = [booking for number in wanted for booking in given[number]]
    counted = head.bookings - wanted.start * PART_SIZE if given else 0
    if len(seen) < counted:
        raise MissingPart(count - 1)
    return tuple(seen[:counted])


def customer_transactions(booked: Iterable[Booking]) -> list[Transaction]:
    """The bookings as the customer sees them, in the same order."""
    return [
        Transaction(
            id=booking.id,
            day=booking.day,
            amount=Money(minor=amount),
            description=booking.description,
            category=booking.category,
        )
        for booking in booked
        if (amount := sum(leg.minor for leg in booking.legs if leg.account == "current"))
    ]


def _fresh(head: Head, new: Sequence[Transaction], *, through: date) -> list[Transaction]:
    return [each for each in new if head.booked_through < each.day <= through]


def _tallied(tally: Tally, legs: Sequence[Leg]) -> Tally:
    own = [leg.minor for leg in legs if leg.account == tally.account]
    return Tally(
        account=tally.account, minor=tally.minor + sum(own), entries=tally.entries + len(own)
    )
