"""The life of an application, as a script: received, decided, offered, accepted."""

from datetime import date
from typing import Literal, assert_never

import restate

from services import durable
from services.contracts import loan, posts
from services.contracts.credit import Application, Awaiting, Contest, OfferResponse
from services.contracts.keys import Key, PostId, ThreadKey
from services.contracts.session import NO_THREAD, Place
from services.credit import cards, commitment, conditions, deciding, offer, recovery
from services.credit.case import Case, Desk, Lapsed
from services.credit.filing import CONTEST
from services.credit.withdrawal import Withdrawn


async def run(ctx: restate.WorkflowContext, application: Application, desk: Desk) -> None:
    """Take an application to its end: a loan, or why there is none.

    A terminal error, a cancellation included, ends it as aborted, or has its loan paid out
    where the offer was accepted. `recovery` tells everybody.
    """
    case = await Case.begin(ctx, application, desk)
    try:
        await _live(case)
    except restate.TerminalError:
        case.abort()
        raise


async def _live(case: Case) -> None:
    try:
        await _proceed(case)
    except Withdrawn:
        await _end(case, _decision(case, "withdrawn"))


async def _proceed(case: Case) -> None:
    try:
        if case.application.by_form:
            await _open_thread(case)
        await _receive(case)
        decision = await deciding.decide(case)
        if isinstance(decision, deciding.Rejected):
            contest = await _reject(case, decision)
            if contest is None:
                return
            decision = await deciding.decide_again(case, contest)
        await _conclude(case, decision)
    except Lapsed as lapse:
        await case.withdrawal.close()
        await _end(case, _decision(case, "expired").model_copy(update={"expired": lapse.kind}))


async def _open_thread(case: Case) -> None:
    """Its root is what was applied for. Where it can't be posted, all goes to the room itself."""
    application = case.application
    root = posts.Post(
        post_id=PostId(f"applied.{application.credit_id}"),
        place=Place(room=application.place.room),
        content=posts.Applied(
            credit_id=application.credit_id, amount=application.amount, months=application.months
        ),
        reader=application.customer,
    )
    posted = await durable.call(case.ctx, posts.POST, root, key=application.place.room)
    thread = Key(posted.reference) if posted.reference else None
    room = application.place.room
    case.place_in(Place(room=room, thread=thread), ThreadKey(f"{room}.{thread or NO_THREAD}"))


async def _conclude(case: Case, decision: deciding.Approved | deciding.Rejected) -> None:
    match decision:
        case deciding.Rejected():
            await case.withdrawal.close()
            await _end(case, _rejection(case, decision))
        case deciding.Approved():
            await _offer(case, decision)
        case _:
            assert_never(decision)


async def _receive(case: Case) -> None:
    application = case.application
    case.record(
        "application.submitted",
        by=application.customer,
        role="customer",
        after="submitted",
        details=f"{application.amount}, {application.months} months",
    )
    await case.tell()
    case.show_progress("under_review")
    said = (
        f"received application {application.credit_id}: {application.amount} over "
        f"{application.months} months"
    )
    case.note(said, openly=said)
    await case.move("under_review")


async def _reject(case: Case, rejected: deciding.Rejected) -> str | None:
    """Reject; the words with which the customer contests it in time, or None."""
    await case.withdrawal.close()
    until = await durable.now(case.ctx) + case.desk.policy.timers.contest_window
    card = _rejection(case, rejected).model_copy(update={"contest": CONTEST, "until": until})
    await _end(case, card, awaiting=Awaiting(kind="contest", name=CONTEST, until=until))
    try:
        contest = await case.wait(
            CONTEST,
            Contest,
            lapse=Lapsed("contest"),
            deadline=case.desk.policy.timers.contest_window,
        )
    except Lapsed:
        case.show(cards.REJECTION, card.model_copy(update={"contest": ""}))
        await case.tell(awaiting=None)
        return None
    # At once: a fault from here on ends the application, and is told.
    await case.move("referred", withdrawal=case.withdrawal.reopen())
    case.show(cards.REJECTION, card.model_copy(update={"contest": "", "contested": True}))
    case.record(
        "application.contested",
        by=case.application.customer,
        role="customer",
        inputs=contest.text,
    )
    return contest.text


