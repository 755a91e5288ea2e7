"""The local Slack behind a door that fails, and shouts the token that it was called with.

For the story of where secrets are found.
"""

import json
from collections import Counter

from aiohttp import web

from tests.stories.door import Door

TRIED_AGAIN = ("auth.test", "apps.connections.open", "chat.postMessage", "chat.update")


class ShoutingSlack(Door):
    """Shouts what it was told.

    Its first answers to each method fail; what the bot tries again then goes through to the
    local Slack at `base`.
    """

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self.failed: Counter[str] = Counter()
        """By method, how often it was answered with a failure."""
        self.told: set[str] = set()
        """The tokens that it was called with."""
        self.refuses_the_next = False
        """The next post is refused for good."""

    async def answer(self, request: web.Request) -> web.Response:
        """A failure that says the token, or the local Slack's answer."""
        method = request.match_info["method"]
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        self.told.add(token)
        failure = self._failure(method, f"Traceback: called with {token}")
        if failure:
            self.failed[method] += 1
            return failure
        return web.json_response(await self.passed_on(request))

    def _failure(self, method: str, shout: str) -> web.Response | None:
        if method == "chat.postMessage" and self.refuses_the_next:
            self.refuses_the_next = False
            return web.json_response({"ok": False, "error": shout})
        if method not in TRIED_AGAIN:
            told = {"ok": False, "error": shout, "needed": shout}
            return None if self.failed[method] else web.json_response(told)
        match self.failed[method]:
            case 0:
                return web.Response(status=500, text=shout)
            case 1:
                body = {"ok": False, "error": "internal_error", "detail": shout}
                return web.Response(text=json.dumps(body), content_type="application/json")
            case 2:
                return web.Response(status=503, text=json.dumps({"ok": False, "error": shout}))
            case _:
                return None
