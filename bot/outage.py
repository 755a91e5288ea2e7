"""What Slack refuses to the app as it is installed: told once to who runs it, and its end.

Remembered in this process alone. Used by `slack`, which sees each call.
"""

import logging
import time
from collections.abc import Callable

from bot.failures import AppRefused, SlackBusy, SlackRefused

QUIET = 60.0
"""Seconds without a refusal of the app after which it counts as taken again."""
_log = logging.getLogger(__name__)


class Outage:
    """The codes of Slack's refusals of the app, for as long as it goes on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._codes: set[str] = set()
        self._last = 0.0

    def seen(self, method: str, failure: SlackBusy | SlackRefused) -> SlackBusy | SlackRefused:
        """The failure as it is, noted where it is the app's."""
        if isinstance(failure, AppRefused):
            self._note(method, failure)
        return failure

    def end(self) -> None:
        """Slack takes a call. It may take one method only, so it is over after a while."""
        if self._codes and self._clock() - self._last > QUIET:
            self._codes.clear()
            _log.warning("ALERT over: Slack takes the app again")

    def _note(self, method: str, refused: AppRefused) -> None:
        self._last = self._clock()
        if refused.code not in self._codes:
            self._codes.add(refused.code)
            _log.error(
                "ALERT Slack refuses the app in %s: %s. What is to be posted waits. Unless this"
                " passes, install the app to the workspace again, with the scopes of"
                " manifests/slack/manifest.yaml. If its token has changed, start the bot anew.",
                method,
                refused,
            )
