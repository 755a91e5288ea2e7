"""The only door from the bot to Slack's Web API. What a failure means is said by `failures`.

The client behind it must not retry by itself; the messenger's journal does that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

from aiohttp import ClientConnectorError, ClientError, ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot import failures
from bot.failures import SlackBusy as SlackBusy
from bot.failures import SlackRefused as SlackRefused
from bot.failures import TooLong as TooLong
from bot.outage import Outage

Json = dict[str, Any]

_HOSTS = (".slack.com", ".slack-gov.com")
LOOK_UP_PAGES = 4
LOOK_UP_PAGE = 200
REMEMBERED = 10_000
"""People whose direct message is known."""


@dataclass(frozen=True)
class Bot:
    """Who we are in the workspace."""

    team: str
    user: str
    bot: str
    scopes: frozenset[str] | None = None
    """What the token may; None where Slack doesn't say."""


@dataclass(frozen=True)
class Upload:
    """A file for a conversation; its name is also how it is found again."""

    name: str
    title: str
    content: bytes
    alt: str = ""
    """What a picture shows, for whoever does not see it."""


class Slack:
    """The calls that the bot makes. Each raises `SlackBusy` or `SlackRefused`."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._home = URL(client.base_url)
        self._directs: dict[str, str] = {}
        """Of people their direct message with us, which stays the same."""
        self._outage = Outage()

    async def whoami(self) -> Bot:
        """The bot's own ids, and what it may."""
        reply = await self._reply("auth.test", json={})
        told = reply.data
        return Bot(
            team=told["team_id"],
            user=told["user_id"],
            bot=told.get("bot_id", ""),
            scopes=_scopes(reply.headers),
        )

    async def post(
        self, *, channel: str, thread: str | None, text: str, blocks: Sequence[Json]
    ) -> str:
        """Post a message and return its ts.

        Slack makes a reply to a deleted message one of its own, for all the room: that is taken
        back, and refused as `thread_not_found`.
        """
        reply = await self.write(
            "chat.postMessage", _message(channel=channel, thread=thread, text=text, blocks=blocks)
        )
        ts, made = str(reply["ts"]), cast("Json", reply.get("message") or {})
        if thread and made and not made.get("thread_ts"):
            try:
                await self.retract(channel=channel, ts=ts)
            except SlackBusy as busy:
                raise busy.with_effect(undelivered=False) from busy
            raise SlackRefused(code="thread_not_found")
        return ts

    async def retract(self, *, channel: str, ts: str) -> None:
        """Delete a message of ours; one that is gone already is."""
        try:
            await self.write("chat.delete", {"channel": channel, "ts": ts})
        except SlackRefused as error:
            if error.code != "message_not_found":
                raise

    async def whisper(
        self, *, channel: str, user: str, thread: str | None, text: str, blocks: Sequence[Json]
    ) -> None:
        """Show a message to one person only. Slack doesn't promise that it arrives."""
        body = _message(channel=channel, thread=thread, text=text, blocks=blocks)
        await self.write("chat.postEphemeral", {**body, "user": user})

    async def update(self, *, channel: str, ts: str, text: str, blocks: Sequence[Json]) -> None:
        """Replace a message."""
        body = _message(channel=channel, thread=None, text=text, blocks=blocks)
        await self.write("chat.update", {**body, "ts": ts})

    async def upload(self, *, channel: str, thread: str | None, file: Upload, text: str) -> str:
        """Post a file with a text, and return the message's ts; empty where Slack doesn't say.

        Slack shares it some time after it has taken it.
        """
        asked = {"filename": file.name, "length": str(len(file.content))}
        if file.alt:
            asked["alt_txt"] = file.alt
        try:
            place = await self._read("files.getUploadURLExternal", asked)
            await self._hand_in(URL(str(place.get("upload_url"))), file.content)
        except SlackBusy as busy:
            raise busy.with_effect(undelivered=True) from busy  # nobody sees it until completed
        completed: Json = {
            "files": [{"id": place.get("file_id"), "title": file.title}],
            "channel_id": channel,
            "initial_comment": text,
        }
        completed |= {"thread_ts": thread} if thread else {}
        reply = await self.write("files.completeUploadExternal", completed)
        return _shared_as(reply, channel)

    async def find(
        self, *, channel: str, thread: str | None, mark: str, oldest: float, file: str = ""
    ) -> str | None:
        """The ts of our message whose first block has the id `mark`, if it is there.

        Or the one with a file of the name `file`, which its text names too: an app that may not
        read files is not told their names.
        """

        def fits(message: Json) -> bool:
            return _is_ours(message, mark=mark, file=file)

        return await self.first(channel=channel, thread=thread, oldest=oldest, fits=fits)

    async def first(
        self, *, channel: str, thread: str | None, oldest: float, fits: Callable[[Json], bool]
    ) -> str | None:
        """The ts of the first message that fits.

        Looks at what is not older than `oldest` (seconds since 1970), a bounded number of pages.
        """
        method = "conversations.replies" if thread else "conversations.history"
        query: Json = {"channel": channel, "oldest": f"{oldest:.6f}", "limit": LOOK_UP_PAGE}
        query |= {"ts": thread} if thread else {}
        for _ in range(LOOK_UP_PAGES):
            page = await self._read(method, query)
            for message in cast("list[Json]", page.get("messages") or []):
                if fits(message):
                    return str(message["ts"])
            cursor = cast("Json", page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
            query["cursor"] = cursor
        return None

    async def show_status(self, *, channel: str, thread: str, text: str) -> None:
        """Show under a thread what the bot is doing; an empty text clears it."""
        body = {"channel_id": channel, "thread_ts": thread, "status": text}
        await self.write("assistant.threads.setStatus", body)

    async def suggest(self, *, channel: str, title: str, prompts: Sequence[Json]) -> None:
        """Suggest what to write in a direct message; without a thread, as agent apps do."""
        await self.write(
            "assistant.threads.setSuggestedPrompts",
            {"channel_id": channel, "title": title, "prompts": list(prompts)},
        )

    async def react(self, *, channel: str, ts: str, name: str) -> None:
        """Put a reaction on a message."""
        await self.write("reactions.add", {"channel": channel, "timestamp": ts, "name": name})

    async def unreact(self, *, channel: str, ts: str, name: str) -> None:
        """Take the reaction away again."""
        await self.write("reactions.remove", {"channel": channel, "timestamp": ts, "name": name})

    async def open_form(self, *, trigger: str, view: Json) -> None:
        """Open a form for the person who clicked, within 3 seconds of the click."""
        await self.write("views.open", {"trigger_id": trigger, "view": view})

    async def permalink(self, *, channel: str, ts: str) -> str:
        """The address of a message; refused with `message_not_found` where it was deleted."""
        reply = await self._read("chat.getPermalink", {"channel": channel, "message_ts": ts})
        return str(reply["permalink"])

    async def direct(self, *, user: str) -> str:
        """The id of the direct message with a person, opened if need be. Slack is asked once."""
        if user not in self._directs:
            reply = await self.write("conversations.open", {"users": user})
            if len(self._directs) >= REMEMBERED:
                self._directs.clear()
            self._directs[user] = str(reply["channel"]["id"])
        return self._directs[user]

    async def person(self, *, user: str) -> Json:
        """What the workspace tells of a person."""
        reply = await self._read("users.info", {"user": user, "include_locale": "true"})
        return cast("Json", reply.get("user") or {})

    async def publish_home(self, *, user: str, view: Json) -> None:
        """Replace what a person sees in the app's Home tab."""
        await self.write("views.publish", {"user_id": user, "view": view})

    async def write(self, method: str, body: Json) -> Json:
        """Call a method that changes something; what it answers."""
        return await self._call(method, json=body)

    async def _read(self, method: str, query: Json) -> Json:
        return await self._call(method, data=query)

    async def _hand_in(self, to: URL, content: bytes) -> None:
        """The bytes to the address that Slack gave; no token goes with them."""
        if not self._is_slacks(to):
            raise SlackRefused(code="upload_url_not_trusted")
        http = cast("ClientSession", self._client.session)
        try:
            async with http.post(to, data=content, allow_redirects=False) as response:
                status = response.status
        except (ClientError, OSError, TimeoutError) as error:
            raise SlackBusy(code=type(error).__name__) from error
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
            raise SlackBusy(code=f"upload status {status}")
        if status != HTTPStatus.OK:
            raise SlackRefused(code=f"upload status {status}")

    def _is_slacks(self, address: URL) -> bool:
        """Whether files may go there: to Slack's own hosts, or to where its API is for us."""
        host = address.host or ""
        if host == self._home.host:
            return address.scheme in ("https", self._home.scheme)
        return address.scheme == "https" and f".{host}".endswith(_HOSTS)

    async def _call(self, method: str, **arguments: Json) -> Json:
        return cast("Json", (await self._reply(method, **arguments)).data)

    async def _reply(self, method: str, **arguments: Json) -> Any:  # noqa: ANN401 - the client's
        try:
            reply = await self._client.api_call(  # pyright: ignore[reportUnknownMemberType]
                method, **cast("Any", arguments)
            )
        except SlackApiError as error:
            # Not from the error, whose text is what Slack said.
            raise self._outage.seen(method, failures.meaning(error, method)) from None
        except ClientConnectorError as error:
            raise SlackBusy(code="no_connection", undelivered=True) from error
        except (ClientError, OSError, TimeoutError) as error:
            raise SlackBusy(code=type(error).__name__) from error
        except (ValueError, AttributeError) as error:  # the client takes every answer for an object
            raise SlackBusy(code=failures.UNREADABLE) from error
        self._outage.end()
        return reply


def _scopes(headers: Mapping[str, str]) -> frozenset[str] | None:
    told = headers.get("x-oauth-scopes")
    return None if told is None else frozenset(scope.strip() for scope in told.split(","))


def _message(*, channel: str, thread: str | None, text: str, blocks: Sequence[Json]) -> Json:
    body: Json = {
        "channel": channel,
        "text": text,
        "blocks": list(blocks),
        "unfurl_links": False,
        "unfurl_media": False,
    }
    return {**body, "thread_ts": thread} if thread else body


def _is_ours(message: Json, *, mark: str, file: str) -> bool:
    blocks = cast("list[Json]", message.get("blocks") or [])
    if blocks and blocks[0].get("block_id") == mark:
        return True
    files = cast("list[Json]", message.get("files") or []) if file else []
    named = file in str(message.get("text") or "")
    return any(named or each.get("name") == file for each in files)


def _shared_as(reply: Json, channel: str) -> str:
    """The ts of the message that shares an uploaded file, where the reply has it already."""
    for file in cast("list[Json]", reply.get("files") or []):
        for rooms in cast("dict[str, Json]", file.get("shares") or {}).values():
            for share in cast("list[Json]", rooms.get(channel) or []):
                return str(share.get("ts") or "")
    return ""
