"""How fast a channel's messages follow each other: Slack takes about one a second, and bursts.

Remembered in this process alone: after a crash Slack's own 429 is all there is. Used by `delivery`.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

APART = 1.0
"""Seconds between two messages of a channel, once its burst is used up."""
BURST = 5
"""Messages that a quiet channel takes at once: what one turn or one decision posts."""
REMEMBERED = 2000
"""Channels, before those that are quiet again are forgotten."""


@dataclass
class Pace:
    """Gives each message of a channel its moment.

    A room posts one message at a time, so what is waited within its step is `APART` at most.
    """

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep  # noqa: TID251 - inside a step
    _quiet: dict[str, float] = field(default_factory=dict[str, float])
    """When a channel will be as if nothing had ever been posted."""

    async def wait(self, channel: str) -> None:
        """Return when the channel can take one more message; at once where it is quiet."""
        now = self.clock()
        if len(self._quiet) >= REMEMBERED:
            self._quiet = {name: quiet for name, quiet in self._quiet.items() if quiet > now}
        quiet = max(self._quiet.get(channel, now), now) + APART
        self._quiet[channel] = quiet
        if (wait := quiet - now - BURST * APART) > 0:
            await self.sleep(wait)
