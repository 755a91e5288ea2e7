"""CreditApplication: the workflow and the doors through which people's events reach it."""

from datetime import timedelta

import restate

from services import attempts, denying, durable
from services.contracts import account, audit, credit, session
from services.contracts.keys import PersonKey
from services.contracts.wire import Nothing
from services.credit import acknowledgement, conditions, filing, recovery, voting, workflow
from services.credit import application as machine
from services.credit.case import (
    CHARTER,
    EXPLAINED,
    Charter,
    Desk,
)
from services.credit.posting import SHOWN, Posting, Shown

RETENTION = timedelta(days=400)
"""How long an application can be looked at after its end."""
OUTDATED = frozenset({"already_done", "already_voted", "claimed", "closed", "stale"})
"""What an officer is told whose card did not show the present state."""
Event = (
    credit.Answer | credit.Contest | credit.OfferResponse | credit.OfficerVote | credit.Withdrawal
)
LATE = frozenset({"closed", "stale"})
"""Refusals that are "already done" where it was the same event that was taken."""


def build(desk: Desk) -> restate.Workflow:  # noqa: C901  # one function a handler
    """The CreditApplication workflow."""
    application = restate.Workflow(
        "CreditApplication",
        description="One application for a credit, from submission to its end",
        invocation_retry_policy=attempts.RETRIES,
    )

    @application.main(workflow_retention=RETENTION, ingress_private=True)
    async def run(ctx: restate.WorkflowContext, request: credit.Application) -> Nothing:
        """Review, ask, decide, offer; ends with a loan or a reason."""
        await workflow.run(ctx, request, desk)
        return Nothing()

    # Shared, for it runs where the workflow does not any more. It changes no state.
    @application.handler(ingress_private=True)
    async def recover(ctx: restate.WorkflowSharedContext, request: credit.Recovery) -> Nothing:
        """Nothing may work on the application any more: then bring it to its end."""
        await recovery.recover(ctx, request.application, await _chartered(ctx, desk))
        return Nothing()

    @application.handler(ingress_private=True)
    async def taken(ctx: restate.WorkflowSharedContext, _request: Nothing) -> credit.Taken:
        """Whether the id is in use; a second workflow with it would silently not start."""
        return credit.Taken(taken=await _view(ctx) is not None)

    @application.handler()
    async def answer(ctx: restate.WorkflowSharedContext, request: credit.Answer) -> credit.Receipt:
        """The customer answers an open question, word for word."""
        return await take_answer(ctx, request)

    @application.handler()
    async def respond(
        ctx: restate.WorkflowSharedContext, request: credit.OfferResponse
    ) -> credit.Receipt:
        """The customer accepts or declines the offer."""
        return await take_response(ctx, request)

    @application.handler()
    async def contest(
        ctx: restate.WorkflowSharedContext, request: credit.Contest
    ) -> credit.Receipt:
        """The customer contests a rejection, once; officers look again."""
        return await take_contest(ctx, request)

    @application.handler()
    async def withdraw(
        ctx: restate.WorkflowSharedContext, request: credit.Withdrawal
    ) -> credit.Receipt:
        """The customer withdraws the application."""
        return await take_withdrawal(ctx, request)

    @application.handler()
    async def vote(ctx: restate.WorkflowSharedContext, request: credit.VoteCast) -> credit.Receipt:
        """A credit officer claims, hands over, approves, rejects or asks."""
        return await take_vote(ctx, request, desk)

    @application.handler()
    async def opinion(
        ctx: restate.WorkflowSharedContext, request: credit.OpinionRead
    ) -> credit.OpinionReply:
        """A credit officer reads what the review agent thought; that is kept in the audit."""
        return await read_opinion(ctx, request, desk)

    @application.handler()
    async def why(ctx: restate.WorkflowSharedContext, request: credit.WhyAsked) -> credit.WhyReply:
        """The customer asks why it was decided so. Reads only."""
        return await explain(ctx, request)

    @application.handler(ingress_private=True)
    async def file(
        ctx: restate.WorkflowSharedContext, request: credit.FileWish
    ) -> credit.FileReply:
        """What is kept of the application, for its customer."""
        return await filing.read(ctx, request)

    _ = run, recover, taken, answer, respond, contest, withdraw, vote, opinion, why, file
    return application


