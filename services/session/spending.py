"""What a turn asks of its customer's budget of the day, and tells it."""

from datetime import date

import restate

from services import durable
from services.agent import loop
from services.contracts import budget
from services.contracts.keys import PersonKey


async def goes_on(ctx: restate.ObjectContext, customer: PersonKey, day: date) -> date | None:
    """None where the turn may begin, which then counts; else the day on which one may."""
    beginning = budget.Beginning(day=day)
    return (await durable.call(ctx, budget.BEGIN, beginning, key=customer)).goes_on


def tell(ctx: restate.ObjectContext, customer: PersonKey, day: date, turn: loop.Turn) -> None:
    """Tell what the turn has cost; nobody waits for it."""
    usage = budget.Usage(day=day, model_calls=turn.model_calls, tokens=turn.tokens)
    durable.send(ctx, budget.SPEND, usage, key=customer)
