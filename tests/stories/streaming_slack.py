"""A Slack with streams and languages: the local Slack behind a door that knows them.

What Slack documents or was seen to do: a stream is a reply to a named reader; while it is under
way its message can be neither replaced nor deleted; when it has ended it can't grow.
"""

import json
from typing import Literal, cast

from aiohttp import web

from tests import slack_wire
from tests.stories.door import Door, Json

State = Literal["in_progress", "completed"]


class StreamingSlack(Door):
    """Listens on a free port once started; all but streams is done by the local Slack at `base`."""

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self.calls: list[tuple[str, Json]] = []
        """Method and body of what was asked of streams, and of what replaced or deleted them."""
        self.locales: dict[str, str] = {}
        """Who has chosen which language, such as `de-DE`; the others have said nothing."""
        self.loses_answers = False
        """Streams are started, and whoever asked for it does not hear of it."""
        self.down = False
        """Every call is answered by a 503, and does nothing."""
        self._states: dict[str, State] = {}
        self._texts: dict[str, str] = {}

    def end_all(self) -> None:
        """Every stream has lived its five minutes."""
        self._states = dict.fromkeys(self._states, "completed")

    def count(self, method: str) -> int:
        return sum(1 for called, _ in self.calls if called == method)

    async def answer(self, request: web.Request) -> web.Response:
        """As streams are at Slack; the rest is the local Slack's answer."""
        if self.down:
            return web.Response(status=503)
        known = request.match_info["method"] == "users.info"
        return await (self._person(request) if known else self._answer(request))

    async def _answer(self, request: web.Request) -> web.Response:
        method, raw = request.match_info["method"], await request.read()
        body: Json = json.loads(raw) if request.content_type == "application/json" else {}
        ts = str(body.get("ts"))
        if "Stream" in method or ts in self._states:
            self.calls.append((method, body))
        match method:
            case "assistant.threads.setStatus":
                return web.json_response({"ok": True})
            case "chat.startStream":
                return await self._start(request, body)
            case "chat.appendStream" | "chat.stopStream":
                return await self._go_on(request, method, body)
            case "chat.update" if self._states.get(ts) == "in_progress":
                return _refused("streaming_state_conflict")
            case "chat.delete" if self._states.get(ts) == "in_progress":
                return _refused("cant_delete_message")
            case _:
                return await self._marked(request)

    async def _person(self, request: web.Request) -> web.Response:
        """The local Slack knows few people. Slack tells of a language only if it is asked to."""
        asked = slack_wire.body(await request.read(), content_type=request.content_type)
        person = {"id": asked["user"]}
        if asked.get("include_locale") == "true":
            person["locale"] = self.locales.get(asked["user"], "en-US")
        return web.json_response({"ok": True, "user": person})

    async def _start(self, request: web.Request, body: Json) -> web.Response:
        for name in ("thread_ts", "recipient_user_id", "recipient_team_id", "markdown_text"):
            if not body.get(name):
                return _refused(f"missing_{name}")
        text = str(body["markdown_text"])
        shown = {"channel": body["channel"], "thread_ts": body["thread_ts"], "text": text}
        made = await self._local(request, "chat.postMessage", shown)
        self._states[made["ts"]], self._texts[made["ts"]] = "in_progress", text
        if self.loses_answers:
            return web.Response(status=500)
        return web.json_response({"ok": True, "channel": body["channel"], "ts": made["ts"]})

    async def _go_on(self, request: web.Request, method: str, body: Json) -> web.Response:
        ts = str(body["ts"])
        if ts not in self._states:
            return _refused("message_not_found")
        if self._states[ts] != "in_progress":
            return _refused("message_not_in_streaming_state")
        if method == "chat.stopStream":
            self._states[ts] = "completed"
        else:
            self._texts[ts] += body["markdown_text"]
            shown = {"channel": body["channel"], "ts": ts, "text": self._texts[ts]}
            await self._local(request, "chat.update", shown)
        return web.json_response({"ok": True, "channel": body["channel"], "ts": ts})

    async def _marked(self, request: web.Request) -> web.Response:
        """The local Slack's answer, with what it does not know of streams."""
        given = await self.passed_on(request)
        for message in cast("list[Json]", given.get("messages") or []):
            if message["ts"] in self._states:
                message["streaming_state"] = self._states[message["ts"]]
        return web.json_response(given)

    async def _local(self, request: web.Request, method: str, body: Json) -> Json:
        headers = {"authorization": request.headers["authorization"]}
        url = f"{self._base}/api/{method}"
        async with self._http.post(url, json=body, headers=headers) as answer:
            given: Json = await answer.json()
        assert given["ok"], given
        return given


def _refused(error: str) -> web.Response:
    return web.json_response({"ok": False, "error": error})
