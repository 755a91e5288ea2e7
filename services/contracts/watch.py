"""Watch/desk: what of the desk's work does not get on, is missing, or has failed for good.

Names, keys and counts, nothing of its content.
"""

from datetime import datetime
from typing import Literal

from services.contracts import recovery
from services.contracts.credit import Receipt
from services.contracts.keys import Key, PersonKey
from services.contracts.wire import Handler, Nothing, Wire

DESK = Key("desk")
"""The key of the one watch."""


class Stuck(Wire):
    """So many invocations of a handler fail again and again, or are paused."""

    service: str
    handler: str
    paused: bool
    count: int


class Look(Wire):
    """What a look at Restate has found. `calm` is True where nothing fails for a while."""

    stuck: tuple[Stuck, ...] = ()
    invocations: tuple[str, ...] = ()
    """The ids of some of them."""
    calm: bool = False


class DeskTrouble(Wire):
    """To who runs the desk: since when what does not get on, and, at its end, until when."""

    kind: Literal["desk_trouble"] = "desk_trouble"
    since: datetime
    until: datetime | None = None
    stuck: tuple[Stuck, ...]
    invocations: tuple[str, ...] = ()


class Missing(Wire):
    """An invocation that an object expects, and that Restate has not: by the object's state key."""

    service: recovery.Owner
    key: Key
    """The object that expects it."""
    expected: recovery.Expectation


class Failed(Wire):
    """An invocation that has ended with a failure, and when. Nothing of what it was about."""

    id: str
    service: str
    key: str = ""
    handler: str
    at: datetime


class Findings(Wire):
    """What a look has found that is no outage: it is over, and does not come back by itself."""

    missing: tuple[Missing, ...] = ()
    failed: tuple[Failed, ...] = ()
    """The oldest first."""


class FailedWork(Wire):
    """So many invocations of a handler have ended with a failure, for these keys among others."""

    service: str
    handler: str
    count: int
    keys: tuple[str, ...] = ()


class DeskFailures(Wire):
    """To who runs the desk: what has ended with a failure. `seen_by` once somebody saw to it."""

    kind: Literal["desk_failures"] = "desk_failures"
    number: int
    since: datetime
    works: tuple[FailedWork, ...]
    invocations: tuple[str, ...] = ()
    seen_by: PersonKey | None = None


class Acknowledgement(Wire):
    """An officer has seen to the failures of that number."""

    by: PersonKey
    number: int


SAW = Handler("Watch", "saw", Look, Nothing, access="public")
FOUND = Handler("Watch", "found", Findings, Nothing, access="public")
ACKNOWLEDGE = Handler("Watch", "acknowledge", Acknowledgement, Receipt, access="public")
