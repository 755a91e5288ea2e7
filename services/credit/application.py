"""The application's state machine and who may move it. Pure; LENDING's first table.

The workflow moves the state; the events that people send are judged here before they may
resolve one of its promises.
"""

from collections.abc import Mapping
from typing import Literal

from services.contracts import sizes
from services.contracts.account import CreditSummary
from services.contracts.credit import (
    Answer,
    ApplicationView,
    Contest,
    CreditState,
    Explanation,
    OfferResponse,
    Receipt,
    WhyAsked,
    WhyReply,
    Withdrawal,
)

LEGAL: Mapping[CreditState, frozenset[CreditState]] = {
    "submitted": frozenset({"under_review", "withdrawn", "aborted"}),
    "under_review": frozenset(
        {"info_requested", "referred", "approved", "rejected", "withdrawn", "aborted"}
    ),
    "info_requested": frozenset({"under_review", "referred", "expired", "withdrawn", "aborted"}),
    "referred": frozenset(
        {"info_requested", "approved", "rejected", "expired", "withdrawn", "aborted"}
    ),
    "approved": frozenset({"accepted", "expired", "withdrawn", "aborted"}),
    "rejected": frozenset({"referred"}),
}
"""From where an application may go; states that are not listed are final."""


class IllegalTransition(Exception):
    """The application cannot go from its state to the other one."""

    def __init__(self, state: CreditState, to: CreditState) -> None:
        super().__init__(f"an application that is {state} cannot become {to}")


def moved(view: ApplicationView, to: CreditState, **changes: object) -> ApplicationView:
    """The view in its next state, with changes. Raises `IllegalTransition`."""
    if to != view.state and to not in LEGAL.get(view.state, frozenset()):
        raise IllegalTransition(view.state, to)
    return view.model_copy(update={"awaiting": None, "claim": None, **changes, "state": to})


def can_be_withdrawn(state: CreditState) -> bool:
    """Whether the customer may still withdraw: until it is accepted or has ended."""
    return "withdrawn" in LEGAL.get(state, frozenset())


def can_be_aborted(state: CreditState) -> bool:
    """Whether a fault ends it: until it is accepted or has ended otherwise."""
    return "aborted" in LEGAL.get(state, frozenset())


def aborted(view: ApplicationView) -> ApplicationView:
    """The view once a fault has ended it; what it waited for stays, for whoever tells of it."""
    return view.model_copy(update={"state": "aborted", "aborted_from": view.state})


def summary(view: ApplicationView) -> CreditSummary:
    """The line for the customer's index of credits."""
    application, terms = view.application, view.terms
    awaited = view.awaiting if view.awaiting and view.awaiting.kind != "vote" else None
    return CreditSummary(
        credit_id=application.credit_id,
        amount=terms.amount if terms else application.amount,
        months=terms.months if terms else application.months,
        state=view.state,
        submitted_on=application.submitted_at.date(),
        question=awaited.text if awaited and awaited.kind == "answer" else None,
        until=awaited.until if awaited else None,
        reasons=view.reasons,
        terms=view.terms,
        place=application.place,
    )


def judge_answer(view: ApplicationView | None, answer: Answer) -> Receipt | None:
    """Why the answer can't be taken, or None when it may resolve the question's promise."""
    if view is None or view.application.customer != answer.by:
        return Receipt(outcome="unknown")
    return written(answer.text) or expected(view, "answer", answer.question)


def judge_response(view: ApplicationView | None, response: OfferResponse) -> Receipt | None:
    """Why the click on the offer can't be taken, or None."""
    if view is None or view.application.customer != response.by:
        return Receipt(outcome="unknown")
    return expected(view, "offer", response.offer)


def judge_contest(view: ApplicationView | None, contest: Contest) -> Receipt | None:
    """Why the rejection can't be contested, or None."""
    if view is None or view.application.customer != contest.by:
        return Receipt(outcome="unknown")
    return written(contest.text) or expected(view, "contest", contest.contest)


def judge_withdrawal(view: ApplicationView | None, withdrawal: Withdrawal) -> Receipt | None:
    """Why the application can't be withdrawn, or None."""
    if view is None or view.application.customer != withdrawal.by:
        return Receipt(outcome="unknown")
    if view.state == "withdrawn":
        return Receipt(outcome="already_done")
    if view.state == "aborted":
        return Receipt(outcome="aborted")
    return None if can_be_withdrawn(view.state) else Receipt(outcome="closed")


def explained(
    view: ApplicationView | None, asked: WhyAsked, *, kept: Explanation | None
) -> WhyReply:
    """Why it was decided so, for its customer alone, and how it can be contested now."""
    if view is None or view.application.customer != asked.by:
        return WhyReply(receipt=Receipt(outcome="unknown"))
    if kept is None:
        return WhyReply(receipt=Receipt(outcome="invalid", detail="undecided"))
    awaiting = view.awaiting
    if awaiting and awaiting.kind == "contest":
        kept = kept.model_copy(update={"contest": awaiting.name, "until": awaiting.until})
    return WhyReply(receipt=Receipt(outcome="done"), explanation=kept)


def written(text: str) -> Receipt | None:
    """Why a customer's words can't be taken as they are, or None."""
    if not text.strip():
        return Receipt(outcome="invalid", detail="empty")
    if len(text) > sizes.MESSAGE:
        return Receipt(outcome="invalid", detail="too_long", limit=sizes.figure(sizes.MESSAGE))
    return None


def expected(
    view: ApplicationView, kind: Literal["answer", "offer", "vote", "contest"], name: str
) -> Receipt | None:
    """Why the promise of that name can't be resolved with an event of this kind, or None."""
    # A promise must never be resolved with, nor read as, another kind of event.
    if not name.startswith(f"{kind}."):
        return Receipt(outcome="invalid", detail="name")
    if view.state == "aborted":
        return Receipt(outcome="aborted")
    if view.awaiting is None or view.awaiting.name != name:
        return Receipt(outcome="closed")
    return None
