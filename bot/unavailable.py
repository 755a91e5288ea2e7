"""What the app or its workspace was found to lack, remembered for a while only.

The app may be installed again with more, and nobody starts the bot anew for that.
"""

import time
from collections.abc import Callable

ASKED_AGAIN = 300.0
"""Seconds after which Slack is asked again."""


class Unavailable:
    """True for a while after Slack has said so."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: float | None = None

    def note(self) -> None:
        """Slack says so now."""
        self._until = self._clock() + ASKED_AGAIN

    def __bool__(self) -> bool:
        return self._until is not None and self._clock() < self._until
