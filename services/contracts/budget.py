"""Budget/{person}: what the assistant may still do for a person today, and what it has done."""

from datetime import date

from services.contracts.wire import Handler, Nothing, Wire


class Beginning(Wire):
    """A turn would begin. `day` is its message's, by the bank's clock."""

    day: date


class Leave(Wire):
    """The turn may begin, and is counted; or it may not, and `goes_on` is the day it may."""

    goes_on: date | None = None
    model_calls: int = 0
    """A turn's share of the day's calls of the model, counted already; so `tokens`."""
    tokens: int = 0


class Usage(Wire):
    """What a turn has cost above its share; `day` is the one under which it began."""

    day: date
    model_calls: int
    tokens: int


BEGIN = Handler("Budget", "begin", Beginning, Leave)
SPEND = Handler("Budget", "spend", Usage, Nothing)