async def take_answer(ctx: restate.WorkflowSharedContext, answer: credit.Answer) -> credit.Receipt:
    """Resolve the question's promise with the answer, if it may be."""
    view = await _view(ctx)
    refusal = machine.judge_answer(view, answer)
    _note(ctx, view, refusal, by=answer.by, door="answer")
    return await _settle(ctx, answer.question, answer, refusal)


async def take_response(
    ctx: restate.WorkflowSharedContext, response: credit.OfferResponse
) -> credit.Receipt:
    """Resolve the offer's promise with the click, if it may be."""
    view = await _view(ctx)
    refusal = machine.judge_response(view, response)
    _note(ctx, view, refusal, by=response.by, door="offer")
    return await _settle(ctx, response.offer, response, refusal)


async def take_contest(
    ctx: restate.WorkflowSharedContext, contest: credit.Contest
) -> credit.Receipt:
    """Resolve the contest's promise, if the rejection can still be contested."""
    view = await _view(ctx)
    refusal = machine.judge_contest(view, contest)
    _note(ctx, view, refusal, by=contest.by, door="contest")
    return await _settle(ctx, contest.contest, contest, refusal)


async def take_withdrawal(
    ctx: restate.WorkflowSharedContext, withdrawal: credit.Withdrawal
) -> credit.Receipt:
    """Resolve the withdrawal's promise, if the application can still be withdrawn."""
    view = await _view(ctx)
    refusal = machine.judge_withdrawal(view, withdrawal)
    _note(ctx, view, refusal, by=withdrawal.by, door="withdraw")
    if view and view.awaiting and view.awaiting.kind == "offer" and refusal is None:
        # One promise for accepting and withdrawing: whichever comes first counts, alone.
        name = view.awaiting.name
        response = credit.OfferResponse(by=withdrawal.by, offer=name, accept=False, withdrawn=True)
        return await _settle(ctx, name, response, None)
    return await _settle(ctx, view.withdrawal if view else "", withdrawal, refusal)


async def take_vote(
    ctx: restate.WorkflowSharedContext, cast: credit.VoteCast, desk: Desk
) -> credit.Receipt:
    """Resolve the ballot's promise with the vote, if it counts; else bring the card up to date."""
    view, desk = await _view(ctx), await _chartered(ctx, desk)
    refusal = voting.judge(view, cast, officers=desk.officers)
    _note(ctx, view, refusal, by=cast.vote.officer, door="vote")
    if view and refusal is None and cast.vote.action == "approve":
        refusal = await _judge_terms(ctx, view, cast.vote.wish, desk)
    receipt = await _settle(ctx, cast.ballot, cast.vote, refusal)
    if receipt.outcome in OUTDATED:
        shown = await ctx.get(SHOWN, type_hint=Shown)
        if view and shown:
            place = session.Place(room=desk.officers_room)
            Posting(ctx, view.application.credit_id).redraw(shown, place)
    return receipt


async def _judge_terms(
    ctx: restate.WorkflowSharedContext,
    view: credit.ApplicationView,
    wish: credit.Wish | None,
    desk: Desk,
) -> credit.Receipt | None:
    """Whether the product has it and the customer may have so much; how many vote comes later."""
    application = view.application
    stands = view.conditions or conditions.applied_for(application)
    if wish:
        start = (await durable.now(ctx)).astimezone(desk.zone).date()
        refusal = conditions.judge(desk.policy, application, wish, stands=stands, start=start)
        if refusal:
            return refusal
    besides = account.ExposureQuery(besides=application.credit_id)
    owed = await durable.call(ctx, account.EXPOSURE, besides, key=application.customer)
    total = owed.total.minor + conditions.wished(wish, stands=stands).amount.minor
    most = desk.policy.exposure.max_total
    if total <= most:
        return None
    limit = str(application.amount.model_copy(update={"minor": most}))
    return credit.Receipt(outcome="invalid", detail="exposure", limit=limit)


