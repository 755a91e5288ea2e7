"""Slack ids to keys and back; pure. The only place where a key is made of Slack's parts.

Everything here raises `MalformedKey` when a part is not what a key may hold.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from services.contracts.keys import (
    CreditId,
    Key,
    MalformedKey,
    PersonKey,
    PostId,
    RoomKey,
    ThreadKey,
)
from services.contracts.money import Money
from services.contracts.session import NO_THREAD, Place, Thumb

_DIGITS = 10
_MARK = "p:"


@dataclass(frozen=True)
class Target:
    """What a button or a form is about: a credit and the durable promise that waits."""

    credit_id: CreditId
    promise: Key

    def __str__(self) -> str:
        return f"{self.credit_id}|{self.promise}"


@dataclass(frozen=True)
class HelpTarget:
    """Which call for a human a button is about: the thread's, and which of these."""

    thread: ThreadKey
    number: int

    def __str__(self) -> str:
        return f"{self.thread}|{self.number}"


@dataclass(frozen=True)
class AnswerTarget:
    """Which answer a thumb is about: the one to that message of the thread."""

    thumb: Thumb
    message: Key

    def __str__(self) -> str:
        return f"{self.thumb}|{self.message}"


@dataclass(frozen=True)
class Wish:
    """What is applied for, as far as it was typed."""

    amount: Money | None = None
    months: int | None = None


@dataclass(frozen=True)
class Sheet:
    """One form to apply, by its name, and what was asked for when it was opened."""

    name: Key
    wish: Wish = field(default_factory=Wish)

    def __str__(self) -> str:
        minor = self.wish.amount.minor if self.wish.amount else ""
        return f"{self.name}|{minor}|{self.wish.months or ''}"


def person(*, team: str, user: str) -> PersonKey:
    """The key of a person of a workspace."""
    return PersonKey(f"{team}.{user}")


def room(*, team: str, channel: str) -> RoomKey:
    """The key of a channel or of a direct message."""
    return RoomKey(f"{team}.{channel}")


def place(*, team: str, channel: str, root: str) -> Place:
    """A conversation. `root` is `thread_ts or ts`, in direct messages too."""
    return Place(room=room(team=team, channel=channel), thread=Key(root))


def thread(where: Place) -> ThreadKey:
    """The key of the conversation at that place: `{team}.{channel}.{thread_ts or ts}`."""
    return ThreadKey(f"{where.room}.{where.thread or NO_THREAD}")


def channel_of(key: RoomKey) -> str:
    """Slack's id of the channel."""
    return key.partition(".")[2]


def team_of(key: PersonKey) -> str:
    """Slack's id of the person's workspace."""
    return key.partition(".")[0]


def user_of(key: PersonKey) -> str:
    """Slack's id of the user."""
    return key.partition(".")[2]


def moment(ts: str) -> datetime:
    """When Slack took a message, by its ts: seconds since 1970 with a counter behind the point."""
    seconds = ts.partition(".")[0]
    if not (seconds.isdecimal() and len(seconds) <= _DIGITS):
        raise MalformedKey(f"not a ts: {ts[:80]!r}")
    return datetime.fromtimestamp(int(seconds), tz=UTC)


def is_direct(channel: str) -> bool:
    """True for a direct message between one person and the bot."""
    return channel.startswith("D")


def target(text: str) -> Target:
    """Parse what a button's value or a form's metadata carries. It names no person."""
    credit_id, bar, promise = text.partition("|")
    if not bar:
        message = f"not a target: {text[:80]!r}"
        raise MalformedKey(message)
    return Target(credit_id=CreditId(credit_id), promise=Key(promise))


def sheet(text: str) -> Sheet:
    """Parse what the form to apply carries."""
    found = re.fullmatch(r"([^|]*)(?:\|([0-9]{0,12})\|([0-9]{0,4}))?", text)
    if not found:
        raise MalformedKey(f"not a sheet: {text[:80]!r}")
    name, minor, months = found.groups()
    amount = Money(minor=int(minor)) if minor else None
    return Sheet(name=Key(name), wish=Wish(amount=amount, months=int(months) if months else None))


def help_target(text: str) -> HelpTarget:
    """Parse what the button of a call for a human carries."""
    thread, _, number = text.partition("|")
    if not re.fullmatch(r"[1-9][0-9]{0,8}", number):
        message = f"not a call: {text[:80]!r}"
        raise MalformedKey(message)
    return HelpTarget(thread=ThreadKey(thread), number=int(number))


def answer_target(text: str) -> AnswerTarget:
    """Parse what a thumb under an answer carries."""
    thumb, _, message = text.partition("|")
    if thumb not in ("up", "down"):
        raise MalformedKey(f"not a rating: {text[:80]!r}")
    return AnswerTarget(thumb=thumb, message=Key(message))


def mark(post_id: PostId) -> str:
    """The block id by which a post is found again in Slack; at most 202 characters."""
    return f"{_MARK}{post_id}"


def is_mark(block_id: str) -> bool:
    """Whether a block with this id begins a post."""
    return block_id.startswith(_MARK)
