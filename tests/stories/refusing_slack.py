"""The local Slack behind a door that refuses what it is told to refuse: a room, or the app.

The local Slack can neither archive a room nor revoke a token.
"""

from collections import Counter

from aiohttp import web

from tests import slack_wire
from tests.stories.door import Door, Json


class RefusingSlack(Door):
    """Listens on a free port once started; what it does not refuse, the local Slack does."""

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self.app = ""
        """Slack's word for why it refuses whatever the bot's token asks for."""
        self.rooms: dict[str, str] = {}
        """By channel, why nothing is posted or changed there."""
        self.methods: dict[str, str] = {}
        """By method, why it is refused."""
        self.refused: Counter[str] = Counter()
        """By Slack's word, how often it was said."""

    async def answer(self, request: web.Request) -> web.Response:
        """A refusal, or the local Slack's answer."""
        method, raw = request.match_info["method"], await request.read()
        body = slack_wire.body(raw, content_type=request.content_type) if raw else {}
        if code := self._refusal(method, body):
            self.refused[code] += 1
            return web.json_response({"ok": False, "error": code})
        return web.json_response(await self.passed_on(request))

    def _refusal(self, method: str, body: Json) -> str:
        if method == "apps.connections.open":  # by the other token
            return ""
        writes = method in ("chat.postMessage", "chat.update", "files.completeUploadExternal")
        room = str(body.get("channel") or body.get("channel_id")) if writes else ""
        return self.app or self.methods.get(method, "") or self.rooms.get(room, "")
