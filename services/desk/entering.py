"""Entering an application: the one way in, for what was said in a chat and for the form."""

from datetime import date
from random import Random

import restate

from services import durable
from services.contracts import account, credit
from services.contracts.keys import CreditId, PersonKey
from services.contracts.money import Money
from services.contracts.wire import Nothing
from services.desk import refusals
from services.desk.refusals import Refused
from services.review import policy

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def draw_id(source: Random) -> CreditId:
    """A new credit id. The source is Restate's, so a replay draws the same."""
    return CreditId("CR-" + "".join(source.choice(ALPHABET) for _ in range(8)))


async def enter(
    ctx: restate.ObjectContext,
    rules: policy.Policy,
    *,
    customer: PersonKey,
    amount: Money,
    months: int,
    today: date,
) -> CreditId | Refused:
    """Enter the application in the customer's index, if product and index allow it.

    Whoever enters it starts it with `start`, or it never is.
    """
    refused = refusals.check(rules, amount=amount.minor, months=months, today=today)
    if refused:
        return refused
    credit_id = await _free_id(ctx)
    entry = account.ApplicationEntry(credit_id=credit_id, amount=amount, months=months)
    admission = await durable.call(ctx, account.ADMIT, entry, key=customer)
    if not admission.admitted:
        limit = admission.limit
        return Refused(admission.refusal, admission.detail, limit=limit, of_product=False)
    return credit_id


def start(ctx: restate.Context, application: credit.Application) -> None:
    """Start the workflow of an application that was entered."""
    durable.send(ctx, credit.RUN, application, key=application.credit_id)


async def _free_id(ctx: restate.ObjectContext) -> CreditId:
    """An id that no application has: the start of a second one would be lost in silence."""
    while True:
        credit_id = draw_id(ctx.random())
        reply = await durable.call(ctx, credit.TAKEN, Nothing(), key=credit_id)
        if not reply.taken:
            return credit_id
