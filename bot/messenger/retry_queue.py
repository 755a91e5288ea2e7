"""A room's queue of posts for the desk's people that Slack refused for what people can mend.

The queue is state of the room's object, so that nothing is lost; it is tried again at growing
intervals, for days, and before each new post. Called by `handlers`, whose steps post.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from restate import ObjectContext, RunOptions

from bot.failures import CONTENT, ROOM_SHUT
from bot.messenger.delivery import UNFIT, Sent
from bot.messenger.steps import GAVE_UP
from services.contracts import posts, recovery
from services.contracts.keys import Key, PostId
from services.contracts.posts import Post
from services.contracts.wire import Nothing, Wire

LASTS = timedelta(days=7)
"""For how long a post is tried again: over holidays, and no longer than a referral is open."""
MOST = 300
"""Posts that a room keeps; the oldest is given up for one more."""
FIRST = timedelta(seconds=2)
LONGEST = timedelta(minutes=10)
ALARMING = 6
"""The try at which it is no blip any more: some two minutes after the first."""
RETRY = "retry"
LATE = 60.0
"""Seconds after which a try that was due is taken for lost, and set anew."""

_QUEUE = "unposted"
_log = logging.getLogger(__name__)

LOOK_FROM = timedelta(days=1)
"""Before the moment from which a post waits: a try before that may have had an effect unseen."""


class Retry(Wire):
    """Try the queue again. A try with another number than the queue's is out of date."""

    tries: int


class Entry(Wire):
    """A post that waits since then, in seconds since 1970; it is kept beside the queue."""

    post_id: PostId
    since: float


Put = Callable[[Post, Entry], Awaitable[Sent]]
"""Posts one, or shows it anew where it is there."""


class Queue(Wire):
    """What waits, oldest first; how often it was tried, and when it is next."""

    entries: tuple[Entry, ...] = ()
    tries: int = 0
    due: float


@dataclass(frozen=True)
class Flushed:
    """What became of a try: the queue that is left, and which posts were given up."""

    left: Queue | None = None
    refused: str = ""
    """Why, of the last that was refused."""
    given_up: tuple[PostId, ...] = ()

    @property
    def shut(self) -> str:
        """Why the room takes nothing at all now, where it turned out so."""
        return self.refused if self.left and is_shut(self.refused) else ""

    def has(self, post_id: PostId) -> bool:
        """Whether it waits still."""
        return self.left is not None and any(post_id == each.post_id for each in self.left.entries)


def is_for_staff(post: Post) -> bool:
    """Whether the desk's people read it, all of them."""
    return post.reader is None and post.only_for is None


def is_mendable(refused: str) -> bool:
    """Whether the same post may be taken later. What nobody has heard of yet may be."""
    return refused.partition(",")[0] not in CONTENT and refused != UNFIT


def is_shut(refused: str) -> bool:
    """Whether the room takes nothing at all now."""
    return refused.partition(",")[0] in ROOM_SHUT


def timed_out(refused: str) -> bool:
    """Whether Slack had not said yes or no when it was given up."""
    return refused.startswith(GAVE_UP)


def is_temporary(refused: str) -> bool:
    """Whether what has been posted may be shown anew later."""
    return is_shut(refused) or timed_out(refused)


async def waiting(ctx: ObjectContext, post_id: PostId) -> Post | None:
    """The post, if it waits."""
    return await ctx.get(_state(post_id), type_hint=Post)


def replace(ctx: ObjectContext, post: Post) -> None:
    """A post that waits has another content now."""
    ctx.set(_state(post.post_id), post)


async def keep(ctx: ObjectContext, post: Post, *, refused: str) -> tuple[bool, tuple[PostId, ...]]:
    """Have it wait. Whether it is the room's first, and which posts were given up for it."""
    now = await ctx.time()
    await _alert(ctx, f"post {post.post_id} in {ctx.key()} waits: {refused}")
    replace(ctx, post)
    queue = await ctx.get(_QUEUE, type_hint=Queue)
    first = queue is None
    queue = queue or _scheduled(ctx, Queue(due=now), tries=0, now=now)
    entries = tuple(each for each in queue.entries if each.post_id != post.post_id)
    entries = (*entries, Entry(post_id=post.post_id, since=now))
    given_up = tuple(each.post_id for each in entries[:-MOST])
    for each in given_up:
        await _give_up(ctx, each)
    ctx.set(_QUEUE, queue.model_copy(update={"entries": entries[-MOST:]}))
    return first, given_up


