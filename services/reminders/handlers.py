"""Reminders: what a person wants to be told again, each by a durable timer into its thread."""

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import restate

from services import attempts, durable, expectations, privacy
from services.contracts import home, loan, posts, session
from services.contracts import reminders as contract
from services.contracts.keys import PersonKey, PostId
from services.contracts.recovery import Lost
from services.contracts.reminders import BeforeInstalment, Instalment, Reminder, Wish, WishReply
from services.contracts.wire import Nothing
from services.durable import AnyContext
from services.reminders import kept, timing
from services.reminders.kept import Kept


def build(zone: ZoneInfo) -> restate.VirtualObject:
    """The Reminders object. `zone` is the bank's: its hours count."""
    reminders = restate.VirtualObject(
        contract.LIST.service,
        description="One person's reminders",
        invocation_retry_policy=attempts.RETRIES,
    )
    private = partial(reminders.handler, ingress_private=True)

    @private(name="set")
    async def set_one(ctx: restate.ObjectContext, request: Wish) -> WishReply:
        """The person wants to be reminded: keep it, and set its timer."""
        return await take(ctx, request, zone)

    @reminders.handler(name="cancel")
    async def cancel_some(
        ctx: restate.ObjectContext, request: contract.Cancellation
    ) -> contract.Reminders:
        """The person wants one of them no more, or none of them."""
        return await cancel(ctx, request)

    @reminders.handler(name="list", kind="shared")
    async def list_all(ctx: restate.ObjectSharedContext, _request: Nothing) -> contract.Reminders:
        """All that are to come, and the last that were dropped."""
        return kept.listed(await _kept(ctx))

    @private()
    async def due(ctx: restate.ObjectContext, request: contract.Due) -> Nothing:
        """A reminder's time has come, unless it was cancelled or has moved."""
        await remind(ctx, request, zone)
        return Nothing()

    @private(name=contract.RECOVER.name)
    async def recover_lost(ctx: restate.ObjectContext, request: Lost) -> Nothing:
        """The watch misses the timer of a reminder: set it anew."""
        await recover(ctx, request)
        return Nothing()

    _ = set_one, cancel_some, list_all, due, recover_lost
    return reminders


async def take(ctx: restate.ObjectContext, wish: Wish, zone: ZoneInfo) -> WishReply:
    """Set it, or say why not."""
    before, now = await _kept(ctx), await durable.now(ctx)
    instalment = None
    try:
        if isinstance(wish.when, BeforeInstalment):
            when, instalment = await _ahead(ctx, wish.when)
            at = timing.allowed(when, now=now, zone=zone)
        else:
            at = timing.moment(wish.when, now=now, zone=zone)
        clock = timing.clock(at, zone=zone)
        after, new = kept.added(before, wish, at=at, clock=clock, instalment=instalment)
    except timing.Refused as refused:
        return WishReply(refusal=refused.code, limit=refused.limit)
    # The timer first: one without a reminder does nothing, a reminder without one never comes.
    _arm(ctx, new, now=now)
    _keep(ctx, after)
    return WishReply(reminder=new)


async def cancel(
    ctx: restate.ObjectContext, cancellation: contract.Cancellation
) -> contract.Reminders:
    """Take them away. Their timers will find nothing."""
    after, gone = kept.cancelled(await _kept(ctx), cancellation.which)
    if gone.items:
        _keep(ctx, after)
    for each in gone.items:
        await expectations.settle(ctx, contract.DUE, key=PersonKey(ctx.key()), label=each.id)
    return gone


async def remind(ctx: restate.ObjectContext, due: contract.Due, zone: ZoneInfo) -> None:
    """Post it into its thread; before an instalment only as its loan stands now."""
    before = await _kept(ctx)
    reminder = kept.awaited(before, due)
    if reminder is None:
        return
    person = PersonKey(ctx.key())
    timers = await expectations.keys(ctx, contract.DUE, key=person, label=reminder.id)
    await _come(ctx, reminder, before, zone)
    expectations.clear(ctx, timers)


