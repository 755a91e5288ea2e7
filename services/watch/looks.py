"""From what Restate has of its invocations to what does not get on. Pure; it counts looks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.contracts.watch import Look, Stuck

STUCK_AFTER = 4
"""Looks in a row at which an invocation was failing, until it is told of."""
CALM_AFTER = 4
"""Looks in a row that found nothing; between two tries an invocation can seem to get on."""
RESUMED_EVERY = 20
"""Looks in a row at which it was paused, until it is tried again."""
NAMED = 5
"""Invocations that a look names."""

FAILING = """
    SELECT id, target_service_name AS service, target_handler_name AS handler, status
    FROM sys_invocation
    WHERE status IN ('paused', 'backing-off')
    OR (status = 'running' AND last_failure IS NOT NULL)
"""
"""An attempt of what has failed before counts, too: it may take longer than the wait for it.

Restate forgets the failure as soon as the invocation gets on.
"""


class Failing(BaseModel):
    """A row of `FAILING`."""

    model_config = ConfigDict(frozen=True)

    id: str
    service: str
    handler: str
    status: Literal["paused", "backing-off", "running"]

    @property
    def paused(self) -> bool:
        return self.status == "paused"


@dataclass(frozen=True)
class Looks:
    """The invocations that the last look found, and at how many looks in a row it did.

    `empty` is how many have found none.
    """

    empty: int = 0
    counts: Mapping[tuple[str, bool], int] = field(default_factory=dict[tuple[str, bool], int])

    def then(self, found: Iterable[Failing]) -> "Looks":
        """After one more look."""
        seen = [(each.id, each.paused) for each in found]
        counts = {name: self.counts.get(name, 0) + 1 for name in seen}
        return Looks(0 if seen else self.empty + 1, counts)

    def told(self, found: Iterable[Failing]) -> Look:
        """What is to be told of the last look: what is paused, and what has failed for long."""
        found = tuple(found)
        stuck = [each for each in found if each.paused or self._count(each) >= STUCK_AFTER]
        counted = Counter((each.service, each.handler, each.paused) for each in stuck)
        return Look(
            stuck=tuple(
                Stuck(service=service, handler=handler, paused=paused, count=count)
                for (service, handler, paused), count in sorted(counted.items())
            ),
            invocations=tuple(sorted(each.id for each in stuck)[:NAMED]),
            calm=self.empty >= CALM_AFTER,
        )

    def resumable(self, found: Iterable[Failing]) -> list[str]:
        """What was paused for long enough to be tried again."""
        return [each.id for each in found if each.paused and not self._count(each) % RESUMED_EVERY]

    def _count(self, each: Failing) -> int:
        return self.counts[each.id, each.paused]
