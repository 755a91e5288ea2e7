"""An answer as it is written: begun, grown, and replaced by its post or taken away.

Knows nothing of Restate; `drafting` runs each method as one journaled step. A draft may be lost
at any moment, so nothing rests on it but that its message is found again.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from bot import identity
from bot.failures import NOT_HERE
from bot.messenger.delivery import LOOK_BACK, Intent, Sent
from bot.messenger.pace import Pace
from bot.slack import Json, SlackBusy, SlackRefused, TooLong
from bot.streams import UNDER_WAY
from bot.unavailable import Unavailable
from bot.views import blocks, mrkdwn
from bot.views.blocks import Rendered
from services.contracts.drafts import Draft, Growth
from services.contracts.keys import PostId
from services.contracts.posts import Post
from services.contracts.session import Place

PATIENCE = 3.0
"""Seconds; the room's posts wait behind the beginning of a draft."""

_log = logging.getLogger(__name__)


class Door(Protocol):
    """What of Slack a draft needs."""

    async def exist(self) -> bool: ...

    async def begin(self, *, channel: str, thread: str, team: str, user: str, text: str) -> str: ...

    async def grow(self, *, channel: str, ts: str, text: str) -> None: ...

    async def end(self, *, channel: str, ts: str) -> None: ...

    async def delete(self, *, channel: str, ts: str) -> None: ...

    async def find(self, *, channel: str, thread: str, mark: str, oldest: float) -> str | None: ...


class Replace(Protocol):
    """Puts a finished message in the place of another; what `slack` calls an update."""

    async def __call__(
        self, *, channel: str, ts: str, text: str, blocks: Sequence[Json]
    ) -> None: ...


class Started(BaseModel):
    """A draft that may be there: its ts, or, where that is not known, when it was begun."""

    model_config = ConfigDict(frozen=True, extra="allow")

    ts: str = ""
    at: float
    there: bool = True
    """False where Slack certainly did not take it."""


class Drafts:
    """Begins, grows and ends drafts; knows whether this workspace has any."""

    def __init__(
        self,
        streams: Door,
        replace: Replace,
        pace: Pace,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._streams = streams
        self._replace = replace
        self._pace = pace
        self.possible = False
        """Whether answers can be watched here; not before Slack was asked."""
        self._asked = Unavailable(clock)
        self._looks: set[asyncio.Task[None]] = set()

    def live(self) -> bool:
        """Whether answers can be watched here now. Where not, Slack is asked again in time."""
        if not self.possible and not self._asked:
            self._asked.note()
            task = asyncio.get_running_loop().create_task(self.look())
            self._looks.add(task)
            task.add_done_callback(self._looks.discard)
        return self.possible

    async def look(self) -> None:
        """Ask Slack whether this workspace has drafts."""
        self._asked.note()
        try:
            self.possible = await self._streams.exist()
        except SlackBusy as busy:
            _log.info("not known whether answers can be watched here: %s", busy.code)

    async def begin(self, draft: Draft, intent: Intent, *, fresh: bool) -> Started:
        """Begin it once. Where that ran before and was interrupted, it may be there."""
        thread = draft.place.thread
        if not fresh:
            return Started(at=intent.at)
        if thread is None or not self.possible:
            return Started(at=intent.at, there=False)
        channel = identity.channel_of(draft.place.room)
        try:
            async with asyncio.timeout(PATIENCE):
                await self._pace.wait(channel)
                ts = await self._streams.begin(
                    channel=channel,
                    thread=thread,
                    team=identity.team_of(draft.reader),
                    user=identity.user_of(draft.reader),
                    text=mrkdwn.unfinished(draft.text),
                )
        except (SlackBusy, SlackRefused, TimeoutError) as error:
            _log.info("draft of %s not begun: %s", draft.post_id, error or type(error).__name__)
            return Started(at=intent.at, there=self._may_be_there(error))
        return Started(ts=ts, at=intent.at)

    async def grow(self, growth: Growth) -> Literal["shown", "later", "over"]:
        """Add what was written since. Where it is not known whether it was, nothing follows."""
        try:
            await self._streams.grow(
                channel=identity.channel_of(growth.place.room),
                ts=growth.reference,
                text=mrkdwn.unfinished(growth.text),
            )
        except SlackBusy as busy:
            return "later" if busy.undelivered else "over"
        except SlackRefused as refused:
            _log.info("draft in %s grows no more: %s", growth.place.room, refused.code)
            return "over"
        return "shown"

    async def finish(self, post: Post, view: Rendered, started: Started) -> Sent:
        """Put the post in the draft's place; no ts where there is nothing to take the place of.

        Doing it twice is doing it once. Raises `SlackBusy`.
        """
        ts = await self._locate(post.post_id, post.place, started)
        channel = identity.channel_of(post.place.room)
        if not ts:
            return Sent()
        try:
            await self._streams.end(channel=channel, ts=ts)
            for shown in blocks.forms(view):
                if await self._put(post, shown, ts):
                    return Sent(ts=ts)
        except SlackRefused as refused:
            if refused.code in UNDER_WAY:
                raise SlackBusy(code=refused.code, after=1.0) from refused
            _log.warning("draft of post %s is no more: %s", post.post_id, refused.code)
        await self.remove(post.post_id, post.place, Started(ts=ts, at=started.at))
        return Sent()

    async def remove(self, post_id: PostId, place: Place, started: Started) -> Sent:
        """Take the draft away; tells the journal which, or why not. Raises `SlackBusy`."""
        ts = await self._locate(post_id, place, started)
        if not ts:
            return Sent()
        channel = identity.channel_of(place.room)
        try:
            await self._streams.end(channel=channel, ts=ts)
            await self._streams.delete(channel=channel, ts=ts)
        except SlackRefused as refused:
            if refused.code in UNDER_WAY:
                raise SlackBusy(code=refused.code, after=1.0) from refused
            _log.warning("draft %s in %s not removed: %s", ts, place.room, refused.code)
            return Sent(refused=refused.code)
        return Sent(ts=ts)

    async def _put(self, post: Post, shown: Rendered, ts: str) -> bool:
        channel, mark = identity.channel_of(post.place.room), identity.mark(post.post_id)
        try:
            await self._replace(
                channel=channel, ts=ts, text=shown.text, blocks=shown.as_json(mark=mark)
            )
        except TooLong as error:
            _log.warning("post %s does not fit: %s", post.post_id, error.code)
            return False
        return True

    async def _locate(self, post_id: PostId, place: Place, started: Started) -> str | None:
        if started.ts or place.thread is None:
            return started.ts
        channel = identity.channel_of(place.room)
        try:
            return await self._streams.find(
                channel=channel,
                thread=place.thread,
                mark=identity.mark(post_id),
                oldest=started.at - LOOK_BACK,
            )
        except SlackRefused as refused:
            _log.warning("looking for a draft in %s: %s", place.room, refused.code)
            return None

    def _may_be_there(self, error: SlackBusy | SlackRefused | TimeoutError) -> bool:
        """What an error at its beginning says of the draft."""
        match error:
            case SlackRefused():
                if error.code in NOT_HERE:
                    self.possible = False
                    self._asked.note()
                return False
            case SlackBusy():
                return not error.undelivered
            case TimeoutError():
                return True
