"""How the messenger's steps at Slack are tried again, and under which names posts are kept."""

import logging
import time
from collections.abc import Callable, Coroutine
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from restate import ObjectContext, RunOptions, TerminalError
from restate.exceptions import RetryableError

from bot.failures import AppRefused
from bot.messenger.delivery import Sent
from bot.slack import SlackBusy
from services.contracts.keys import PostId

GIVE_UP_AFTER = timedelta(hours=1)
"""For a Slack that is away or broken: it may be so for this one post, and the room waits behind."""
REINSTALLED_WITHIN = timedelta(days=7)
"""For an app that Slack refuses: all rooms are shut alike, and none waits in vain. A workspace's
owner may have to approve what is installed again, and that may take holidays and a weekend."""
BRIEFLY = timedelta(seconds=10)
"""For what is tried again later anyway: the room waits behind it."""
GAVE_UP = "gave up: "
"""How a refusal begins that is not Slack's, but for which there was no more time."""
REMEMBERED = 10_000
_log = logging.getLogger(__name__)
_failing: dict[tuple[str, str], float] = {}
"""Of steps under way when they failed first; in this process alone, so that no set clock counts."""


def post_state(post_id: PostId) -> str:
    """The name under which a room keeps which message a post became."""
    return f"post.{post_id}"


def draft_state(post_id: PostId) -> str:
    """The name under which a room keeps the draft of a post that is not posted yet."""
    return f"draft.{post_id}"


async def tried(
    ctx: ObjectContext,
    name: str,
    attempt: Callable[[], Coroutine[Any, Any, Sent]],
    *,
    within: timedelta = GIVE_UP_AFTER,
) -> Sent:
    """What must arrive, as one step: tried again at growing intervals, and in the end refused.

    After `within`; where Slack refuses the app itself, after days. Raises where it was cancelled.
    """
    step = (ctx.request().id, name)

    async def bounded() -> Sent:
        try:
            sent = await attempt()
        except SlackBusy as busy:
            _log.warning("Slack did not take it, to be tried again: %s", busy)
            if not _is_over(step, busy, within):
                _again(busy)
                raise
            sent = Sent(refused=f"{GAVE_UP}{busy.code}")
        _failing.pop(step, None)
        return sent

    options = RunOptions(
        type_hint=Sent,
        max_duration=REINSTALLED_WITHIN,
        initial_retry_interval=timedelta(milliseconds=200),
        max_retry_interval=timedelta(seconds=10),
    )
    try:
        return await ctx.run_typed(name, bounded, options)
    except TerminalError as error:
        if error.status_code == HTTPStatus.CONFLICT:
            raise
        return Sent(refused=f"{GAVE_UP}{error.message}")


def _is_over(step: tuple[str, str], busy: SlackBusy, within: timedelta) -> bool:
    """Whether the step has failed for too long."""
    if isinstance(busy, AppRefused):
        _failing.pop(step, None)
        return False
    if len(_failing) > REMEMBERED:
        _failing.clear()
    now = time.monotonic()
    return now - _failing.setdefault(step, now) >= within.total_seconds()


def _again(busy: SlackBusy) -> None:
    """Have Restate try it again when Slack says, where it does."""
    if busy.after is not None:
        wait = timedelta(seconds=busy.after)
        raise RetryableError(busy.code, retry_after=wait) from busy
