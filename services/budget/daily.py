"""What one person has had of the assistant in a day, held against what a day allows. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.contracts.budget import Usage
from services.contracts.wire import Wire


@dataclass(frozen=True)
class Cost:
    """Calls of the model, tokens in and out."""

    model_calls: int
    tokens: int


@dataclass(frozen=True)
class Limits:
    """What one person may have in a day: turns, calls of the model, tokens in and out."""

    turns: int
    model_calls: int
    tokens: int

    @property
    def share(self) -> Cost:
        """What each turn of a whole day's turns may cost."""
        turns = max(self.turns, 1)
        return Cost(self.model_calls // turns, self.tokens // turns)


class Used(Wire):
    """What was had on the day, which never goes back."""

    day: date
    turns: int = 0
    model_calls: int = 0
    tokens: int = 0


def on(used: Used | None, day: date) -> Used:
    """What was had on that day; a message that comes late counts on the day that it is by then."""
    return used if used and used.day >= day else Used(day=day)


def goes_on(used: Used, limits: Limits) -> date | None:
    """The day on which the next turn may begin, where it may not now."""
    left = (
        used.turns < limits.turns
        and used.model_calls < limits.model_calls
        and used.tokens < limits.tokens
    )
    return None if left else used.day + timedelta(days=1)


def with_turn(used: Used, share: Cost) -> Used:
    """One turn more, which is taken to cost its share."""
    return _with_cost(used.model_copy(update={"turns": used.turns + 1}), share)


def with_usage(used: Used, usage: Usage) -> Used:
    """What a turn has cost above its share, added."""
    return _with_cost(used, Cost(usage.model_calls, usage.tokens))


def _with_cost(used: Used, cost: Cost) -> Used:
    return used.model_copy(
        update={
            "model_calls": used.model_calls + cost.model_calls,
            "tokens": used.tokens + cost.tokens,
        }
    )
