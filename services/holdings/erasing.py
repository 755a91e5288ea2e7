"""Deleting what was said: each object deletes its own, and keeps what is open or must be kept."""

import restate

from services import durable
from services.contracts import account, audit, holdings, reminders, session
from services.contracts import help as calls
from services.contracts.keys import CreditId, PersonKey
from services.contracts.wire import Nothing
from services.durable import AnyContext
from services.holdings import reading

OVER = frozenset({"rejected", "expired", "withdrawn", "aborted", "closed"})
"""The states in which nothing of a credit is open."""


def running(credits: account.Credits) -> tuple[CreditId, ...]:
    """The credits that go on: applications under way, loans to be paid back."""
    return tuple(item.credit_id for item in credits.items if item.state not in OVER)


async def survey(ctx: AnyContext) -> holdings.Survey:
    """What there is, before anything is deleted."""
    person = PersonKey(ctx.key())
    credits = durable.begin(ctx, account.CREDITS, Nothing(), key=person)
    reminded = durable.begin(ctx, reminders.LIST, Nothing(), key=person)
    listed = reading.threads(await ctx.state_keys())
    return holdings.Survey(
        conversations=len(listed),
        reminders=len((await reminded).items),
        running=running(await credits),
    )


async def erase(ctx: restate.ObjectSharedContext) -> holdings.DataForgotten:
    """Delete all that may be, and account for it."""
    person = PersonKey(ctx.key())
    credits = await durable.call(ctx, account.CREDITS, Nothing(), key=person)
    where = sorted(reading.threads(await ctx.state_keys()) | reading.places(credits))
    talk, call = session.Forgetting(by=person), calls.Forgetting(by=person)
    every = reminders.Cancellation(which="all")
    said = [durable.begin(ctx, session.FORGET, talk, key=thread) for thread in where]
    called = [durable.begin(ctx, calls.FORGET, call, key=thread) for thread in where]
    claimed = durable.begin(ctx, account.FORGET, Nothing(), key=person)
    reminded = durable.begin(ctx, reminders.CANCEL, every, key=person)
    deleted = [(await each).records for each in said]
    gone = holdings.DataForgotten(
        conversations=sum(records > 0 for records in deleted),
        reminders=len((await reminded).items),
        corrections=(await claimed).corrections,
        running=running(credits),
        calls_open=any([(await each).open for each in called]),
    )
    event = audit.Event(what="data.forgotten", who=person, role="customer", details=_count(gone))
    durable.send(ctx, audit.APPEND, event, key=person)
    return gone


def _count(gone: holdings.DataForgotten) -> str:
    return (
        f"{gone.conversations} conversations, {gone.reminders} reminders, "
        f"{gone.corrections} corrections"
    )
