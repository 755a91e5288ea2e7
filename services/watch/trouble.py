"""An outage from its first look to its last: what of it is told, and when. Pure."""

from collections.abc import Iterable
from datetime import datetime

from services.contracts.keys import PostId
from services.contracts.watch import DeskTrouble, Look, Stuck


def after(before: DeskTrouble | None, look: Look, *, now: datetime) -> DeskTrouble | None:
    """How it stands after this look; None where there is no trouble, and equal where no news is."""
    if before is None or before.until:
        begun = DeskTrouble(since=now, stuck=look.stuck, invocations=look.invocations)
        return begun if look.stuck else None
    if look.calm:
        return before.model_copy(update={"until": now})
    stuck = _grown(before.stuck, look.stuck)
    if stuck == before.stuck:
        return before
    return before.model_copy(update={"stuck": stuck, "invocations": look.invocations})


def post_id(trouble: DeskTrouble) -> PostId:
    """The one post of an outage."""
    return PostId(f"trouble.{int(trouble.since.timestamp() * 1000)}")


def _grown(shown: Iterable[Stuck], seen: Iterable[Stuck]) -> tuple[Stuck, ...]:
    """With what is new, and what has at least doubled: not every change is news."""
    grown = {(each.service, each.handler, each.paused): each for each in shown}
    for each in seen:
        name = (each.service, each.handler, each.paused)
        if name not in grown or each.count >= 2 * grown[name].count:
            grown[name] = each
    return tuple(grown[name] for name in sorted(grown))
