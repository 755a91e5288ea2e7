"""The local Slack, as people use it: they write, click, fill forms, and read. For the stories."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from local import workspace
from tests import slack_wire

PATIENCE = 30.0
"""Seconds until a story stops waiting for something to appear. Never a measure of speed."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """A message as it shows: who wrote it where, its words, its buttons."""

    ts: str
    user: str
    channel: str
    thread: str | None
    text: str
    words: str
    """All text that its blocks show."""
    buttons: Mapping[str, str]
    """Action id to value."""
    files: Mapping[str, str]
    """Name to address."""
    only_for: str | None

    @property
    def all_words(self) -> str:
        return f"{self.text}\n{self.words}"


@dataclass(frozen=True)
class Told:
    """What a person alone is told at once: a sentence, or a form, which may have a name."""

    words: str
    form: str = ""


class Workspace:
    """A workspace at `base`, such as http://localhost:3100."""

    def __init__(self, base: str, *, bot: str = "U0DESK") -> None:
        self._base = base
        self._bot = bot
        # A kept connection may be closed just when the next request is written into it.
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        self._numbers = itertools.count(1)

    async def close(self) -> None:
        await self._http.close()

    async def write(
        self, person: str, text: str, *, channel: str | None = None, thread: Seen | None = None
    ) -> Seen:
        """A person writes; to the bot directly where no channel is named."""
        body: Json = {"channel": channel or person, "user": person, "text": text}
        if thread:
            body |= {"channel": thread.channel, "thread_ts": thread.thread or thread.ts}
        return _seen((await self._control("message", body))["message"])

    async def edit(self, message: Seen, text: str) -> None:
        body = {"channel": message.channel, "ts": message.ts, "user": message.user, "text": text}
        await self._control("edit-message", body)

    async def delete(self, message: Seen) -> None:
        body = {"channel": message.channel, "ts": message.ts, "user": message.user}
        await self._control("delete-message", body)

    async def click(self, person: str, message: Seen, action: str) -> None:
        """Press a button. A message that has it no more is clicked as it was: a stale page."""
        button = {"type": "button", "action_id": action, "value": message.buttons[action]}
        body = {"channel": message.channel, "messageTs": message.ts, "user": person}
        await self._control("interact", {**body, "action": button})

    async def fill(self, person: str, values: Mapping[str, Json]) -> Json | None:
        """Fill the open form and send it. Returns the errors it shows, or None.

        None is for a form that is gone then, or shows something else.
        """
        sent = {block: {block: value} for block, value in values.items()}
        async with self._http.ws_connect(f"{self._base.replace('http', 'ws')}/ui") as page:
            await _until(page, lambda event: bool(_stack(event)))
            form = {"t": "view_submit", "user": person, "values": sent}
            await page.send_json(form)
            event = await _until(page, lambda e: e["t"] in ("view_errors", "view"))
            return event.get("errors") if event["t"] == "view_errors" else None

    async def form(self, part: str = "") -> str:
        """The words of the open form, once there is one with this part."""
        async with self._http.ws_connect(f"{self._base.replace('http', 'ws')}/ui") as page:
            event = await _until(
                page,
                lambda event: bool(_stack(event)) and part in "\n".join(slack_wire.words(event)),
            )
            return "\n".join(slack_wire.words(_stack(event)))

    async def open_home(self, person: str) -> None:
        """Look at the bot's Home tab."""
        await self._control("open-home", {"user": person})

    async def press(self, person: str, action: str, value: str) -> None:
        """Press a button in the bot's Home tab."""
        button = {"type": "button", "action_id": action, "value": value}
        async with self._http.ws_connect(f"{self._base.replace('http', 'ws')}/ui") as page:
            await _until(page, lambda event: event["t"] == "init")
            await page.send_json({"t": "block_action", "user": person, "action": button})

    async def home(self, person: str, part: str) -> str:
        """The words of the person's Home tab, once they have this part."""
        async with self._http.ws_connect(f"{self._base.replace('http', 'ws')}/ui") as page:
            event = await _until(page, lambda event: part in _home(event, person))
            return _home(event, person)

    async def attachment(self, thread: Seen, name: str) -> bytes:
        """Wait for the file in the thread, and read it."""
        root = thread.thread or thread.ts
        seen = await self.wait(
            thread.channel, lambda seen: seen.thread == root and name in seen.files
        )
        return await self.read_file(seen.files[name])

    async def read_file(self, address: str) -> bytes:
        """What is in a file."""
        headers = {"authorization": f"Bearer {workspace.SECRETS['SLACK_BOT_TOKEN']}"}
        async with self._http.get(address, headers=headers) as response:
            return await response.read()

    async def command(self, person: str, text: str) -> Seen:
        """Type `/credit …` in the direct message with the bot, and read the private answer."""
        home = await self.write(person, "")
        before = {seen.ts for seen in await self.read(home.channel)}
        await self.type_command(person, text, channel=home.channel)
        return await self.wait(
            home.channel, lambda seen: seen.only_for == person and seen.ts not in before
        )

    async def open_by_command(self, person: str, text: str) -> Seen:
        """Type `/credit …` where it opens a form. Returns what stands in the direct message."""
        home = await self.write(person, "")
        await self.type_command(person, text, channel=home.channel)
        return home

    async def type_command(self, person: str, text: str, *, channel: str) -> None:
        """Type `/credit …` in a channel."""
        body = {"channel": channel, "user": person, "command": "/credit", "text": text}
        await self._control("command", body)

    async def told(self, person: str, act: Awaitable[None]) -> Told:
        """Let the person act, and wait for what they alone are told of it."""
        async with self._http.ws_connect(f"{self._base.replace('http', 'ws')}/ui") as page:
            await _until(page, lambda event: event["t"] == "init")
            await act
            return _told(
                await _until(page, lambda event: _is_whisper(event, person) or _is_form(event))
            )

    async def read(self, channel: str) -> list[Seen]:
        """All messages of a channel, oldest first."""
        async with self._http.get(f"{self._base}/_control/messages/{channel}") as response:
            return [_seen(message) for message in (await response.json())["messages"]]

    async def replies(self, thread: Seen) -> list[Seen]:
        """What the bot wrote in a thread for all to read."""
        root = thread.thread or thread.ts
        seen = await self.read(thread.channel)
        return [s for s in seen if s.thread == root and s.user == self._bot and not s.only_for]

    async def reply(self, thread: Seen, *parts: str, times: int = 1) -> Seen:
        """Wait for a reply of the bot in the thread that has all the parts."""

        def fits(seen: Seen) -> bool:
            own = seen.user == self._bot and seen.thread == (thread.thread or thread.ts)
            return own and not seen.only_for and all(part in seen.all_words for part in parts)

        return await self.wait(thread.channel, fits, times=times)

    async def whisper(self, person: str, channel: str, part: str) -> Seen:
        """Wait for a message that only this person sees."""
        return await self.wait(
            channel, lambda seen: seen.only_for == person and part in seen.all_words
        )

    async def posted(self, channel: str, *parts: str) -> Seen:
        """Wait for a message of the bot in a channel, outside of threads."""
        return await self.wait(
            channel,
            lambda s: s.user == self._bot and not s.thread and all(p in s.all_words for p in parts),
        )

    async def wait(self, channel: str, fits: Callable[[Seen], bool], *, times: int = 1) -> Seen:
        """The last message that fits, once there are as many."""
        seen: list[Seen] = []
        for _ in range(int(PATIENCE / 0.05)):
            seen = await self.read(channel)
            found = [each for each in seen if fits(each)]
            if len(found) >= times:
                return found[-1]
            await asyncio.sleep(0.05)
        shown = "\n".join(f"{s.ts} {s.user} {s.thread}: {s.all_words[:300]}" for s in seen[-15:])
        raise AssertionError(f"nothing that fits in {channel}:\n{shown}")

    async def _control(self, what: str, body: Json) -> Json:
        async with self._http.post(f"{self._base}/_control/{what}", json=body) as response:
            return await response.json()