async def read_opinion(
    ctx: restate.WorkflowSharedContext, request: credit.OpinionRead, desk: Desk
) -> credit.OpinionReply:
    """The agent's opinion on the card that was shown last, for officers but the applicant."""
    view, shown = await _view(ctx), await ctx.get(SHOWN, type_hint=Shown)
    refusal = voting.judge_reader(view, request.by, officers=desk.officers)
    _note(ctx, view, refusal, by=request.by, door="opinion")
    if refusal is None and (shown is None or not shown.card.opinion):
        refusal = credit.Receipt(outcome="unknown")
    if refusal or view is None or shown is None:
        return credit.OpinionReply(receipt=refusal or credit.Receipt(outcome="unknown"))
    event = audit.Event(what="opinion.read", who=request.by, role="officer")
    durable.send(ctx, audit.APPEND, event, key=view.application.credit_id)
    return credit.OpinionReply(receipt=credit.Receipt(outcome="done"), text=shown.card.opinion)


async def explain(ctx: restate.WorkflowSharedContext, request: credit.WhyAsked) -> credit.WhyReply:
    """What the last decision rests on, for its customer."""
    kept = await ctx.get(EXPLAINED, type_hint=credit.Explanation)
    view = await _view(ctx)
    reply = machine.explained(view, request, kept=kept)
    _note(ctx, view, reply.receipt, by=request.by, door="why")
    return reply


def _note(
    ctx: restate.WorkflowSharedContext,
    view: credit.ApplicationView | None,
    receipt: credit.Receipt | None,
    *,
    by: PersonKey,
    door: str,
) -> None:
    """Keep in the audit who was refused for want of a right."""
    if view and receipt and receipt.outcome in denying.DENIED:
        denying.note(ctx, view.application.credit_id, by=by, door=door)


async def _settle(
    ctx: restate.WorkflowSharedContext,
    name: str,
    event: Event,
    refusal: credit.Receipt | None,
) -> credit.Receipt:
    """Resolve the promise unless refused.

    The same event again is "already done"; another one comes too late. Nothing is done where
    nobody takes the event any more.
    """
    if refusal and refusal.outcome not in LATE:
        return refusal
    receipt = await _resolve(ctx, name, event, refusal)
    if receipt.outcome not in ("done", "already_done"):
        return receipt
    match await acknowledgement.wait(ctx, name):
        case "failed":
            return credit.Receipt(outcome="aborted")
        case "ended":
            return credit.Receipt(outcome="closed")
        case "alive":
            # It counts, whatever becomes of the workflow: its sender is told so.
            await acknowledgement.acknowledge(ctx, name)
            return receipt
        case "taken":
            return receipt


async def _resolve(
    ctx: restate.WorkflowSharedContext,
    name: str,
    event: Event,
    refusal: credit.Receipt | None,
) -> credit.Receipt:
    promise = ctx.promise(name, type_hint=type(event))
    try:
        settled = await promise.peek()
        if settled is None and refusal is None:
            await promise.resolve(event)
            return credit.Receipt(outcome="done")
    except restate.TerminalError as failure:
        if durable.is_cancellation(failure):
            raise
        settled = await acknowledgement.settled(promise)
    if settled == event:
        return credit.Receipt(outcome="already_done")
    return refusal or credit.Receipt(outcome="closed")


async def _chartered(ctx: restate.WorkflowSharedContext, desk: Desk) -> Desk:
    """The desk as the application knows it; as it is now where there is no application."""
    charter = await ctx.get(CHARTER, type_hint=Charter)
    return desk.under(charter) if charter else desk


async def _view(ctx: restate.WorkflowSharedContext) -> credit.ApplicationView | None:
    return await ctx.get("view", type_hint=credit.ApplicationView)
