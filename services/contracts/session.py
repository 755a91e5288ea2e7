"""AgentSession/{thread}: one conversation. Also AgentSession/review.{credit id}, and classify."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from services.contracts import recovery, sizes
from services.contracts.keys import CreditId, Key, PersonKey, RoomKey, ThreadKey
from services.contracts.wire import Handler, Nothing, Wire


class Place(Wire):
    """Where to post: a room and, in it, a thread. Opaque to the services."""

    room: RoomKey
    thread: Key | None = None


NO_THREAD = Key("0")
"""The thread's part of a conversation's key where it has none; no message has this name."""


Standing = Literal["member", "guest", "stranger", "machine"]
"""Who somebody is where the desk is: of the house, a guest, of another organisation, a program."""


class Message(Wire):
    """What a person wrote in a thread. `author` comes from the front end's event alone."""

    author: PersonKey
    standing: Standing = "member"
    place: Place
    reference: Key = Field(max_length=sizes.REFERENCE)
    """The front end's own name of this message, for a sign at it while the desk works."""
    sent_at: datetime
    """When it was written, by the front end's clock; what its "today" means."""
    text: str
    attachments: int = 0
    addressed: bool
    """True in a direct message and where the bot was mentioned."""
    shared: bool = False
    """True where others read along, and figures of the account are not for them."""
    live: bool = False
    """True where the front end can show the answer while it is written."""


class OpenQuestion(Wire):
    """A question that waits for the customer's answer in this thread."""

    credit_id: CreditId
    question: str
    """The name of the durable promise that the answer resolves."""
    text: str


class Note(Wire):
    """What the desk posted into the thread by itself, in a sentence for the model."""

    text: str
    openly: str = ""
    """What may be known of it in a thread where others read along; nothing more is."""
    opened: OpenQuestion | None = None
    closed: OpenQuestion | None = None


Thumb = Literal["up", "down"]


class Rating(Wire):
    """What a person thinks of an answer. A later one of the same answer replaces it."""

    by: PersonKey
    place: Place
    message: Key
    """The reference of the message that was answered; it names the turn."""
    thumb: Thumb


class Rated(Wire):
    """One answer's rating; `message` is the reference of the message that it answers."""

    message: Key
    thumb: Thumb


class Line(Wire):
    """One thing of a conversation: who said it, or which tool was used and what it gave."""

    by: Literal["customer", "assistant", "desk", "tool"]
    text: str


class Conversation(Wire):
    """All that is kept of a conversation: the last turns, a summary of those before."""

    thread: ThreadKey
    last: datetime | None
    summary: str
    lines: tuple[Line, ...]
    questions: tuple[OpenQuestion, ...]
    ratings: tuple[Rated, ...]


class Reading(Wire):
    """The person wants to know what is kept of a conversation."""

    by: PersonKey


class ReadingReply(Wire):
    """`conversation` is None for whoever is not the owner, and where nothing is kept."""

    conversation: Conversation | None = None


class Forgetting(Wire):
    """The person wants what was said in a conversation deleted."""

    by: PersonKey


class Forgotten(Wire):
    """How many turns and notes there were."""

    records: int = 0


class Brief(Wire):
    """A task for an agent that works for a workflow, and answers it instead of a person."""

    text: str


class Consultation(Wire):
    """How the agent ended its turn: with one of its closing tools, or not at all.

    `failed` covers everything that is no valid ending: the model was out of reach, gave
    nothing usable, or ran out of steps.
    """

    outcome: Literal["concluded", "failed"]
    tool: str = ""
    arguments: dict[str, Any] = Field(default_factory=dict)
    failure: str = ""
    model: str = ""
    """The name of the model that was asked."""


MESSAGE = Handler("AgentSession", "message", Message, Nothing, access="public")
RATE = Handler("AgentSession", "rate", Rating, Nothing, access="public")
NOTE = Handler("AgentSession", "note", Note, Nothing)
READ = Handler("AgentSession", "read", Reading, ReadingReply)
FORGET = Handler("AgentSession", "forget", Forgetting, Forgotten)
EXPIRE = Handler("AgentSession", "expire", Nothing, Nothing)
CONSULT = Handler("AgentSession", "consult", Brief, Consultation)
RECOVER = recovery.recover("AgentSession")
