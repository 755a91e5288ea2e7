"""Audit: the chain of events of one credit, and of what is kept of one person's words.

Appended to, never changed; reading is an event too.
"""

from functools import partial

import restate

from services import attempts, denying, durable
from services.audit import chain
from services.contracts import audit
from services.contracts.keys import Key, PersonKey
from services.contracts.wire import Nothing, Wire
from services.durable import AnyContext


class Head(Wire):
    """How many links there are, and the hash of the last."""

    links: int = 0
    last: str = chain.GENESIS


def build(officers: frozenset[PersonKey]) -> restate.VirtualObject:
    """The Audit object."""
    credit_audit = restate.VirtualObject(
        "Audit",
        description="The hash-chained events of one credit, or about one person's data",
        invocation_retry_policy=attempts.RETRIES,
    )
    lazy = partial(credit_audit.handler, state_preload=False)

    @lazy(ingress_private=True)
    async def append(ctx: restate.ObjectContext, request: audit.Event) -> Nothing:
        """Add an event at the end."""
        head = await ctx.get("head", type_hint=Head) or Head()
        if request.what == audit.REFUSED:
            last = await ctx.get(f"link.{head.links - 1}", type_hint=audit.Link)
            if chain.repeats(last, request):
                return Nothing()
        event = request.model_copy(update={"at": await durable.now(ctx)})
        link = chain.linked(event, number=head.links, previous=head.last)
        ctx.set(f"link.{link.number}", link)
        ctx.set("head", head.model_copy(update={"links": head.links + 1, "last": link.hash}))
        return Nothing()

    @lazy(kind="shared")
    async def read(ctx: restate.ObjectSharedContext, request: audit.Reading) -> audit.ChainReply:
        """The chain, for officers alone; the reading is appended, and so is a refusal."""
        return await show(ctx, request, officers)

    @lazy(kind="shared")
    async def export(ctx: restate.ObjectSharedContext, _request: Nothing) -> audit.Chain:
        """The chain, for engineers at the console."""
        return await _chain(ctx)

    _ = append, read, export
    return credit_audit


async def show(
    ctx: restate.ObjectSharedContext, request: audit.Reading, officers: frozenset[PersonKey]
) -> audit.ChainReply:
    """The chain for an officer; for anybody else it is as if there were none."""
    found, key = await _chain(ctx), Key(ctx.key())
    if not found.links:
        return audit.ChainReply()
    if request.by not in officers:
        denying.note(ctx, key, by=request.by, door="audit")
        return audit.ChainReply()
    event = audit.Event(what="audit.read", who=request.by, role="officer")
    durable.send(ctx, audit.APPEND, event, key=key)
    return audit.ChainReply(chain=found)


async def _chain(ctx: AnyContext) -> audit.Chain:
    head = await ctx.get("head", type_hint=Head) or Head()
    futures = [ctx.get(f"link.{n}", type_hint=audit.Link) for n in range(head.links)]
    stored = [await future for future in futures]
    links = tuple(link for link in stored if link is not None)
    broken = chain.first_broken(links)
    if broken is None and len(links) < head.links:
        broken = len(links)  # what is missing at the end breaks no hash
    return audit.Chain(links=links, broken=broken)
