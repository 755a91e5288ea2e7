"""What the desk is doing about a message, by its code. A part of what the messenger is told."""

from typing import Literal

from services.contracts.keys import Key, PersonKey
from services.contracts.session import Place
from services.contracts.wire import Wire

StatusCode = Literal[
    "thinking",
    "account",
    "transactions",
    "credits",
    "quote",
    "submitting",
    "withdrawing",
    "answering",
    "explaining",
    "calling",
    "contesting",
    "loan",
    "repayment",
    "reporting",
    "reminders",
]


class StatusLine(Wire):
    """What the desk is doing about a message right now; None clears it."""

    place: Place
    message: Key
    code: StatusCode | None
    reader: PersonKey | None = None
