"""Entering an application: the one way in, for what was said in a chat and for the form."""

from datetime import date
from random import Random

import restate

from services import durable
from services.contracts import account, credit
from services.contracts.keys import CreditId
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
    application: credit.Application,
    *,
    today: date,
) -> CreditId | Refused:
    """Enter and start the application, if product and index allow it, under an id that is free."""
    refused = refusals.check(
        rules, amount=application.amount.minor, months=application.months, today=today
    )
    if refused:
        return refused
    credit_id = await _free_id(ctx, application.credit_id)
    entry = application.model_copy(update={"credit_id": credit_id})
    admission = await durable.call(ctx, account.ADMIT, entry, key=application.customer)
    if not admission.admitted:
        limit = admission.limit
        return Refused(admission.refusal, admission.detail, limit=limit, of_product=False)
    return credit_id


async def _free_id(ctx: restate.ObjectContext, first: CreditId) -> CreditId:
    """An id that no application has: the start of a second one would be lost in silence."""
    credit_id = first
    while (await durable.call(ctx, credit.TAKEN, Nothing(), key=credit_id)).taken:
        credit_id = draw_id(ctx.random())
    return credit_id
