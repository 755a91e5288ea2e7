"""What becomes of a request to Slack or to the model: drawn from the seed, by name and attempt.

Both servers of the faults answer through `serve`.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from random import Random
from typing import Literal

from aiohttp import web

Fate = Literal[
    "done", "cut", "late", "lost", "busy", "broken", "down", "reset", "refresh", "warning", "silent"
]
"""`cut`, `late` and `lost` do what was asked: the answer is cut off, comes too late, or is a 500.

`busy` (429), `broken` (500), `down` (503, and not in JSON) and `reset` do nothing. The last three
are ends of a connection, as `cut` is, in `sockets`.
"""

LIKELY: Mapping[Fate, float] = {
    "cut": 0.05,
    "lost": 0.02,
    "late": 0.004,
    "busy": 0.03,
    "broken": 0.02,
    "down": 0.02,
    "reset": 0.02,
}
DOES: frozenset[Fate] = frozenset({"done", "cut", "late", "lost"})
RETRY_AFTER = 1


class Fates:
    """Draws what becomes of each attempt. `calm` from the moment on at which faults end."""

    def __init__(self, seed: int, likely: Mapping[Fate, float] = LIKELY) -> None:
        self.calm = False
        self.drawn: Counter[Fate] = Counter()
        self._seed = seed
        self._likely = likely
        self._attempts: Counter[str] = Counter()

    def next(self, name: str) -> Fate:
        """The fate of the next attempt at this."""
        self._attempts[name] += 1
        number = self._attempts[name]
        left = Random(f"{self._seed}/{name}/{number}").random()
        fate: Fate = "done"
        for each, share in self._likely.items():
            left -= share
            if left < 0:
                fate = each
                break
        fate = "done" if self.calm else fate
        self.drawn[fate] += 1
        return fate


async def serve(
    request: web.BaseRequest, fate: Fate, act: Callable[[], web.Response], *, late: float
) -> web.Response:
    """The answer, after what is to be done was done. `late` is longer than the caller waits."""
    answer = act() if fate in DOES else None
    if fate == "late":
        await asyncio.sleep(late)
    if fate in ("cut", "reset"):
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    return answer if answer is not None and fate != "lost" else _trouble(fate)


def _trouble(fate: Fate) -> web.Response:
    if fate == "down":
        return web.Response(text="upstream connect error", status=503)
    code, status = ("ratelimited", 429) if fate == "busy" else ("internal_error", 500)
    headers = {"Retry-After": str(RETRY_AFTER)} if fate == "busy" else {}
    return web.json_response({"ok": False, "error": code}, status=status, headers=headers)
