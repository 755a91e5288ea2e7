"""Holdings/{person}: what the desk holds about a person, to be given out and to be deleted."""

from datetime import datetime
from typing import Literal

from services.contracts import recovery
from services.contracts.account import Balance, Correction, CreditSummary, Transaction
from services.contracts.audit import Role
from services.contracts.credit import CaseFile
from services.contracts.help import Kept
from services.contracts.keys import CreditId, PersonKey, RoomKey, ThreadKey
from services.contracts.loan import LoanStatement
from services.contracts.reminders import Reminder
from services.contracts.session import Conversation
from services.contracts.wire import Handler, Nothing, Wire


class Listed(Wire):
    """A thread in which words of the person are kept."""

    thread: ThreadKey


class Happened(Wire):
    """An event of an audit, as the person whom it is about reads it.

    Officers have no names in it, and what they did among themselves no details.
    """

    at: datetime | None
    what: str
    by: Role
    before: str = ""
    after: str = ""
    policy: str = ""
    model: str = ""
    details: str = ""


class CreditFile(Wire):
    """A credit: how it stands, its application while that is kept, its loan, what happened."""

    summary: CreditSummary
    application: CaseFile | None
    loan: LoanStatement | None
    events: tuple[Happened, ...]


class PersonalData(Wire):
    """All that the desk holds about a person and gives out: a post, as a file to keep."""

    kind: Literal["personal_data"] = "personal_data"
    person: PersonKey
    number: int
    """Which of the person's exports it is; it names the file."""
    made_at: datetime
    balance: Balance
    transactions: tuple[Transaction, ...]
    corrections: tuple[Correction, ...]
    credits: tuple[CreditFile, ...]
    reminders: tuple[Reminder, ...]
    conversations: tuple[Conversation, ...]
    calls: tuple[Kept, ...]
    """For a human."""
    events: tuple[Happened, ...]
    """What happened to the person's words, such as that a conversation was deleted."""


class Wish(Wire):
    """The person wants it; `room` is where nobody else reads."""

    room: RoomKey


class WishReply(Wire):
    """`too_soon` where it was done just now; then again from `again` on."""

    outcome: Literal["done", "too_soon"]
    again: datetime | None = None


class Compilation(Wire):
    """An export that was promised."""

    number: int
    room: RoomKey
    at: datetime


class Survey(Wire):
    """What would be deleted, and what is open and so stays."""

    conversations: int
    reminders: int
    running: tuple[CreditId, ...] = ()


class Erasure(Wire):
    """A deletion that was promised."""

    number: int
    room: RoomKey


class DataForgotten(Wire):
    """To the person: what was deleted, and what stays because it is open. A post."""

    kind: Literal["data_forgotten"] = "data_forgotten"
    conversations: int
    reminders: int
    corrections: int
    running: tuple[CreditId, ...] = ()
    calls_open: bool = False


Given = PersonalData | DataForgotten
"""What is posted of all this."""


class Settled(Wire):
    """An export, or an erasure, is done. The other is None."""

    compiled: int | None = None
    erased: int | None = None


LIST = Handler("Holdings", "list", Listed, Nothing)
UNLIST = Handler("Holdings", "unlist", Listed, Nothing)
EXPORT = Handler("Holdings", "export", Wish, WishReply, access="public")
COMPILE = Handler("Holdings", "compile", Compilation, Nothing)
SURVEY = Handler("Holdings", "survey", Nothing, Survey, access="public")
FORGET = Handler("Holdings", "forget", Wish, Nothing, access="public")
ERASE = Handler("Holdings", "erase", Erasure, Nothing)
SETTLE = Handler("Holdings", "settle", Settled, Nothing)
RECOVER = recovery.recover("Holdings")
