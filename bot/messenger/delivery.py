"""One post, exactly once: the decision between posting and looking for what was posted.

Knows nothing of Restate; `handlers` runs each method here as one journaled step.
"""

import asyncio
import logging
import secrets  # noqa: TID251 - only inside a journaled step
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from bot import identity
from bot.messenger import spots
from bot.messenger.pace import Pace
from bot.messenger.spots import Spot
from bot.slack import Json, SlackBusy, SlackRefused, TooLong, Upload
from bot.views import blocks, words
from bot.views.blocks import File, Rendered
from bot.views.language import _
from services.contracts.keys import PersonKey
from services.contracts.posts import Post, Update

LOOK_BACK = 360.0
"""Seconds before the intent from which a post is looked for: Slack's clock is not ours.

Where ours is five minutes ahead, Slack's signed requests are refused; no less may hide a post.
"""

UNREFERABLE = "-"
"""The ts of a post that only one person saw, or a file's that Slack has not told yet."""

UNFIT = "too long even when shortened"
"""The refusal of what Slack takes in none of its forms."""

SETTLING = 5.0
"""Seconds after which a file that Slack has taken shows in its thread."""

Sleep = Callable[[float], Awaitable[None]]
_SLEEP = asyncio.sleep  # noqa: TID251 - inside a step
_log = logging.getLogger(__name__)


class Door(spots.Door, Protocol):
    """What of Slack the delivery needs."""

    async def post(
        self, *, channel: str, thread: str | None, text: str, blocks: Sequence[Json]
    ) -> str: ...

    async def whisper(
        self, *, channel: str, user: str, thread: str | None, text: str, blocks: Sequence[Json]
    ) -> None: ...

    async def update(self, *, channel: str, ts: str, text: str, blocks: Sequence[Json]) -> None: ...

    async def upload(self, *, channel: str, thread: str | None, file: Upload, text: str) -> str: ...

    async def find(
        self, *, channel: str, thread: str | None, mark: str, oldest: float, file: str = ""
    ) -> str | None: ...

    async def retract(self, *, channel: str, ts: str) -> None: ...


class Intent(BaseModel):
    """The journaled wish to post. `at` is in seconds since 1970."""

    model_config = ConfigDict(frozen=True, extra="allow")

    nonce: str
    at: float


