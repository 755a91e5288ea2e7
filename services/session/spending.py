"""What a turn asks of its customer's budget of the day, and tells it where it cost much."""

from datetime import date

import restate

from services import durable
from services.agent import loop
from services.contracts import budget
from services.contracts.keys import PersonKey


async def leave(ctx: restate.ObjectContext, customer: PersonKey, day: date) -> budget.Leave:
    """Leave to begin a turn, which then counts; or the day on which one may begin."""
    return await durable.call(ctx, budget.BEGIN, budget.Beginning(day=day), key=customer)


def tell(
    ctx: restate.ObjectContext,
    customer: PersonKey,
    day: date,
    turn: loop.Turn,
    *,
    counted: budget.Leave,
) -> None:
    """Tell what the turn has cost above what its leave counted, if any; nobody waits for it."""
    calls = max(turn.model_calls - counted.model_calls, 0)
    tokens = max(turn.tokens - counted.tokens, 0)
    if calls or tokens:
        excess = budget.Usage(day=day, model_calls=calls, tokens=tokens)
        durable.send(ctx, budget.SPEND, excess, key=customer)
