"""What becomes of an application whose workflow was ended: by an operator, a kill, or a fault.

Called by the workflow itself where it still could, and by the customer's account where the watch
finds that nothing runs for an application that it expects. It waits for
nothing that it sends; each thing sent is one, however often this runs.
"""

from dataclasses import dataclass
from datetime import timedelta

import restate

from services import durable
from services.contracts import account, audit, loan, posts, referrals, session
from services.contracts.credit import (
    Application,
    ApplicationView,
    Awaiting,
    Contest,
    Explanation,
    OfferResponse,
)
from services.credit import acknowledgement, cards, commitment
from services.credit import application as machine
from services.credit.case import EXPLAINED, Desk
from services.credit.posting import SHOWN, Posting, Shown

PATIENCE = timedelta(seconds=5)
"""After which a workflow that has not ended is taken to be alive."""


async def recover(ctx: restate.WorkflowSharedContext, application: Application, desk: Desk) -> None:
    """End an application whose workflow is gone. Does nothing while that runs."""
    if await acknowledgement.runs(ctx, patience=PATIENCE):
        return
    view = await ctx.get("view", type_hint=ApplicationView)
    view = view or ApplicationView(application=application, state="submitted")
    if view.accepted_on or await _was_accepted(ctx, view):
        today = (await durable.now(ctx)).astimezone(desk.zone).date()
        _pay_out(ctx, view.model_copy(update={"accepted_on": view.accepted_on or today}))
    elif view.aborted_from or machine.can_be_aborted(view.state):
        shown = await ctx.get(SHOWN, type_hint=Shown)
        _Abort(ctx, view, desk).tell(shown)
    elif view.awaiting and view.awaiting.kind == "contest":
        contested = await _was_contested(ctx, view.awaiting)
        await _close_contest(ctx, view, contested=contested)
        if contested:
            _Abort(ctx, view, desk).tell(None)
        else:
            _tell_account(ctx, view.model_copy(update={"awaiting": None}))
    else:
        _tell_account(ctx, view.model_copy(update={"awaiting": None}))


async def _close_contest(
    ctx: restate.WorkflowSharedContext, view: ApplicationView, *, contested: bool
) -> None:
    """Nobody would hear who contests the rejection now; a human can be called."""
    kept = await ctx.get(EXPLAINED, type_hint=Explanation)
    card = posts.Decision(
        credit_id=view.application.credit_id,
        amount=view.application.amount,
        outcome="rejected",
        reasons=view.reasons,
        automated=kept is None or kept.automated,
        contested=contested,
    )
    place, reader = view.application.place, view.application.customer
    _posting(ctx, view).update(cards.REJECTION, card, place, reader=reader)


async def _was_accepted(ctx: restate.WorkflowSharedContext, view: ApplicationView) -> bool:
    """Whether the customer's click counts, though the workflow was ended before it said so."""
    if view.awaiting is None or view.awaiting.kind != "offer" or view.terms is None:
        return False
    name = view.awaiting.name
    response = await acknowledgement.settled(ctx.promise(name, type_hint=OfferResponse))
    accepted = response is not None and response.accept
    return accepted and await acknowledgement.counts(ctx, name)


async def _was_contested(ctx: restate.WorkflowSharedContext, awaiting: Awaiting) -> bool:
    """Whether the customer's objection counts, though nobody looks at it any more."""
    contest = await acknowledgement.settled(ctx.promise(awaiting.name, type_hint=Contest))
    return contest is not None and await acknowledgement.counts(ctx, awaiting.name)


def _pay_out(ctx: restate.WorkflowSharedContext, view: ApplicationView) -> None:
    """The bank is bound: what is missing is done. A loan that is there already stays as it is."""
    terms, application = view.terms, view.application
    if terms is None:
        return
    key = application.customer
    durable.send(ctx, account.COMMIT, commitment.acceptance(application.credit_id, terms), key=key)
    accepted = view.model_copy(update={"state": "accepted", "awaiting": None})
    _tell_account(ctx, accepted)
    if view.awaiting and view.awaiting.kind == "offer":
        card = cards.offer(view, terms, view.awaiting)
        shown = card.model_copy(update={"state": "accepted"})
        _posting(ctx, view).update(
            card.offer, shown, application.place, reader=application.customer
        )
    durable.send(ctx, loan.OPEN, opening(accepted, terms), key=application.credit_id)