class Sent(BaseModel):
    """What became of it: the message's ts, or why Slack refuses it for good.

    `channel` is where it is, if not in the room of its own.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    ts: str = ""
    refused: str = ""
    channel: str = ""

    @property
    def name(self) -> str:
        """How the message is remembered; `named` reads it."""
        return f"{self.channel}:{self.ts}" if self.channel else self.ts


def named(name: str) -> Sent:
    """The message of that name."""
    channel, _, ts = name.rpartition(":")
    return Sent(ts=ts, channel=channel)


class Delivery:
    """Posts and updates. Remembers in this process alone which intents are unspent.

    An intent is spent before Slack is called. A step that finds its intent spent may be the
    second to run, so it looks for the post before it makes one.
    """

    def __init__(self, slack: Door, pace: Pace | None = None, sleep: Sleep = _SLEEP) -> None:
        self._slack = slack
        self._pace = pace or Pace()
        self._sleep = sleep
        self._unspent: set[str] = set()
        self._under_way: dict[str, asyncio.Task[Sent]] = {}

    async def intend(self) -> Intent:
        """A new intent, unspent."""
        intent = Intent(nonce=secrets.token_hex(12), at=time.time())  # noqa: TID251 - inside a step
        self._unspent.add(intent.nonce)
        return intent

    def spend(self, intent: Intent) -> bool:
        """True once, in the process that has made it; else somebody may have acted on it."""
        fresh = intent.nonce in self._unspent
        self._unspent.discard(intent.nonce)
        return fresh

    async def post(self, post: Post, view: Rendered, intent: Intent) -> Sent:
        """Post, or adopt what is there already. Raises `SlackBusy`: then try again.

        Goes on when the caller is cancelled, and a second call joins the first: a request that
        left this process is never overtaken by a look-up.
        """
        task = self._under_way.get(intent.nonce)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._post(post, view, intent))
            self._under_way[intent.nonce] = task
            task.add_done_callback(lambda done: self._landed(intent, done))
        return await asyncio.shield(task)

    async def direct(self, reader: PersonKey) -> Sent:
        """The channel of the reader's direct message, or why there is none. Raises `SlackBusy`."""
        spot = await spots.direct(self._slack, reader)
        return Sent(channel=spot.channel) if spot else Sent(refused="no direct message")

    async def link(self, sent: Sent) -> str:
        """The address of a message that is elsewhere; empty where Slack tells none."""
        return await spots.link(self._slack, channel=sent.channel, ts=sent.ts)

    async def update(self, update: Update, view: Rendered, to: Sent, *, line: str = "") -> Sent:
        """Replace a message; doing it twice is doing it once. Raises `SlackBusy`.

        Where it is elsewhere than in its place, `line` says why.
        """
        channel = to.channel or identity.channel_of(update.place.room)
        for form in (view, blocks.shortened(view)):
            shown = blocks.headed(line, form) if line else form
            try:
                await self._slack.update(
                    channel=channel, ts=to.ts, text=shown.text, blocks=shown.as_json()
                )
            except TooLong as error:
                _log.warning("update of %s does not fit: %s", update.post_id, error.code)
            except SlackRefused as error:
                return Sent(refused=str(error))
            else:
                return to
        return Sent(refused=UNFIT)

    def _landed(self, intent: Intent, task: asyncio.Task[Sent]) -> None:
        self._under_way.pop(intent.nonce, None)
        if not task.cancelled():
            task.exception()

    async def _post(self, post: Post, view: Rendered, intent: Intent) -> Sent:
        if not self.spend(intent):
            found = await self._sought(post, view.file, intent)
            if found:
                _log.info("post %s was there already", post.post_id)
                return found
        try:
            return await self._send(post, view)
        except SlackBusy as busy:
            if busy.undelivered:
                self._unspent.add(intent.nonce)
            raise

    async def _sought(self, post: Post, file: File | None, intent: Intent) -> Sent | None:
        """What is there. A file may be on its way: it is looked for twice.

        The wait is within the step, for the next attempt may come at any moment.
        """
        found = await self._look_up(post, file, intent)
        if found or file is None:
            return found
        await self._sleep(SETTLING)
        return await self._look_up(post, file, intent)

    async def _look_up(self, post: Post, file: File | None, intent: Intent) -> Sent | None:
        if post.only_for is not None:
            return Sent(ts=UNREFERABLE)
        own = spots.own(post)
        found = await self._find(post, file, intent, at=own)
        if not found and own.thread and spots.is_under(post):
            found = await self._find(post, file, intent, at=Spot(channel=own.channel))
        if found or not spots.has_other(post):
            return Sent(ts=found) if found else None
        other = await spots.other(self._slack, post)
        if other and (found := await self._find(post, file, intent, at=other)):
            return Sent(ts=found, channel=other.channel)
        # Slack may have put it outside of its thread, and we died before it was taken back.
        stray = await self._find(post, file, intent, at=Spot(channel=own.channel))
        if stray:
            await self._slack.retract(channel=own.channel, ts=stray)
        return None

    async def _find(self, post: Post, file: File | None, intent: Intent, *, at: Spot) -> str | None:
        try:
            return await self._slack.find(
                channel=at.channel,
                thread=at.thread,
                mark=identity.mark(post.post_id),
                oldest=intent.at - LOOK_BACK,
                file=file.name if file else "",
            )
        except SlackRefused as error:
            _log.warning("looking for post %s: Slack refuses, %s", post.post_id, error)
            return None

    async def _send(self, post: Post, view: Rendered) -> Sent:
        """In its place, or before its reader where that is gone."""
        own = spots.own(post)
        if not spots.has_other(post):
            sent = await self._put(post, view, own)
            above = spots.above(post, sent.refused)
            return await self._put(post, view, above) if above else sent
        # What is answered was written a moment ago: there is no need to look.
        if post.answers or not await spots.is_gone(self._slack, own):
            sent = await self._put(post, view, own)
            if not sent.refused:
                return sent
            _log.warning("post %s refused in its thread: %s", post.post_id, sent.refused)
        try:
            other = await spots.other(self._slack, post)
        except SlackBusy as busy:
            raise busy.with_effect(undelivered=True) from busy
        if other is None:
            return Sent(refused="neither its thread nor a direct message")
        return await self._put(post, view, other)

    async def _put(self, post: Post, view: Rendered, spot: Spot) -> Sent:
        if post.only_for is None:
            await self._pace.wait(spot.channel)
        channel = spot.channel if spot.instead else ""
        made = await self._made(post, view.file) if view.file else None
        if view.file and made:
            try:
                ts = await self._upload(made, spot, view.file.comment)
                return Sent(ts=ts or UNREFERABLE, channel=channel)
            except SlackRefused as error:
                _log.warning("file of post %s as text: %s", post.post_id, error)
        for form in blocks.forms(view):
            shown = blocks.headed(_(words.ELSEWHERE), form) if spot.instead else form
            try:
                return Sent(ts=await self._call(post, shown, spot), channel=channel)
            except TooLong as error:
                _log.warning("post %s does not fit: %s", post.post_id, error.code)
            except SlackRefused as error:
                return Sent(refused=str(error))
        return Sent(refused=UNFIT)

    async def _made(self, post: Post, file: File) -> Upload | None:
        """The file, made where it holds nobody up; None where it can't be made."""
        try:
            content = await asyncio.to_thread(file.content)
        except Exception:  # noqa: BLE001 - whatever is wrong with a drawing
            # The room must not be blocked: its figures are posted as text.
            _log.exception("ALERT file of post %s can't be made", post.post_id)
            return None
        return Upload(name=file.name, title=file.title, content=content, alt=file.alt)

    async def _upload(self, file: Upload, spot: Spot, comment: str) -> str:
        said = f"{_(words.ELSEWHERE)}\n{comment}" if spot.instead else comment
        return await self._slack.upload(
            channel=spot.channel, thread=spot.thread, file=file, text=said
        )

    async def _call(self, post: Post, view: Rendered, spot: Spot) -> str:
        marked = view.as_json(mark=identity.mark(post.post_id))
        if post.only_for is None:
            return await self._slack.post(
                channel=spot.channel, thread=spot.thread, text=view.text, blocks=marked
            )
        await self._slack.whisper(
            channel=spot.channel,
            user=identity.user_of(post.only_for),
            thread=spot.thread,
            text=view.text,
            blocks=marked,
        )
        return UNREFERABLE
