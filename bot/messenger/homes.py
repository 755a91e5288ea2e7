"""Home/{person}: the Restate object that keeps a Home tab up to date once it was opened.

A tab is a courtesy: what fails is not tried again, for the next look makes it anew.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import restate
from restate import InvocationRetryPolicy, ObjectContext, RunOptions, VirtualObject

from bot.ingress import DeskUnavailable, Refused
from bot.slack import SlackBusy, SlackRefused
from services.contracts import home
from services.contracts.keys import PersonKey
from services.contracts.wire import Nothing

Publish = Callable[[PersonKey, datetime], Awaitable[None]]
"""Makes the tab anew, with ages as of that time."""

_log = logging.getLogger(__name__)


def build(publish: Publish) -> VirtualObject:
    """The Restate object."""
    tab = restate.VirtualObject(
        home.CHANGED.service,
        invocation_retry_policy=InvocationRetryPolicy(
            initial_interval=timedelta(milliseconds=100),
            max_interval=timedelta(seconds=5),
            max_attempts=20,
            on_max_attempts="kill",
        ),
    )

    @tab.handler(name="opened")
    async def _opened(ctx: ObjectContext, _request: Nothing) -> Nothing:
        """The person has opened the tab."""
        ctx.set("opened", value=True)
        return Nothing()

    @tab.handler(name="changed", ingress_private=True)
    async def _changed(ctx: ObjectContext, _request: Nothing) -> Nothing:
        """Make the tab anew, if the person has ever opened it."""
        await refresh(ctx, publish)
        return Nothing()

    return tab


async def refresh(ctx: ObjectContext, publish: Publish) -> None:
    """Publish once; a failure is only logged."""
    if not await ctx.get("opened", type_hint=bool):
        return
    person = PersonKey(ctx.key())
    now = datetime.fromtimestamp(await ctx.time(), tz=UTC)

    async def attempt() -> str:
        try:
            await publish(person, now)
        except (DeskUnavailable, Refused, SlackBusy, SlackRefused) as error:
            _log.info("home of %s not shown anew: %s", person, error)
            return "not shown"
        return "shown"

    await ctx.run_typed("publish home", attempt, RunOptions(max_attempts=1))
