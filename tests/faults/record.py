"""What happened in a run, as it was seen from outside. Written by the servers and the people.

Times are seconds of the monotonic clock.
"""

import time
from dataclasses import dataclass, field
from typing import Literal

from bot import identity
from services.contracts.keys import PersonKey, PostId, ThreadKey
from tests.faults.fates import Fate

TEAM = "T0DESK"
GENERAL = "C0GENERAL"
OFFICERS_ROOM = "C0OFFICERS"
APPROVALS_ROOM = "C0APPROVALS"
OFFICERS = ("U0OLIVIA", "U0OMAR")

Kind = Literal["chat", "apply", "answer", "repay", "fresh", "aside"]
"""`aside` is said by a person in somebody else's thread; all others want an answer."""


@dataclass
class Message:
    """What a person wrote. `acknowledged` is when the bot first took it, if it ever did."""

    token: str
    user: str
    channel: str
    ts: str
    root: str
    kind: Kind
    sent: float
    acknowledged: float | None = None

    @property
    def thread(self) -> ThreadKey:
        return ThreadKey(f"{TEAM}.{self.channel}.{self.root}")

    @property
    def idempotency_key(self) -> str:
        """Under which the bot sends it on."""
        return f"{TEAM}.{self.channel}.{self.ts}"

    @property
    def answer_mark(self) -> str:
        """The mark of the post that answers it."""
        return identity.mark(PostId(f"reply.{self.thread}.{self.ts}"))


@dataclass(frozen=True)
class Post:
    """A message of the bot as Slack took it. `mark` names it, a file by its name."""

    at: float
    channel: str
    root: str
    ts: str
    mark: str
    text: str
    """All words that it showed then."""


@dataclass(frozen=True)
class Asked:
    """A call of the model: the token it answered, what it could read, whose turn it seems."""

    at: float
    token: str
    repeated: tuple[str, ...]
    """Tokens of messages that stood in the conversation more than once."""
    canaries: frozenset[str]
    credit: str


@dataclass(frozen=True)
class Click:
    at: float
    user: str
    action: str
    value: str


@dataclass(frozen=True)
class Strike:
    """What was done to a part, or to a connection to Slack, and when."""

    at: float
    what: Literal["kill", "pause", "replay", "clock"] | Fate
    part: str


@dataclass
class Record:
    """Everything, in the order in which it happened."""

    messages: list[Message] = field(default_factory=list[Message])
    posts: list[Post] = field(default_factory=list[Post])
    edits: list[Post] = field(default_factory=list[Post])
    whispers: list[Post] = field(default_factory=list[Post])
    asked: list[Asked] = field(default_factory=list[Asked])
    clicks: list[Click] = field(default_factory=list[Click])
    strikes: list[Strike] = field(default_factory=list[Strike])
    refused: int = 0
    """Requests of Slack's with a good signature that the bot did not take for one."""
    in_vain: int = 0
    """Strikes that found nothing to hit, or did not get through to it."""
    deliveries: int = 0
    """Of events, redeliveries included."""
    by_token: dict[str, Message] = field(default_factory=dict[str, Message])
    by_mark: dict[str, Message] = field(default_factory=dict[str, Message])

    def wrote(self, message: Message) -> None:
        self.messages.append(message)
        self.by_token[message.token] = message
        self.by_mark[message.answer_mark] = message


def now() -> float:
    """The moment, for the record."""
    return time.monotonic()


def person(user: str) -> PersonKey:
    """The key of a Slack user of the workspace."""
    return PersonKey(f"{TEAM}.{user}")


def direct(user: str) -> str:
    """The direct message with the bot."""
    return "D" + user.removeprefix("U")


def whose(channel: str) -> str:
    """Whose direct message it is; nobody's where it is none."""
    return "U" + channel.removeprefix("D") if channel.startswith("D") else ""
