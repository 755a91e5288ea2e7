"""Help: a customer calls a human, the officers are told, and one of them takes it."""

from dataclasses import dataclass
from datetime import timedelta

import restate

from services import attempts, denying, durable, expectations
from services.audit import chain
from services.contracts import account, audit, holdings, posts, session, sizes
from services.contracts import help as contract
from services.contracts.audit import Role
from services.contracts.credit import Receipt
from services.contracts.keys import PersonKey, PostId, ThreadKey
from services.contracts.recovery import Lost
from services.contracts.wire import Handler, Nothing, Reply, Request
from services.durable import AnyContext
from services.help import calling
from services.help.calling import Standing
from services.office import Office


@dataclass(frozen=True)
class Parts:
    """Who may take a call, and when they are reminded of it."""

    office: Office
    remind_after: timedelta
    remind_last_after: timedelta
    retention: timedelta
    """How long the words of a call are kept."""


def build(parts: Parts) -> restate.VirtualObject:
    """The Help object."""
    help_desk = restate.VirtualObject(
        contract.CALL.service,
        description="One thread's calls for a human",
        invocation_retry_policy=attempts.RETRIES,
    )

    @help_desk.handler()
    async def call(ctx: restate.ObjectContext, request: contract.Call) -> Receipt:
        """The customer wants to talk to a human."""
        return await take_call(ctx, request, parts)

    @help_desk.handler()
    async def take(ctx: restate.ObjectContext, request: contract.Taking) -> Receipt:
        """A credit officer takes the call, and will write to the customer."""
        return await assign(ctx, request, parts)

    @help_desk.handler(ingress_private=True)
    async def remind(ctx: restate.ObjectContext, request: contract.Due) -> Nothing:
        """Remind the officers of a call that nobody has taken."""
        await call_again(ctx, request, parts)
        return Nothing()

    @help_desk.handler(kind="shared", ingress_private=True)
    async def read(
        ctx: restate.ObjectSharedContext, request: contract.Reading
    ) -> contract.ReadingReply:
        """What is kept of the last call, for who has called."""
        standing = await _standing(ctx)
        return contract.ReadingReply(call=calling.kept(standing, request.by))

    @help_desk.handler(ingress_private=True)
    async def forget(
        ctx: restate.ObjectContext, request: contract.Forgetting
    ) -> contract.Forgotten:
        """Delete the words of a call: its person wants so, or its time is over."""
        return await forget_words(ctx, request)

    @help_desk.handler(name=contract.RECOVER.name, ingress_private=True)
    async def recover_lost(ctx: restate.ObjectContext, request: Lost) -> Nothing:
        """The watch misses a timer of a call: set it anew."""
        await recover(ctx, request, parts)
        return Nothing()

    _ = call, take, remind, read, forget, recover_lost
    return help_desk


async def take_call(ctx: restate.ObjectContext, call: contract.Call, parts: Parts) -> Receipt:
    """Tell the officers and the customer, once until it is taken."""
    if ThreadKey(ctx.key()) != f"{call.place.room}.{call.place.thread or session.NO_THREAD}":
        raise restate.TerminalError("the call is from another thread", status_code=400)
    if call.credit_id and not await _owns(ctx, call):
        return Receipt(outcome="unknown")
    if len(call.words) > sizes.MESSAGE:
        return Receipt(outcome="invalid", detail="too_long", limit=sizes.figure(sizes.MESSAGE))
    last, now = await _standing(ctx), await durable.now(ctx)
    standing = calling.opened(last, call, at=now)
    if standing is None:
        return Receipt(outcome="already_done")
    over = contract.Forgetting(by=call.by, number=standing.number)
    _arm(ctx, contract.FORGET, over, _label(over), after=parts.retention)
    for after, final in ((parts.remind_after, False), (parts.remind_last_after, True)):
        due = contract.Due(number=standing.number, final=final)
        _arm(ctx, contract.REMIND, due, _label(due), after=after)
    _post(ctx, "wanted", _card(ctx, standing), standing, place=parts.office.place)
    called = posts.HumanCalled(credit_id=call.credit_id)
    _tell(ctx, "called", called, standing)
    _record(ctx, standing, "human.wanted", by=call.by, role="customer")
    listed = holdings.Listed(thread=ThreadKey(ctx.key()))
    durable.send(ctx, holdings.LIST, listed, key=call.by)
    # Only now: a call that stands, and that nobody was told of, could not be made again.
    ctx.set("standing", standing)
    return Receipt(outcome="done")


async def assign(ctx: restate.ObjectContext, taking: contract.Taking, parts: Parts) -> Receipt:
    """The officer has it; the card shows who, and the customer is told."""
    standing = await _standing(ctx)
    refusal = calling.judge(standing, taking, officers=parts.office.officers)
    about = standing.call.credit_id if standing else None
    if about and refusal and refusal.outcome in denying.DENIED:
        denying.note(ctx, about, by=taking.by, door="human")
    if refusal or standing is None:
        return refusal or Receipt(outcome="unknown")
    standing = standing.model_copy(update={"taken_by": taking.by})
    place = parts.office.place
    update = posts.Update(
        post_id=_name(ctx, "wanted", standing), place=place, content=_card(ctx, standing)
    )
    durable.send(ctx, posts.UPDATE, update, key=place.room)
    call = standing.call
    coming = posts.HumanComing(officer=taking.by, credit_id=call.credit_id)
    _tell(ctx, "coming", coming, standing)
    _record(ctx, standing, "human.taken", by=taking.by, role="officer")
    if call.place.thread:
        said = "the customer called a human, and a credit officer will write"
        note = session.Note(text=said, openly=said)
        durable.send(ctx, session.NOTE, note, key=ThreadKey(ctx.key()))
    ctx.set("standing", standing)
    return Receipt(outcome="done")


