"""Applications: a customer applies with a form. The application begins a thread of its own."""

from dataclasses import dataclass
from datetime import tzinfo

import restate

from services import attempts, durable
from services.contracts import applying as contract
from services.contracts import credit
from services.contracts.credit import Receipt
from services.contracts.keys import CreditId, Key, PersonKey, ThreadKey
from services.contracts.session import NO_THREAD, Place
from services.contracts.wire import Wire
from services.desk import entering
from services.desk.refusals import Refused
from services.review import policy

REMEMBERED = 20
"""Sheets of one person. What is sent twice is sent within minutes."""


@dataclass(frozen=True)
class Parts:
    """The product's limits, and whose days count."""

    rules: policy.Policy
    zone: tzinfo


class Sheet(Wire):
    """A form that became an application."""

    form: Key
    credit_id: CreditId


class Sheets(Wire):
    items: tuple[Sheet, ...] = ()


def build(parts: Parts) -> restate.VirtualObject:
    """The Applications object."""
    applications = restate.VirtualObject(
        contract.APPLY.service,
        description="One person's applications by form",
        invocation_retry_policy=attempts.RETRIES,
    )

    @applications.handler()
    async def apply(ctx: restate.ObjectContext, request: contract.Form) -> contract.FormReply:
        """Apply for the person, once for each form that was opened."""
        return await take_form(ctx, request, parts)

    _ = apply
    return applications


async def take_form(
    ctx: restate.ObjectContext, form: contract.Form, parts: Parts
) -> contract.FormReply:
    """Enter the application; the same form again is the same application."""
    sheets = await ctx.get("sheets", type_hint=Sheets) or Sheets()
    known = next((sheet for sheet in sheets.items if sheet.form == form.form), None)
    if known:
        return contract.FormReply(receipt=Receipt(outcome="done"), credit_id=known.credit_id)
    now = await durable.now(ctx)
    application = credit.Application(
        credit_id=entering.draw_id(ctx.random()),
        customer=PersonKey(ctx.key()),
        thread=ThreadKey(f"{form.room}.{NO_THREAD}"),
        place=Place(room=form.room),
        amount=form.amount,
        months=form.months,
        submitted_at=now,
        language=form.language,
        by_form=True,
    )
    today = now.astimezone(parts.zone).date()
    entered = await entering.enter(ctx, parts.rules, application, today=today)
    if isinstance(entered, Refused):
        refusal = Receipt(outcome="invalid", detail=entered.code, limit=entered.limit)
        return contract.FormReply(receipt=refusal)
    sheet = Sheet(form=form.form, credit_id=entered)
    filed = (*sheets.items, sheet)[-REMEMBERED:]
    ctx.set("sheets", sheets.model_copy(update={"items": filed}))
    return contract.FormReply(receipt=Receipt(outcome="done"), credit_id=entered)
