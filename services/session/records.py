"""The records of a session in its state: what a turn reads of them, and how one more is written."""

import restate

from services.agent.items import Item
from services.session import transcript


async def window(ctx: restate.ObjectContext, head: transcript.Head) -> list[transcript.Record]:
    """Those that a turn still reads word by word, the oldest first."""
    records = [
        await ctx.get(f"record.{number}", type_hint=transcript.Record)
        for number in transcript.window(head)
    ]
    return [record for record in records if record is not None]


async def append(
    ctx: restate.ObjectContext,
    head: transcript.Head,
    items: tuple[Item, ...],
    *,
    read: list[transcript.Record] | None = None,
) -> None:
    """Write one more record; the one that leaves the window is summed up and deleted.

    `read` is the window, where the turn has read it.
    """
    leaving = transcript.leaves(head)
    gone = None
    if leaving is not None:
        name = f"record.{leaving}"
        gone = read[0] if read else await ctx.get(name, type_hint=transcript.Record)
        ctx.clear(name)
    ctx.set(f"record.{head.records}", transcript.kept(items))
    ctx.set("head", transcript.appended(head, leaving=gone))
