"""Watch/desk: what of the desk's work does not get on. Names and counts, nothing of its content."""

from datetime import datetime
from typing import Literal

from services.contracts.keys import Key
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


SAW = Handler("Watch", "saw", Look, Nothing, access="public")