async def recover(ctx: restate.ObjectContext, lost: Lost) -> None:
    """Set the timer anew: at once, where its time has passed."""
    due = await expectations.lost_request(ctx, contract.DUE, lost)
    if due is None:
        return
    if kept.awaited(await _kept(ctx), due) is None:
        expectations.drop(ctx, lost)
        return
    wait = max(timedelta(), due.at - await durable.now(ctx))
    expectations.resend(ctx, contract.DUE, due, lost, after=wait)


async def _come(
    ctx: restate.ObjectContext, reminder: Reminder, before: Kept, zone: ZoneInfo
) -> None:
    """Its time has come: tell it, drop it, or wait for when its instalment is due now."""
    if reminder.instalment is None:
        _tell(ctx, reminder, before)
        return
    ahead = await _of_loan(ctx, reminder.instalment)
    if ahead is None:
        _keep(ctx, kept.dropped(before, reminder))
        return
    now_due = _stands(reminder.instalment, ahead)
    at = timing.by_the_clock(ahead.at, zone=zone)
    clock = timing.clock(at, zone=zone)
    moved = reminder.model_copy(update={"instalment": now_due, "at": at, "clock": clock})
    if moved.at <= reminder.at:
        _tell(ctx, reminder.model_copy(update={"instalment": now_due}), before)
        return
    _arm(ctx, moved, now=await durable.now(ctx))
    _keep(ctx, kept.moved(before, moved))


def _tell(ctx: restate.ObjectContext, reminder: Reminder, before: Kept) -> None:
    reader = PersonKey(ctx.key())
    due = posts.ReminderDue(
        reminder=reminder.id, text=reminder.text, instalment=reminder.instalment
    )
    post = posts.Post(
        post_id=PostId(f"reminder.{ctx.key()}.{reminder.id}"),
        place=reminder.place,
        content=due,
        reader=reader,
        discretion=privacy.of(due, reader=reader),
    )
    durable.send(ctx, posts.POST, post, key=reminder.place.room)
    note = session.Note(text=_said(reminder))
    durable.send(ctx, session.NOTE, note, key=reminder.thread)
    # Only now: were this handler ended before it had posted, the reminder would be lost.
    _keep(ctx, kept.without(before, reminder.id))


def _said(reminder: Reminder) -> str:
    about = reminder.instalment
    said = f"reminded the customer, as asked ({reminder.id})"
    if about:
        said += f", of instalment {about.number} of {about.credit_id}, due on {about.due}"
    return f'{said}: "{reminder.text}"' if reminder.text else said


async def _ahead(ctx: restate.ObjectContext, when: BeforeInstalment) -> tuple[datetime, Instalment]:
    """The moment before the loan's next instalment. Raises `timing.Refused` without one."""
    query = loan.AheadQuery(by=PersonKey(ctx.key()), days=when.days)
    ahead = (await durable.call(ctx, loan.AHEAD, query, key=when.credit_id)).instalment
    if ahead is None:
        raise timing.Refused("no_loan")
    instalment = Instalment(
        credit_id=when.credit_id,
        number=ahead.number,
        days=when.days,
        due=ahead.due,
        payment=ahead.payment,
    )
    return ahead.at, instalment


async def _of_loan(ctx: restate.ObjectContext, about: Instalment) -> loan.Ahead | None:
    query = loan.AheadQuery(by=PersonKey(ctx.key()), days=about.days, number=about.number)
    return (await durable.call(ctx, loan.AHEAD, query, key=about.credit_id)).instalment


def _stands(about: Instalment, ahead: loan.Ahead) -> Instalment:
    return about.model_copy(update={"due": ahead.due, "payment": ahead.payment})


def _arm(ctx: restate.ObjectContext, reminder: Reminder, *, now: datetime) -> None:
    due = contract.Due(id=reminder.id, at=reminder.at)
    wait = max(timedelta(), reminder.at - now)
    name = expectations.new_name(ctx, reminder.id)
    expectations.send(ctx, contract.DUE, due, key=PersonKey(ctx.key()), name=name, after=wait)


async def _kept(ctx: AnyContext) -> Kept:
    return await ctx.get("reminders", type_hint=Kept) or Kept()


def _keep(ctx: restate.ObjectContext, now: Kept) -> None:
    """Keep it, and let the person's Home follow."""
    ctx.set("reminders", now)
    durable.send(ctx, home.CHANGED, Nothing(), key=PersonKey(ctx.key()))
