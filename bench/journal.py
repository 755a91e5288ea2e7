"""What a turn journals: its own invocation, the calls that it made and what it sent.

Read from Restate's introspection; what is sent on has to have ended before.
"""

import asyncio
from dataclasses import dataclass

from bench.stage import Stage

_TREE = (
    "FROM sys_invocation i JOIN sys_journal j ON i.id = j.id "
    "WHERE i.id IN ({roots}) OR i.invoked_by_id IN ({roots})"
)
_TURNS = (
    "SELECT id FROM sys_invocation WHERE target = '{address}' "
    "ORDER BY created_at DESC LIMIT {turns}"
)
_RUNNING = "SELECT count(*) AS n FROM sys_invocation WHERE status NOT IN ('completed', 'scheduled')"


@dataclass(frozen=True)
class Journal:
    """Entries and bytes per turn, all handlers together."""

    entries: float
    bytes: float


async def of_last(on: Stage, address: str, *, turns: int) -> Journal:
    """The mean over the last turns of the conversation at `address`."""
    await settled(on)
    ids = await on.query(_TURNS.format(address=address, turns=turns))
    roots = ", ".join(f"'{row['id']}'" for row in ids)
    sums = "SELECT count(*) AS entries, sum(j.raw_length) AS bytes "
    (row,) = await on.query(sums + _TREE.format(roots=roots))
    return Journal(row["entries"] / turns, row["bytes"] / turns)


async def settled(on: Stage) -> None:
    """Waits until nothing runs any more. The timers of what is kept go on for months."""
    while (await on.query(_RUNNING))[0]["n"]:  # Restate sets no event here
        await asyncio.sleep(0.05)