async def call_again(ctx: restate.ObjectContext, due: contract.Due, parts: Parts) -> None:
    """Call the officers by name where the call is still open."""
    timers = await expectations.keys(ctx, contract.REMIND, key=_key(ctx), label=_label(due))
    standing = calling.awaited(await _standing(ctx), due)
    if standing:
        _remind(ctx, due, standing, parts)
    expectations.clear(ctx, timers)


def _remind(
    ctx: restate.ObjectContext, due: contract.Due, standing: Standing, parts: Parts
) -> None:
    call = standing.call
    reminder = posts.HumanAwaited(
        customer=call.by,
        credit_id=call.credit_id,
        final=due.final,
        officers=tuple(sorted(parts.office.officers - {call.by})),
    )
    which = "last-reminder" if due.final else "reminder"
    _post(ctx, which, reminder, standing, place=parts.office.place)


async def forget_words(
    ctx: restate.ObjectContext, forgetting: contract.Forgetting
) -> contract.Forgotten:
    """Who has called, and that an officer has taken it, stays: the card says so."""
    standing = await _standing(ctx)
    left = calling.forgotten(standing, forgetting)
    if left:
        ctx.set("standing", left)
    if forgetting.number is not None:
        await expectations.settle(ctx, contract.FORGET, key=_key(ctx), label=_label(forgetting))
    mine = standing is not None and standing.call.by == forgetting.by
    return contract.Forgotten(open=mine and left is None)


async def recover(ctx: restate.ObjectContext, lost: Lost, parts: Parts) -> None:
    """Set the timer anew, for when it was to come; at once, where that is over."""
    standing = await _standing(ctx)
    due = await expectations.lost_request(ctx, contract.REMIND, lost)
    if due:
        wait = parts.remind_last_after if due.final else parts.remind_after
        late = calling.awaited(standing, due) is None
        await _again(ctx, contract.REMIND, due, lost, None if late else standing, wait)
        return
    over = await expectations.lost_request(ctx, contract.FORGET, lost)
    if over:
        current = standing if standing and standing.number == over.number else None
        await _again(ctx, contract.FORGET, over, lost, current, parts.retention)


async def _again(
    ctx: restate.ObjectContext,
    handler: Handler[Request, Reply],
    request: Request,
    lost: Lost,
    standing: Standing | None,
    wait: timedelta,
) -> None:
    """Without a standing call nothing is to come any more."""
    if standing is None or standing.at is None:
        expectations.drop(ctx, lost)
        return
    left = standing.at + wait - await durable.now(ctx)
    expectations.resend(ctx, handler, request, lost, after=max(timedelta(), left))


def _arm(
    ctx: restate.ObjectContext,
    handler: Handler[Request, Reply],
    request: Request,
    label: str,
    *,
    after: timedelta,
) -> None:
    name = expectations.new_name(ctx, label)
    expectations.send(ctx, handler, request, key=_key(ctx), name=name, after=after)


def _label(timer: contract.Due | contract.Forgetting) -> str:
    """Which of the timers of a call it is."""
    if isinstance(timer, contract.Due):
        return f"{timer.number}-{'last' if timer.final else 'first'}"
    return f"{timer.number}-words"


def _key(ctx: restate.ObjectContext) -> ThreadKey:
    return ThreadKey(ctx.key())


async def _standing(ctx: AnyContext) -> Standing | None:
    return await ctx.get("standing", type_hint=Standing)


async def _owns(ctx: restate.ObjectContext, call: contract.Call) -> bool:
    own = await durable.call(ctx, account.CREDITS, Nothing(), key=call.by)
    return any(item.credit_id == call.credit_id for item in own.items)


def _card(ctx: restate.ObjectContext, standing: Standing) -> posts.HumanWanted:
    call = standing.call
    return posts.HumanWanted(
        call=f"{ctx.key()}|{standing.number}",
        customer=call.by,
        credit_id=call.credit_id,
        words=call.words,
        taken_by=standing.taken_by,
    )


def _record(
    ctx: restate.ObjectContext, standing: Standing, what: str, *, by: PersonKey, role: Role
) -> None:
    """In the credit's audit, where it is about one; of the words only a hash."""
    call = standing.call
    if call.credit_id:
        inputs = chain.of(call.words) if call.words else ""
        event = audit.Event(what=what, who=by, role=role, inputs=inputs)
        durable.send(ctx, audit.APPEND, event, key=call.credit_id)


def _tell(
    ctx: restate.ObjectContext, what: str, content: posts.Content, standing: Standing
) -> None:
    """Post to who called."""
    call = standing.call
    _post(ctx, what, content, standing, place=call.place, reader=call.by)


def _post(
    ctx: restate.ObjectContext,
    what: str,
    content: posts.Content,
    standing: Standing,
    *,
    place: session.Place,
    reader: PersonKey | None = None,
) -> None:
    post_id = _name(ctx, what, standing)
    post = posts.Post(post_id=post_id, place=place, content=content, reader=reader)
    durable.send(ctx, posts.POST, post, key=place.room)


def _name(ctx: restate.ObjectContext, what: str, standing: Standing) -> PostId:
    return PostId(f"help.{ctx.key()}.{standing.number}.{what}")
