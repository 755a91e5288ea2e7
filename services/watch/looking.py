"""Looks at Restate now and then, from outside of it, and tells `Watch` where work does not get on.

Beside the handlers in each process of the services: whoever looks, the object tells it once.
"""

import asyncio
import logging

from services.admin import Admin, Unanswered
from services.contracts import watch
from services.contracts.watch import Look
from services.ingress import Ingress, Unreachable
from services.watch.looks import FAILING, Failing, Looks

_log = logging.getLogger(__name__)


class Watcher:
    """Goes on until it is cancelled. What it is not told now, it asks again at the next look."""

    def __init__(self, *, admin: Admin, ingress: Ingress, every: float) -> None:
        """`every` is in seconds."""
        self._admin = admin
        self._ingress = ingress
        self._every = every
        self._looks = Looks()
        self._unanswered = 0
        self._calm = False

    async def run(self) -> None:
        """The first look comes after a while: all is just being started."""
        while True:
            await asyncio.sleep(self._every)
            await self.look()

    async def look(self) -> None:
        """One look. A calm is told once, and first of all, for what was before us."""
        try:
            rows = await self._admin.query(FAILING)
            found = [Failing.model_validate(row) for row in rows]
        except Unanswered as failure:
            self._not_answered(failure)
            return
        self._answered()
        self._looks = self._looks.then(found)
        for invocation in self._looks.resumable(found):
            await self._resume(invocation)
        look = self._looks.told(found)
        told = bool(look.stuck or (look.calm and not self._calm)) and await self._tell(look)
        self._calm = look.calm and (told or self._calm)

    async def _resume(self, invocation: str) -> None:
        try:
            await self._admin.resume(invocation)
        except Unanswered as failure:
            _log.warning("paused for long, and not resumed: %s", failure)
        else:
            _log.warning("paused for long, tried again: %s", invocation)

    async def _tell(self, look: Look) -> bool:
        try:
            await self._ingress.call(watch.SAW, look, key=watch.DESK)
        except Unreachable as failure:
            _log.warning("an outage can't be told of: %s", failure)
            return False
        return True

    def _answered(self) -> None:
        if self._unanswered > 1:
            _log.error("ALERT over: Restate answers again")
        self._unanswered = 0

    def _not_answered(self, failure: Unanswered) -> None:
        """Once for each outage, and not for a restart that falls between two looks."""
        self._unanswered += 1
        if self._unanswered == 2:  # noqa: PLR2004
            _log.error("ALERT Restate can't be watched, or is down: %s", failure)