def opening(view: ApplicationView, terms: posts.Terms) -> loan.LoanOpening:
    """The loan of an offer that was accepted."""
    lent = {"amount": terms.amount, "months": terms.months}
    return loan.LoanOpening(
        application=view.application.model_copy(update=lent),
        terms=terms,
        accepted_on=view.accepted_on,
    )


@dataclass(frozen=True)
class _Abort:
    """Tells everybody of an application that a fault has ended."""

    ctx: restate.WorkflowSharedContext
    view: ApplicationView
    desk: Desk

    def tell(self, shown: Shown | None) -> None:
        """The account, which gives back what it held; the customer; the officers; the audit."""
        view, application = self.view, self.view.application
        before = view.aborted_from or view.state
        _tell_account(self.ctx, view.model_copy(update={"state": "aborted", "awaiting": None}))
        if view.awaiting:
            self._close(view.awaiting)
        if shown and shown.card.state in ("open", "asked"):
            self._close_referral(shown)
        self._show("received", cards.progress(view, "aborted"))
        decision = posts.Decision(
            credit_id=application.credit_id, amount=application.amount, outcome="aborted"
        )
        place, reader = application.place, application.customer
        posting = _posting(self.ctx, view)
        posting.post("aborted", decision, place, reader=reader)
        notice = posts.ApplicationAborted(
            credit_id=application.credit_id,
            customer=application.customer,
            amount=application.amount,
            months=application.months,
            before=before,
        )
        posting.post("aborted.notice", notice, session.Place(room=self.desk.officers_room))
        said = f"{application.credit_id} was stopped by a fault; the customer may apply again"
        self._note(session.Note(text=said, openly=said))
        event = audit.Event(
            what="application.aborted", who="desk", role="desk", before=before, after="aborted"
        )
        credit_id = application.credit_id
        durable.send_once(self.ctx, audit.APPEND, event, key=credit_id, name=f"aborted.{credit_id}")

    def _close(self, awaiting: Awaiting) -> None:
        """The card whose buttons nobody hears any more."""
        match awaiting.kind:
            case "offer" if self.view.terms:
                offer = cards.offer(self.view, self.view.terms, awaiting)
                self._show(offer.offer, offer.model_copy(update={"state": "aborted"}))
            case "answer":
                card = cards.question(self.view, awaiting)
                self._show(awaiting.name, card.model_copy(update={"state": "closed"}))
                said = f"closed the question about {card.credit_id}"
                closed = cards.open_question(self.view, awaiting)
                self._note(session.Note(text=said, openly=said, closed=closed))
            case _:
                pass

    def _close_referral(self, shown: Shown) -> None:
        card = shown.card.model_copy(update={"state": "aborted", "claim": None})
        place = session.Place(room=self.desk.officers_room)
        newer = shown.model_copy(update={"card": card, "revision": shown.revision + 1})
        _posting(self.ctx, self.view).redraw(newer, place)
        if shown.since:
            noted = referrals.Noted(
                credit_id=card.credit_id,
                amount=card.amount,
                months=card.months,
                since=shown.since,
                state="over",
            )
            durable.send(self.ctx, referrals.NOTE, noted, key=referrals.OFFICERS)

    def _show(self, name: str, content: posts.Content) -> None:
        application = self.view.application
        _posting(self.ctx, self.view).update(
            name, content, application.place, reader=application.customer
        )

    def _note(self, note: session.Note) -> None:
        application = self.view.application
        name = f"aborted.{application.credit_id}.{'closed' if note.closed else 'told'}"
        durable.send_once(self.ctx, session.NOTE, note, key=application.thread, name=name)


def _posting(ctx: restate.WorkflowSharedContext, view: ApplicationView) -> Posting:
    return Posting(ctx, view.application.credit_id)


def _tell_account(ctx: restate.WorkflowSharedContext, view: ApplicationView) -> None:
    progress = account.Progress(summary=machine.summary(view))
    durable.send(ctx, account.PROGRESS, progress, key=view.application.customer)
