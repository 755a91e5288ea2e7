"""How the messenger's steps at Slack are tried again, and under which names posts are kept."""

import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from restate import ObjectContext, RunOptions, TerminalError
from restate.exceptions import RetryableError

from bot.messenger.delivery import Sent
from bot.slack import SlackBusy
from services.contracts.keys import PostId

GIVE_UP_AFTER = timedelta(hours=1)
_log = logging.getLogger(__name__)


def post_state(post_id: PostId) -> str:
    """The name under which a room keeps which message a post became."""
    return f"post.{post_id}"


def draft_state(post_id: PostId) -> str:
    """The name under which a room keeps the draft of a post that is not posted yet."""
    return f"draft.{post_id}"


async def tried(
    ctx: ObjectContext, name: str, attempt: Callable[[], Coroutine[Any, Any, Sent]]
) -> Sent:
    """What must arrive, as one step: tried for an hour, at growing intervals, and then refused.

    Raises where it was cancelled.
    """
    options = RunOptions(
        type_hint=Sent,
        max_duration=GIVE_UP_AFTER,
        initial_retry_interval=timedelta(milliseconds=200),
        max_retry_interval=timedelta(seconds=10),
    )
    try:
        return await ctx.run_typed(name, attempt, options)
    except TerminalError as error:
        if error.status_code == HTTPStatus.CONFLICT:
            raise
        return Sent(refused=f"gave up: {error.message}")


async def patient(step: Coroutine[Any, Any, Sent]) -> Sent:
    """The step, to be tried again when Slack says."""
    try:
        return await step
    except SlackBusy as busy:
        _log.warning("Slack did not take it, to be tried again: %s", busy.code)
        if busy.after is None:
            raise
        wait = timedelta(seconds=busy.after)
        raise RetryableError(busy.code, retry_after=wait) from busy
