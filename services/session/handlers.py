"""AgentSession: one conversation, one writer. Turns run here and nowhere else."""

from functools import partial

import restate

from services import attempts, durable
from services.agent import loop, tool
from services.agent.items import Said
from services.contracts import account, posts, recovery, session, sizes
from services.contracts.keys import ThreadKey
from services.contracts.wire import Nothing
from services.session import (
    consulting,
    deduplication,
    keeping,
    rating,
    records,
    replies,
    spending,
    transcript,
)
from services.session.drafting import Drafting
from services.session.parts import Parts as Parts


def build(parts: Parts) -> restate.VirtualObject:
    """The AgentSession object."""
    agent_session = restate.VirtualObject(
        "AgentSession",
        description="One conversation with an agent, keyed by thread or by review",
        invocation_retry_policy=attempts.RETRIES,
    )
    # All of a session's state comes with the call: it is the head, one window and the last
    # ratings, at any age.
    private = partial(agent_session.handler, ingress_private=True)

    @agent_session.handler()
    async def message(ctx: restate.ObjectContext, request: session.Message) -> Nothing:
        """A person wrote in the thread: run a turn and post the answer."""
        await answer(ctx, request, parts)
        return Nothing()

    @agent_session.handler()
    async def rate(ctx: restate.ObjectContext, request: session.Rating) -> Nothing:
        """A person rated an answer: keep it, if it is the owner."""
        await rating.keep(ctx, request)
        return Nothing()

    @private()
    async def note(ctx: restate.ObjectContext, request: session.Note) -> Nothing:
        """The desk posted something by itself: remember it for the next turn."""
        await remember(ctx, request, parts)
        return Nothing()

    @private()
    async def consult(ctx: restate.ObjectContext, request: session.Brief) -> session.Consultation:
        """A workflow asks an agent of its own; its closing is the reply."""
        return await consulting.consult(ctx, request, parts)

    @private(kind="shared")
    async def read(
        ctx: restate.ObjectSharedContext, request: session.Reading
    ) -> session.ReadingReply:
        """What is kept of the conversation, for its owner, while turns go on."""
        return await keeping.read(ctx, request)

    @private()
    async def forget(ctx: restate.ObjectContext, request: session.Forgetting) -> session.Forgotten:
        """The owner wants what was said deleted."""
        return await keeping.forget(ctx, request, front=parts.front)

    @private()
    async def expire(ctx: restate.ObjectContext, _request: Nothing) -> Nothing:
        """It may be time to delete what was said."""
        await keeping.expire(ctx, retention=parts.retention, front=parts.front)
        return Nothing()

    @private(name=session.RECOVER.name)
    async def recover(ctx: restate.ObjectContext, _request: recovery.Lost) -> Nothing:
        """The watch misses the timer that deletes what was said: look now, and set it anew."""
        await keeping.expire(ctx, retention=parts.retention, front=parts.front)
        return Nothing()

    _ = message, rate, note, consult, read, forget, expire, recover
    return agent_session


async def answer(ctx: restate.ObjectContext, message: session.Message, parts: Parts) -> None:
    """Decide whether the message is a turn, run it, post the reply, remember it."""
    thread = ThreadKey(ctx.key())
    if thread != f"{message.place.room}.{message.place.thread}":
        raise restate.TerminalError("the message is for another thread", status_code=400)
    head = await ctx.get("head", type_hint=transcript.Head) or transcript.Head(agent=parts.front)
    if await deduplication.is_answered(ctx, head, message):
        return
    match transcript.welcome(head, message, served=parts.served):
        case "ignore":
            if message.addressed:
                replies.show(ctx, message, None)
            return
        case "turn_away":
            alone = message.author if message.shared else None
            replies.post(ctx, message, posts.Sentence(code="not_served"), only_for=alone)
            ctx.set("head", transcript.turned_away(head, message.author))
            return
        case "refuse":
            replies.post(
                ctx, message, posts.Sentence(code="not_your_thread"), only_for=message.author
            )
            ctx.set("head", transcript.answered(head, message))
            return
        case "turn":
            pass
    try:
        await _begin(ctx, message, head, parts)
    except restate.TerminalError:
        # The same post as the answer's: where that was sent before, nothing is said.
        replies.post(ctx, message, posts.Sentence(code="gave_up"))
        raise


async def _begin(
    ctx: restate.ObjectContext, message: session.Message, head: transcript.Head, parts: Parts
) -> None:
    if head.owner is None:
        durable.send(ctx, account.OPEN, Nothing(), key=message.author)
    head = head.model_copy(update={"owner": message.author})
    if problem := transcript.unusable(message):
        replies.post(ctx, message, posts.Sentence(code=problem, limit=sizes.MESSAGE))
        return
    await _turn(ctx, message, head, parts)


async def remember(ctx: restate.ObjectContext, note: session.Note, parts: Parts) -> None:
    """Write a note of the desk as a record of its own."""
    stored = await ctx.get("head", type_hint=transcript.Head)
    head = transcript.noted(stored or transcript.Head(agent=parts.front), note)
    await records.append(ctx, head, (transcript.said(head, note),), retention=parts.retention)


async def _turn(
    ctx: restate.ObjectContext, message: session.Message, head: transcript.Head, parts: Parts
) -> None:
    show = partial(replies.show, ctx, message)
    head = transcript.heard(head, shared=message.shared)
    # The message's own time: a step of the journal less, and the day that the person meant.
    today = message.sent_at.astimezone(parts.zone).date()
    scope = tool.Scope(
        ctx=ctx,
        customer=message.author,
        thread=ThreadKey(ctx.key()),
        place=message.place,
        words=message.text,
        today=today,
        questions=head.questions,
    )
    said = Said(role="user", text=message.text)
    leave = await spending.leave(ctx, message.author, today)
    if leave.goes_on:
        if leave.goes_on == head.paused:
            show(None)
        else:
            replies.post(ctx, message, posts.Sentence(code="budget_used", day=leave.goes_on))
            ctx.set("head", head.model_copy(update={"paused": leave.goes_on}))
        return
    window = await records.window(ctx, head)
    history = (*transcript.history(head, window, today=today), said)
    draft = partial(replies.draft, ctx, message)
    aloud = Drafting(parts.ingress, draft) if transcript.is_watched(message) else None
    waiting = parts.patience.since(message.sent_at, partial(replies.say_longer, ctx, message))
    turn = await loop.Loop(parts.agents, parts.model, show, aloud, waiting).run(
        scope, start=head.agent, history=history
    )
    spending.tell(ctx, message.author, today, turn, counted=leave)
    reply = _reply(turn, first=head.replies == 0)
    if reply:
        replies.post(ctx, message, reply, private=turn.private)
    else:
        show(None)
        replies.retract(ctx, message)
    spoken = int(isinstance(reply, posts.Reply))
    now = {"agent": turn.agent, "replies": head.replies + spoken, "last": message.sent_at}
    head, items = transcript.answered(head, message).model_copy(update=now), (said, *turn.items)
    if message.shared and turn.private:
        items = transcript.hidden(items)
    await records.append(ctx, head, items, retention=parts.retention, read=window)


def _reply(turn: loop.Turn, *, first: bool) -> posts.Reply | posts.Sentence | None:
    match turn.ending:
        case loop.Spoken(text=""):
            return None
        case loop.Spoken():
            return posts.Reply(text=turn.ending.text, disclose=first)
        case loop.Failed():
            return posts.Sentence(code=turn.ending.failure)
        case loop.Concluded():
            return posts.Sentence(code="gave_up")
