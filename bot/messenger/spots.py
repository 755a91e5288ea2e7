"""Where a post is put: in its place or, where that is gone, before its reader alone.

Knows nothing of Restate. Called by `delivery`.
"""

import logging
from dataclasses import dataclass
from typing import Protocol

from bot import identity
from bot.failures import THREAD_SHUT
from bot.slack import SlackBusy, SlackRefused
from services.contracts.keys import PersonKey
from services.contracts.posts import Post

_GONE = frozenset({"message_not_found", "channel_not_found"})
_log = logging.getLogger(__name__)


class Door(Protocol):
    """What of Slack it takes to find a spot."""

    async def permalink(self, *, channel: str, ts: str) -> str: ...

    async def direct(self, *, user: str) -> str: ...


@dataclass(frozen=True)
class Spot:
    """A conversation at Slack; `instead` where it is not the post's own place."""

    channel: str
    thread: str | None = None
    instead: bool = False


def own(post: Post) -> Spot:
    """Where the post belongs."""
    return Spot(channel=identity.channel_of(post.place.room), thread=post.place.thread)


def above(post: Post, refused: str) -> Spot | None:
    """The room itself, where the desk's people read and the thread of their card is shut."""
    shut = refused in THREAD_SHUT and post.place.thread
    return Spot(channel=own(post).channel) if shut and is_under(post) else None


def is_under(post: Post) -> bool:
    """Whether it belongs under another post of the desk's people."""
    return post.under is not None and post.reader is None


def has_other(post: Post) -> bool:
    """Whether there is a reader who can get it elsewhere."""
    return bool(post.reader and post.place.thread and post.only_for is None)


async def other(slack: Door, post: Post) -> Spot | None:
    """The direct message of the post's reader, if there can be one. Raises `SlackBusy`."""
    return await direct(slack, post.reader) if post.reader else None


async def direct(slack: Door, reader: PersonKey) -> Spot | None:
    """The direct message with a person, if there can be one. Raises `SlackBusy`."""
    try:
        channel = await slack.direct(user=identity.user_of(reader))
        return Spot(channel=channel, instead=True)
    except SlackRefused as error:
        _log.warning("no direct message with %s: %s", reader, error.code)
        return None


async def link(slack: Door, *, channel: str, ts: str) -> str:
    """The address of a message; empty where Slack tells none. A courtesy: asked for once."""
    if not (channel and ts):
        return ""
    try:
        return await slack.permalink(channel=channel, ts=ts)
    except (SlackRefused, SlackBusy) as error:
        _log.info("no link to a message in %s: %s", channel, error.code)
        return ""


async def is_gone(slack: Door, spot: Spot) -> bool:
    """Whether the thread's first message was deleted, or we may not see its channel.

    Slack would take a post there all the same, and show it where nobody looks or everybody
    does. Where Slack can't tell, the post itself will.
    """
    if spot.thread is None:
        return False
    try:
        await slack.permalink(channel=spot.channel, ts=spot.thread)
    except SlackRefused as error:
        return error.code in _GONE
    except SlackBusy as busy:
        _log.info("thread in %s not looked at: %s", spot.channel, busy.code)
    return False
