"""Looks at Restate now and then, from outside of it, and tells `Watch` what is not as it should be.

Work that does not get on, work that an object expects and that is not there, and what has failed.

Beside the handlers in each process of the services: whoever looks, the object tells it once.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from services.admin import Admin, Unanswered
from services.contracts import watch
from services.contracts.watch import Failed, Findings, Missing
from services.contracts.wire import Handler, Nothing, Request
from services.ingress import Ingress, Unreachable
from services.watch import failures
from services.watch.looks import FAILING, Failing, Looks
from services.watch.missing_work import MISSING, MissingWork

_log = logging.getLogger(__name__)


class Watcher:
    """Goes on until it is cancelled. What it is not told now, it asks again at the next look."""

    def __init__(self, *, admin: Admin, ingress: Ingress, every: float) -> None:
        """`every` is in seconds."""
        self._admin = admin
        self._ingress = ingress
        self._every = every
        self._looks = Looks()
        self._missing = MissingWork()
        self._failures = failures.Seen()
        self._unknown: set[str] = set()
        """What was missing and could not be read; each is told once."""
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
            found = [Failing.model_validate(row) for row in await self._admin.query(FAILING)]
            missing = self._known(await self._admin.query(MISSING))
            query = self._failures.query()
            failed = [Failed.model_validate(row) for row in await self._admin.query(query)]
        except Unanswered as failure:
            self._not_answered(failure)
            return
        self._answered()
        await self._find(missing, failed)
        self._looks = self._looks.then(found)
        for invocation in self._looks.resumable(found):
            await self._resume(invocation)
        look = self._looks.told(found)
        told = bool(look.stuck or (look.calm and not self._calm)) and await self._tell(
            watch.SAW, look
        )
        self._calm = look.calm and (told or self._calm)

    def _known(self, rows: Iterable[Mapping[str, Any]]) -> list[Missing]:
        """What this version can have recovered. An object of a newer one may expect more."""
        known: list[Missing] = []
        for row in rows:
            try:
                known.append(Missing.model_validate(row))
            except ValidationError:
                if str(row) not in self._unknown:
                    self._unknown.add(str(row))
                    _log.error("ALERT nobody here can recover %s", row)
        return known

    async def _find(self, missing: list[Missing], failed: list[Failed]) -> None:
        """Tell of what is missing at several looks, and of what has failed since the last."""
        self._missing = self._missing.then(missing)
        due = self._missing.due()
        new = self._failures.new(failed)
        if not (due or new) or not await self._tell(watch.FOUND, Findings(missing=due, failed=new)):
            return
        self._missing = self._missing.recovered(due)
        self._failures = self._failures.then(failed)

    async def _resume(self, invocation: str) -> None:
        try:
            await self._admin.resume(invocation)
        except Unanswered as failure:
            _log.warning("paused for long, and not resumed: %s", failure)
        else:
            _log.warning("paused for long, tried again: %s", invocation)

    async def _tell(self, handler: Handler[Request, Nothing], request: Request) -> bool:
        try:
            await self._ingress.call(handler, request, key=watch.DESK)
        except Unreachable as failure:
            _log.warning("what was seen can't be told: %s", failure)
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
