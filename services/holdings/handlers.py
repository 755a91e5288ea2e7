"""Holdings: in which threads words of a person are kept; giving out and deleting what is held."""

from datetime import timedelta
from functools import partial

import restate

from services import attempts, durable, expectations
from services.contracts import holdings, posts
from services.contracts.holdings import Listed
from services.contracts.keys import PersonKey, PostId, RoomKey
from services.contracts.recovery import Lost
from services.contracts.session import Place
from services.contracts.wire import Nothing, Wire
from services.holdings import erasing, reading

PAUSE = timedelta(minutes=10)
"""Between two exports, each of which reads all there is."""


class Exports(Wire):
    """The last export that was promised."""

    number: int = 0
    last: holdings.Compilation | None = None


def build() -> restate.VirtualObject:
    """The Holdings object."""
    person = restate.VirtualObject(
        holdings.LIST.service,
        description="What the desk holds about one person",
        invocation_retry_policy=attempts.RETRIES,
    )
    # A thread is a state key of its own: however many there are, a change touches one of them.
    lazy = partial(person.handler, state_preload=False)
    private = partial(lazy, ingress_private=True)

    @private(name="list")
    async def list_thread(ctx: restate.ObjectContext, request: Listed) -> Nothing:
        """Words of the person are kept in this thread from now on."""
        ctx.set(reading.name(request.thread), request)
        return Nothing()

    @private()
    async def unlist(ctx: restate.ObjectContext, request: Listed) -> Nothing:
        """Nothing of the person is kept in this thread any more."""
        ctx.clear(reading.name(request.thread))
        return Nothing()

    @lazy()
    async def export(ctx: restate.ObjectContext, request: holdings.Wish) -> holdings.WishReply:
        """The person wants all that is held about them, as a file."""
        return await promise(ctx, request)

    # Shared: it only reads, and takes as long as there is much to read.
    @private(name="compile", kind="shared")
    async def compile_all(
        ctx: restate.ObjectSharedContext, request: holdings.Compilation
    ) -> Nothing:
        """Read it from where it is, and post it."""
        await give_out(ctx, request)
        return Nothing()

    @lazy(kind="shared")
    async def survey(ctx: restate.ObjectSharedContext, _request: Nothing) -> holdings.Survey:
        """What would be deleted if the person wanted so. Deletes nothing."""
        return await erasing.survey(ctx)

    @lazy()
    async def forget(ctx: restate.ObjectContext, request: holdings.Wish) -> Nothing:
        """The person wants what was said deleted; has been asked, and has confirmed it."""
        await begin_erasure(ctx, request)
        return Nothing()

    # Shared: it waits for turns that are under way, and these add to the list of threads.
    @private(name="erase", kind="shared")
    async def erase_all(ctx: restate.ObjectSharedContext, request: holdings.Erasure) -> Nothing:
        """Delete what may be deleted, and tell the person what was."""
        gone = await erasing.erase(ctx)
        _post(ctx, f"forgotten.{ctx.key()}.{request.number}", gone, room=request.room)
        _settled(ctx, holdings.Settled(erased=request.number))
        return Nothing()

    @private(name="settle")
    async def settle_one(ctx: restate.ObjectContext, request: holdings.Settled) -> Nothing:
        """An export or an erasure is done."""
        await settle(ctx, request)
        return Nothing()

    @private(name=holdings.RECOVER.name)
    async def recover_lost(ctx: restate.ObjectContext, request: Lost) -> Nothing:
        """The watch misses an export, or an erasure, that was promised: do it again."""
        await recover(ctx, request)
        return Nothing()

    _ = list_thread, unlist, export, compile_all, survey, forget, erase_all
    _ = settle_one, recover_lost
    return person


async def promise(ctx: restate.ObjectContext, wish: holdings.Wish) -> holdings.WishReply:
    """Have it compiled, now and then."""
    before = await ctx.get("exports", type_hint=Exports) or Exports()
    now = await durable.now(ctx)
    if before.last and now < before.last.at + PAUSE:
        return holdings.WishReply(outcome="too_soon", again=before.last.at + PAUSE)
    compilation = holdings.Compilation(number=before.number + 1, room=wish.room, at=now)
    promised = {"number": compilation.number, "last": compilation}
    ctx.set("exports", before.model_copy(update=promised))
    name = expectations.new_name(ctx, str(compilation.number))
    expectations.send(ctx, holdings.COMPILE, compilation, key=PersonKey(ctx.key()), name=name)
    return holdings.WishReply(outcome="done")


async def begin_erasure(ctx: restate.ObjectContext, wish: holdings.Wish) -> None:
    """Have it done, each time under a number of its own."""
    number = (await ctx.get("erasures", type_hint=int) or 0) + 1
    ctx.set("erasures", number)
    erasure = holdings.Erasure(number=number, room=wish.room)
    name = expectations.new_name(ctx, str(number))
    expectations.send(ctx, holdings.ERASE, erasure, key=PersonKey(ctx.key()), name=name)


async def settle(ctx: restate.ObjectContext, done: holdings.Settled) -> None:
    """It is waited for no more."""
    person = PersonKey(ctx.key())
    if done.compiled is not None:
        await expectations.settle(ctx, holdings.COMPILE, key=person, label=str(done.compiled))
    if done.erased is not None:
        await expectations.settle(ctx, holdings.ERASE, key=person, label=str(done.erased))


async def recover(ctx: restate.ObjectContext, lost: Lost) -> None:
    """Do it again. What was deleted before is deleted, and what was posted is not posted again."""
    compilation = await expectations.lost_request(ctx, holdings.COMPILE, lost)
    if compilation:
        expectations.resend(ctx, holdings.COMPILE, compilation, lost)
    erasure = await expectations.lost_request(ctx, holdings.ERASE, lost)
    if erasure:
        expectations.resend(ctx, holdings.ERASE, erasure, lost)


async def give_out(ctx: restate.ObjectSharedContext, compilation: holdings.Compilation) -> None:
    """Post the file to the room where the person alone reads."""
    data = await reading.read(ctx, compilation)
    _post(ctx, f"my-data.{ctx.key()}.{compilation.number}", data, room=compilation.room)
    _settled(ctx, holdings.Settled(compiled=compilation.number))


def _settled(ctx: restate.ObjectSharedContext, done: holdings.Settled) -> None:
    """The object keeps what is expected, and who reads alone can't write there."""
    durable.send(ctx, holdings.SETTLE, done, key=PersonKey(ctx.key()))


def _post(
    ctx: restate.ObjectSharedContext, name: str, content: posts.Content, *, room: RoomKey
) -> None:
    """Post to the room where the person alone reads."""
    post = posts.Post(
        post_id=PostId(name),
        place=Place(room=room),
        content=content,
        reader=PersonKey(ctx.key()),
    )
    durable.send(ctx, posts.POST, post, key=room)