async def _until(page: aiohttp.ClientWebSocketResponse, fits: Callable[[Json], bool]) -> Json:
    async with asyncio.timeout(PATIENCE):
        while True:
            event: Json = json.loads(await page.receive_str())
            if fits(event):
                return event


def _stack(event: Json) -> list[Json] | None:
    if event["t"] == "init":
        return event["state"].get("modalStack") or None
    return event.get("stack") if event["t"] == "view" else None


def _is_form(event: Json) -> bool:
    return event["t"] == "view" and bool(event["stack"])


def _is_whisper(event: Json, person: str) -> bool:
    return event["t"] == "message" and event["message"].get("ephemeral_to") == person


def _told(event: Json) -> Told:
    if event["t"] == "message":
        return Told(words=_seen(event["message"]).all_words)
    view = event["stack"][-1]
    return Told(words="\n".join(slack_wire.words(view)), form=view.get("callback_id") or "")


def _home(event: Json, person: str) -> str:
    if event["t"] == "init":
        views: Json = event["state"].get("homeViews", {}).get(person, {})
        return "\n".join(slack_wire.words(views))
    shown = event["t"] == "home" and event["user"] == person
    return "\n".join(slack_wire.words(event["view"])) if shown else ""


def _seen(message: Json) -> Seen:
    blocks = slack_wire.parts(message, "blocks")
    return Seen(
        ts=message["ts"],
        user=message.get("user", ""),
        channel=message["channel"],
        thread=message.get("thread_ts"),
        text=message.get("text") or "",
        words="\n".join(slack_wire.words(blocks)),
        files={file["name"]: file["url_private"] for file in slack_wire.parts(message, "files")},
        buttons=slack_wire.buttons(blocks),
        only_for=message.get("ephemeral_to"),
    )
