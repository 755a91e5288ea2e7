"""Applications: a customer applies with a form, and the application gets a thread of its own."""

from dataclasses import dataclass
from datetime import tzinfo

import restate

from services import attempts, durable
from services.contracts import applying as contract
from services.contracts import credit, posts
from services.contracts.credit import Receipt
from services.contracts.keys import CreditId, Key, PersonKey, PostId, ThreadKey
from services.contracts.session import NO_THREAD, Place
from services.contracts.wire import Nothing, Wire
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

    # Shared: while a front end is away, the person's next form is not held up.
    @applications.handler(kind="shared", ingress_private=True)
    async def open_thread(ctx: restate.ObjectSharedContext, request: contract.Opening) -> Nothing:
        """Post the thread's root and start the application in it."""
        await begin(ctx, request)
        return Nothing()

    _ = apply, open_thread
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
    entered = await entering.enter(
        ctx,
        parts.rules,
        customer=PersonKey(ctx.key()),
        amount=form.amount,
        months=form.months,
        today=now.astimezone(parts.zone).date(),
    )
    if isinstance(entered, Refused):
        refusal = Receipt(outcome="invalid", detail=entered.code, limit=entered.limit)
        return contract.FormReply(receipt=refusal)
    sheet = Sheet(form=form.form, credit_id=entered)
    filed = (*sheets.items, sheet)[-REMEMBERED:]
    ctx.set("sheets", sheets.model_copy(update={"items": filed}))
    opening = contract.Opening(
        credit_id=entered,
        room=form.room,
        amount=form.amount,
        months=form.months,
        submitted_at=now,
        language=form.language,
    )
    durable.send(ctx, contract.OPEN_THREAD, opening, key=PersonKey(ctx.key()))
    return contract.FormReply(receipt=Receipt(outcome="done"), credit_id=entered)


async def begin(ctx: restate.ObjectSharedContext, opening: contract.Opening) -> None:
    """The root is what was applied for. Where it can't be posted, all goes to the room itself."""
    root = posts.Post(
        post_id=PostId(f"applied.{opening.credit_id}"),
        place=Place(room=opening.room),
        content=posts.Applied(
            credit_id=opening.credit_id, amount=opening.amount, months=opening.months
        ),
        reader=PersonKey(ctx.key()),
    )
    posted = await durable.call(ctx, posts.POST, root, key=opening.room)
    thread = Key(posted.reference) if posted.reference else None
    application = credit.Application(
        credit_id=opening.credit_id,
        customer=PersonKey(ctx.key()),
        thread=ThreadKey(f"{opening.room}.{thread or NO_THREAD}"),
        place=Place(room=opening.room, thread=thread),
        amount=opening.amount,
        months=opening.months,
        submitted_at=opening.submitted_at,
        language=opening.language,
    )
    entering.start(ctx, application)
