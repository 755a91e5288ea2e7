"""A Slack that remembers everything and can fail: the Web API as far as the bot calls it.

What is done stays done, whatever the bot is told of it. `courier` brings it what people do.
"""

import asyncio
import itertools
import re
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web

from bench.listening import Listener
from tests import slack_wire
from tests.faults import record
from tests.faults.fates import Fates, serve
from tests.faults.record import Message, Post, Record

LATE = 11.0
"""Seconds; the bot waits ten."""
SHARING = 0.5
"""Seconds until a file that was handed in shows in its thread."""
LOOK = 0.2
"""Seconds between two looks of somebody who waits for something to show."""

Json = dict[str, Any]
Seen = TypeVar("Seen")
_CREDIT = re.compile(r"CR-\w{8}")


@dataclass
class Shown:
    """A message of the bot as it shows now."""

    channel: str
    root: str
    ts: str
    mark: str
    text: str
    buttons: dict[str, str] = field(default_factory=dict[str, str])
    blocks: list[Json] = field(default_factory=list[Json])
    file: str = ""


class Slack:
    """Listens on a free port once started."""

    def __init__(self, noted: Record, fates: Fates, *, connect: Callable[[], str]) -> None:
        """`connect` gives an address for a connection of Socket Mode."""
        self.forms: dict[str, Json] = {}
        """By the trigger with which they were opened."""
        self._connect = connect
        self._record = noted
        self._fates = fates
        self._threads: dict[tuple[str, str], list[Shown]] = defaultdict(list)
        self._by_ts: dict[tuple[str, str], Shown] = {}
        self._files: dict[str, str] = {}
        self._numbers = itertools.count(1)
        self._sharing: set[asyncio.Task[None]] = set()
        self._listener = Listener()

    @property
    def api(self) -> str:
        """What `SLACK_API_URL` is set to."""
        return f"http://{self._listener.address}/api/"

    async def start(self) -> None:
        await self._listener.start(web.ServerRunner(web.Server(self._answer)))

    async def close(self) -> None:
        await self._listener.close()

    def thread(self, message: Message) -> list[Shown]:
        """What the bot has posted in the thread of this message, oldest first."""
        return self._threads[message.channel, message.root]

    def room(self, channel: str) -> list[Shown]:
        """What the bot has posted in a channel, outside of threads."""
        return self._threads[channel, ""]

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        raw = await request.read()
        if request.path.startswith("/upload/"):
            return web.Response(text="OK")
        method = request.path.rpartition("/")[2]
        body = slack_wire.body(raw, content_type=request.content_type)
        act = self._acts().get(method)
        if act is None:
            return web.json_response({"ok": False, "error": "unknown_method"})
        fate = self._fates.next(f"{method}/{self._named(body)}")
        return await serve(
            request, fate, lambda: web.json_response({"ok": True, **act(body)}), late=LATE
        )

    def _acts(self) -> dict[str, Callable[[Json], Json]]:
        return {
            "auth.test": _whoami,
            "apps.connections.open": lambda _: {"url": self._connect()},
            "chat.postMessage": self._posted,
            "chat.postEphemeral": self._whispered,
            "chat.update": self._updated,
            "conversations.replies": self._read,
            "conversations.history": self._read,
            "conversations.open": lambda body: {"channel": {"id": record.direct(body["users"])}},
            "files.getUploadURLExternal": self._upload_place,
            "files.completeUploadExternal": self._uploaded,
            "views.open": self._opened,
            "views.publish": _nothing,
            "assistant.threads.setStatus": _nothing,
            "assistant.threads.setSuggestedPrompts": _nothing,
            "reactions.add": _nothing,
            "reactions.remove": _nothing,
        }

    def _named(self, body: Json) -> str:
        """What a call is about, by a name that another run with the same seed has, too."""
        mark = _mark(body) or str(body.get("filename", ""))
        if answered := self._record.by_mark.get(mark):
            return answered.token
        channel = body.get("channel") or body.get("channel_id") or ""
        return f"{channel}/{_CREDIT.sub('', mark)}"

    def _posted(self, body: Json) -> Json:
        shown = self._shown(body, root=body.get("thread_ts") or "")
        self._add(shown)
        made = {"ts": shown.ts, "thread_ts": shown.root} if shown.root else {"ts": shown.ts}
        return {"channel": shown.channel, "ts": shown.ts, "message": made}

    def _add(self, shown: Shown) -> None:
        self._threads[shown.channel, shown.root].append(shown)
        self._by_ts[shown.channel, shown.ts] = shown
        self._record.posts.append(_as_post(shown))

    def _whispered(self, body: Json) -> Json:
        shown = self._shown(body, root=body.get("thread_ts") or "")
        self._record.whispers.append(_as_post(shown))
        return {"message_ts": shown.ts}

    def _updated(self, body: Json) -> Json:
        known = self._by_ts.get((body["channel"], body["ts"]))
        if known is not None:
            new = self._shown(body, root=known.root)
            known.text, known.buttons, known.blocks = new.text, new.buttons, new.blocks
            self._record.edits.append(_as_post(known))
        return {"channel": body["channel"], "ts": body["ts"]}

    def _read(self, body: Json) -> Json:
        """A page of what the bot has posted, newest first in a channel as Slack has it."""
        oldest = float(body.get("oldest") or 0)
        shown = self._threads[body["channel"], str(body.get("ts") or "")]
        found = [each for each in shown if float(each.ts) >= oldest]
        if "ts" not in body:
            found.reverse()
        start, size = int(body.get("cursor") or 0), int(body.get("limit") or 100)
        more = str(start + size) if len(found) > start + size else ""
        return {
            "messages": [_as_json(each) for each in found[start : start + size]],
            "has_more": bool(more),
            "response_metadata": {"next_cursor": more},
        }

    def _upload_place(self, body: Json) -> Json:
        file_id = f"F{next(self._numbers)}"
        self._files[file_id] = str(body["filename"])
        url = f"http://{self._listener.address}/upload/{file_id}"
        return {"upload_url": url, "file_id": file_id}

    def _uploaded(self, body: Json) -> Json:
        file_id = str(body["files"][0]["id"])
        task = asyncio.get_running_loop().create_task(self._share(body, self._files[file_id]))
        self._sharing.add(task)
        task.add_done_callback(self._sharing.discard)
        return {"files": [{"id": file_id}]}

    async def _share(self, body: Json, name: str) -> None:
        await asyncio.sleep(SHARING)
        told = {"channel": body["channel_id"], "text": body.get("initial_comment", "")}
        shown = self._shown(told, root=body.get("thread_ts") or "")
        shown.file, shown.mark = name, f"file:{name}"
        self._add(shown)

    def _opened(self, body: Json) -> Json:
        self.forms[body["trigger_id"]] = body["view"]
        return {"view": {"id": "V1"}}

    def _shown(self, body: Json, *, root: str) -> Shown:
        blocks = slack_wire.parts(body, "blocks")
        return Shown(
            channel=body["channel"],
            root=root,
            ts=f"{time.time():.3f}{next(self._numbers) % 1000:03}",
            mark=_mark(body),
            text="\n".join([body.get("text") or "", *slack_wire.words(blocks)]),
            buttons=slack_wire.buttons(blocks),
            blocks=blocks,
        )


async def until(look: Callable[[], Seen | None], *, seconds: float) -> Seen | None:
    """What somebody looks for, once it shows; None where it does not in that time."""
    end = record.now() + seconds
    while (seen := look()) is None and record.now() < end:
        await asyncio.sleep(LOOK)
    return seen


def _mark(body: Json) -> str:
    blocks = slack_wire.parts(body, "blocks")
    return str(blocks[0].get("block_id") or "") if blocks else ""


def _as_post(shown: Shown) -> Post:
    return Post(
        at=record.now(),
        channel=shown.channel,
        root=shown.root,
        ts=shown.ts,
        mark=shown.mark,
        text=shown.text,
    )


def _as_json(shown: Shown) -> Json:
    files = [{"name": shown.file}] if shown.file else []
    return {"ts": shown.ts, "text": shown.text, "blocks": shown.blocks, "files": files}


def _whoami(_: Json) -> Json:
    return {"team_id": record.TEAM, "user_id": "U0DESK", "bot_id": "B0DESK"}


def _nothing(_: Json) -> Json:
    return {}
