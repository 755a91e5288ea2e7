"""From what is missing at a look to what its object is told of, and when. Pure; it counts looks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from services.contracts.watch import Missing
from services.contracts.wire import Wire

MISSED_AFTER = 2
"""Looks in a row that miss the same invocation: it may be just under way, or just replaced."""
RARELY = 10
"""How often the wait is doubled where it is missing again each time that it was recovered."""
TOLD_FOR = timedelta(seconds=5)
"""How long after one process has told an object another one does not."""
AT_ONCE = 200
"""Objects that are told after one look; the others after the next."""

MISSING = """
    WITH alive AS (
        SELECT target_service_name AS service, target_service_key AS key,
            target_handler_name AS handler, idempotency_key AS name
        FROM sys_invocation
        WHERE status != 'completed'
    )
    SELECT owner.service_name AS service, owner.service_key AS key, owner.key AS expected
    FROM state owner
    LEFT ANTI JOIN (
        SELECT concat('expects.', service, '.', key, '.', handler) AS expected
        FROM alive
        UNION ALL
        SELECT concat('expects.', service, '.', key, '.', handler, '#', name)
        FROM alive
        WHERE name IS NOT NULL
    ) present ON owner.key = present.expected
    LEFT ANTI JOIN (
        SELECT service, key FROM alive WHERE handler = 'recover'
    ) told ON owner.service_name = told.service AND owner.service_key = told.key
    WHERE owner.key LIKE 'expects.%'
"""
"""Keys alone: values may be sealed. No object that was told and has not begun yet."""


class Recovered(Wire):
    """When an object was last told of what it misses, by the object and what it expects."""

    at: Mapping[str, datetime] = {}

    def due(
        self, missing: Iterable[Missing], *, now: datetime
    ) -> tuple[list[Missing], "Recovered"]:
        """What is to be told now, since nobody has just told it; and what was told by then."""
        recent = {name: at for name, at in self.at.items() if abs(now - at) < TOLD_FOR}
        due = {name: each for each in missing if (name := _name(each)) not in recent}
        at = recent | dict.fromkeys(due, now)
        return list(due.values()), self.model_copy(update={"at": at})


@dataclass(frozen=True)
class _Miss:
    """How many looks in a row have missed it under this name, and how often it was recovered."""

    last: Missing
    looks: int = 0
    recovered: int = 0
    present: int = 0
    """Looks in a row that did not miss it."""

    @property
    def patience(self) -> int:
        return MISSED_AFTER << min(self.recovered, RARELY)


@dataclass(frozen=True)
class MissingWork:
    """What the looks so far have missed, by the object and what it expects, whatever its name."""

    misses: Mapping[tuple[str, str, str], _Miss] = field(
        default_factory=dict[tuple[str, str, str], _Miss]
    )

    def then(self, found: Iterable[Missing]) -> "MissingWork":
        """After one more look."""
        now = {_target(each): each for each in found}
        kept = {target: _absent(miss) for target, miss in self.misses.items() if target not in now}
        missed = {target: self._missed(target, each) for target, each in now.items()}
        # Once it has been there for as long as its wait, it counts as well.
        there = {target: miss for target, miss in kept.items() if miss.present < 2 * miss.patience}
        return MissingWork({**there, **missed})

    def due(self) -> tuple[Missing, ...]:
        """Of what objects are to be told now: the first time soon, then more and more rarely."""
        waiting = (m for m in self.misses.values() if m.looks >= m.patience)
        return tuple(miss.last for miss in waiting)[:AT_ONCE]

    def recovered(self, told: Iterable[Missing]) -> "MissingWork":
        """After their objects were told."""
        again = {
            _target(each): _Miss(each, recovered=self.misses[_target(each)].recovered + 1)
            for each in told
        }
        return MissingWork({**self.misses, **again})

    def _missed(self, target: tuple[str, str, str], found: Missing) -> _Miss:
        before = self.misses.get(target)
        if before is None:
            return _Miss(found, looks=1)
        looks = before.looks + 1 if before.last == found else 1
        return replace(before, last=found, looks=looks, present=0)


def _absent(miss: _Miss) -> _Miss:
    return replace(miss, looks=0, present=miss.present + 1)


def _name(missing: Missing) -> str:
    return f"{missing.service}.{missing.key}.{missing.expected}"


def _target(missing: Missing) -> tuple[str, str, str]:
    """What is expected, without the part of its name that is new each time."""
    what, sign, name = missing.expected.partition("#")
    return missing.service, missing.key, f"{what}{sign}{name.partition('.')[0]}"
