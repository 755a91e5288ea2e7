"""Messages that can be watched while they are written, as Slack has them. Owns their calls.

A workspace may have none. Used by the messenger's `drafts`, through `slack`.
"""

from typing import cast

from bot import identity
from bot.failures import NOT_HERE
from bot.slack import Bot, Json, Slack, SlackRefused

OVER = frozenset({"message_not_in_streaming_state", "stopped_by_user"})
"""The stream has ended: by us, by the reader, or after five minutes."""
UNDER_WAY = frozenset({"streaming_state_conflict", "cant_delete_message"})
"""The stream has not ended, so its message can be neither replaced nor deleted."""


class Streams:
    """The calls, each of which raises `SlackBusy` or `SlackRefused`."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._own: Bot | None = None

    async def exist(self) -> bool:
        """Whether this workspace has them. Asked by ending one that isn't there."""
        try:
            await self.end(channel="C0", ts="0.000001")
        except SlackRefused as error:
            return error.code not in NOT_HERE
        return True

    async def begin(self, *, channel: str, thread: str, team: str, user: str, text: str) -> str:
        """Begin one in a thread, and return its ts. `user` sees each word as it comes."""
        body = {"channel": channel, "thread_ts": thread, "markdown_text": text}
        reader = {"recipient_team_id": team, "recipient_user_id": user}
        return str((await self._slack.write("chat.startStream", body | reader))["ts"])

    async def grow(self, *, channel: str, ts: str, text: str) -> None:
        """Add to it."""
        body = {"channel": channel, "ts": ts, "markdown_text": text}
        await self._slack.write("chat.appendStream", body)

    async def end(self, *, channel: str, ts: str) -> None:
        """From now on it is a message like any other. One that has ended stays so."""
        try:
            await self._slack.write("chat.stopStream", {"channel": channel, "ts": ts})
        except SlackRefused as error:
            if error.code not in OVER:
                raise

    async def delete(self, *, channel: str, ts: str) -> None:
        """Take it away, once it has ended."""
        await self._slack.write("chat.delete", {"channel": channel, "ts": ts})

    async def find(self, *, channel: str, thread: str, mark: str, oldest: float) -> str | None:
        """The ts of one of ours in the thread whose place no post has taken but the one so marked.

        What it bears then is that post's mark; before, it bears none.
        """
        own = self._own = self._own or await self._slack.whoami()

        def fits(message: Json) -> bool:
            blocks = cast("list[Json]", message.get("blocks") or [{}])
            ours = message.get("user") == own.user and "streaming_state" in message
            block_id = str(blocks[0].get("block_id"))
            return ours and (block_id == mark or not identity.is_mark(block_id))

        return await self._slack.first(channel=channel, thread=thread, oldest=oldest, fits=fits)