async def _end(case: Case, decision: posts.Decision, awaiting: Awaiting | None = None) -> None:
    match decision.outcome:
        case "withdrawn":
            by, role = str(case.application.customer), "customer"
        case "rejected" if not decision.automated:
            by, role = "officers", "officer"
        case "rejected":
            by, role = "policy", "policy"
        case "expired" | "aborted":
            by, role = "desk", "desk"
    if decision.outcome == "rejected":
        case.explain("rejected", automated=decision.automated, reasons=decision.reasons)
    codes = ", ".join(reason.code for reason in decision.reasons)
    await case.move(
        decision.outcome,
        by=by,
        role=role,
        details=codes,
        reasons=decision.reasons,
        awaiting=awaiting,
    )
    case.post(_name(decision), decision)
    case.show_progress()
    said = f"{decision.credit_id} is {decision.outcome}"
    case.note(f"{said} {codes}".strip(), openly=said)


def _name(decision: posts.Decision) -> str:
    """The post of a rejection that can be contested is another one than the final word."""
    return cards.REJECTION if decision.contest else "decision"


def _decision(case: Case, outcome: Literal["rejected", "expired", "withdrawn"]) -> posts.Decision:
    application = case.application
    return posts.Decision(
        credit_id=application.credit_id, amount=application.amount, outcome=outcome
    )


def _rejection(case: Case, rejected: deciding.Rejected) -> posts.Decision:
    why = {"reasons": rejected.reasons, "automated": rejected.automated}
    return _decision(case, "rejected").model_copy(update=why)


async def _offer(case: Case, approved: deciding.Approved) -> None:
    """Offer, and wait for the click. Accepting hands over to the loan."""
    await case.withdrawal.close()
    card = await _make_offer(case, approved)
    try:
        response = await case.wait(
            card.offer,
            OfferResponse,
            lapse=Lapsed("offer"),
            deadline=case.desk.policy.timers.offer_validity,
        )
    except Lapsed:
        case.show(card.offer, card.model_copy(update={"state": "expired"}))
        raise
    if not response.accept:
        state = "withdrawn" if response.withdrawn else "declined"
        case.show(card.offer, card.model_copy(update={"state": state}))
        raise Withdrawn
    await _accept(case, card)


async def _make_offer(case: Case, approved: deciding.Approved) -> posts.Offer:
    terms, changed = approved.terms, approved.conditions != conditions.applied_for(case.application)
    name = f"offer.{2 if changed else 1}"
    until = await durable.now(case.ctx) + case.desk.policy.timers.offer_validity
    awaiting = Awaiting(kind="offer", name=name, until=until)
    case.explain("approved", automated=not approved.officers)
    await case.move(
        "approved",
        by=", ".join(approved.officers) or "policy",
        role="officer" if approved.officers else "policy",
        details=f"{terms.amount}, {terms.months} months, APR {terms.apr} %",
        terms=terms,
        awaiting=awaiting,
        decided_by=", ".join(approved.officers) or "policy",
    )
    card = cards.offer(case.view, terms, awaiting)
    case.post(card.offer, card)
    case.post(f"document.{card.version}", _document(card, offered_on=approved.on))
    case.post_approval(
        "approval",
        posts.ApprovalNotice(
            credit_id=card.credit_id,
            amount=terms.amount,
            months=terms.months,
            decided_by=approved.officers,
        ),
    )
    case.note(
        f"offered {card.credit_id}: {terms.amount}, instalment {terms.instalment} for "
        f"{terms.months} months, {terms.total_payable} in all, APR {terms.apr} %; "
        "the customer may accept",
        openly=f"offered {card.credit_id} to the customer alone, who may accept",
    )
    return card


def _document(card: posts.Offer, *, offered_on: date) -> posts.OfferDocument:
    """A post of its own: the card is sent again whenever it changes, the schedule is not."""
    return posts.OfferDocument(
        credit_id=card.credit_id,
        version=card.version,
        offered_on=offered_on,
        until=card.until,
        automated=card.automated,
        terms=card.terms,
        lines=offer.lines(card.terms, start=offered_on),
    )


async def _accept(case: Case, card: posts.Offer) -> None:
    """The loan pays out. From here on a fault undoes nothing: what is missing is finished."""
    case.is_accepted = True
    accepted_on = await case.today()
    await commitment.accept(case, card.terms)
    await case.move(
        "accepted", by=case.application.customer, role="customer", accepted_on=accepted_on
    )
    case.show(card.offer, card.model_copy(update={"state": "accepted"}))
    opening = recovery.opening(case.view, card.terms)
    await durable.call(case.ctx, loan.OPEN, opening, key=case.application.credit_id)
    case.show_progress("active")
