"""Switch/automatic: whether the automatic path decides, or officers decide everything."""

from datetime import datetime
from typing import Literal

from services.contracts.keys import Key, PersonKey
from services.contracts.wire import Handler, Nothing, Wire

AUTOMATIC = Key("automatic")
"""The key of the one switch."""


class Turn(Wire):
    """An officer stops the automatic path or lets it go on."""

    by: PersonKey
    stopped: bool


class Position(Wire):
    """How the switch stands, and who turned it last."""

    stopped: bool = False
    by: PersonKey | None = None
    since: datetime | None = None


class TurnReply(Wire):
    """`already` where it stood so before."""

    outcome: Literal["done", "already", "not_an_officer"]
    position: Position


TURN = Handler("Switch", "turn", Turn, TurnReply, access="public")
POSITION = Handler("Switch", "position", Nothing, Position)