async def flush(ctx: ObjectContext, put: Put) -> Flushed:
    """Put what waits, oldest first, until the room turns out to be shut.

    It ends too where Slack does not answer in time. That may be so for one post alone, so it is
    the last to be tried next time. Where the next try was due long ago, it was lost: it is set
    anew.
    """
    queue = await ctx.get(_QUEUE, type_hint=Queue)
    if queue is None:
        return Flushed()
    now = await ctx.time()
    left: list[Entry] = []
    late: list[Entry] = []
    given_up: list[PostId] = []
    refused, ends = "", False
    for entry in queue.entries:
        sent = Sent() if ends else await _put(ctx, entry, put)
        if sent is None:
            continue
        refused = sent.refused or refused
        ends = ends or is_temporary(refused)
        if now - entry.since > LASTS.total_seconds() or not is_mendable(sent.refused):
            await _give_up(ctx, entry.post_id)
            given_up.append(entry.post_id)
        else:
            (late if timed_out(sent.refused) else left).append(entry)
    if not (left or late):
        ctx.clear(_QUEUE)
        ctx.clear(_expectation(ctx))
        return Flushed(refused=refused, given_up=tuple(given_up))
    queue = queue.model_copy(update={"entries": (*left, *late)})
    if now - queue.due > LATE:
        queue = _scheduled(ctx, queue, tries=queue.tries + 1, now=now)
    ctx.set(_QUEUE, queue)
    return Flushed(left=queue, refused=refused, given_up=tuple(given_up))


async def recover(ctx: ObjectContext) -> None:
    """The watch misses the next try: set it anew."""
    queue = await ctx.get(_QUEUE, type_hint=Queue)
    if queue is None:
        ctx.clear(_expectation(ctx))
        return
    now = await ctx.time()
    ctx.set(_QUEUE, _scheduled(ctx, queue, tries=queue.tries + 1, now=now))


async def _put(ctx: ObjectContext, entry: Entry, put: Put) -> Sent | None:
    """Why it waits still; None where it does so no more."""
    post = await waiting(ctx, entry.post_id)
    sent = await put(post, entry) if post else None
    if sent and sent.refused:
        return sent
    ctx.clear(_state(entry.post_id))
    return None


async def is_due(ctx: ObjectContext, retry: Retry) -> bool:
    """Whether it is this try's turn. The next one is set at once."""
    queue = await ctx.get(_QUEUE, type_hint=Queue)
    if queue is None or queue.tries != retry.tries:
        return False
    now = await ctx.time()
    ctx.set(_QUEUE, _scheduled(ctx, queue, tries=queue.tries + 1, now=now))
    return True


def _scheduled(ctx: ObjectContext, queue: Queue, *, tries: int, now: float) -> Queue:
    """The queue with its next try, which is sent."""
    wait = min(FIRST * 2 ** min(tries, 16), LONGEST)
    ctx.set(_expectation(ctx), Nothing())
    ctx.generic_send(
        posts.POST.service,
        RETRY,
        Retry(tries=tries).model_dump_json().encode(),
        key=ctx.key(),
        send_delay=wait,
    )
    return queue.model_copy(update={"tries": tries, "due": now + wait.total_seconds()})


async def _give_up(ctx: ObjectContext, post_id: PostId) -> None:
    ctx.clear(_state(post_id))
    await _alert(ctx, f"post {post_id} in {ctx.key()} given up")


async def _alert(ctx: ObjectContext, what: str) -> None:
    """Once, whatever is replayed."""

    async def log() -> None:
        _log.error("ALERT %s", what)

    await ctx.run_typed(f"log: {what}"[:200], log, RunOptions(max_attempts=1))


def _expectation(ctx: ObjectContext) -> str:
    """By this key the watch knows that a try is to come."""
    return recovery.expectation(posts.POST.service, Key(ctx.key()), RETRY)


def _state(post_id: PostId) -> str:
    return f"{_QUEUE}.{post_id}"
