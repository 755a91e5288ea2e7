"""The customer's cards of an application, as its view has them. Pure.

The workflow posts them; where it was ended by a fault, `recovery` brings them up to date.
"""

from services.contracts import posts, session
from services.contracts.credit import ApplicationView, Awaiting
from services.contracts.lending import CreditState, Terms
from services.credit import conditions

REJECTION = "rejection"
"""The post of a rejection that can be contested."""


def progress(view: ApplicationView, state: CreditState) -> posts.ApplicationReceived:
    """The card that shows how far the application has come."""
    application = view.application
    return posts.ApplicationReceived(
        credit_id=application.credit_id,
        amount=application.amount,
        months=application.months,
        state=state,
    )


def offer(view: ApplicationView, terms: Terms, awaiting: Awaiting) -> posts.Offer:
    """The card of the offer that is out; its promise's number is the offer's version."""
    applied = conditions.applied_for(view.application)
    offered = applied.model_copy(update={"amount": terms.amount, "months": terms.months})
    return posts.Offer(
        credit_id=view.application.credit_id,
        offer=awaiting.name,
        terms=terms,
        automated=view.decided_by == "policy",
        until=awaiting.until,
        version=int(awaiting.name.rpartition(".")[2]),
        applied_for=None if offered == applied else applied,
    )


def question(view: ApplicationView, awaiting: Awaiting) -> posts.Question:
    """The card of the question that is open."""
    return posts.Question(
        credit_id=view.application.credit_id,
        question=awaiting.name,
        text=awaiting.text,
        asked_by=awaiting.asked_by or "review",
        until=awaiting.until,
    )


def open_question(view: ApplicationView, awaiting: Awaiting) -> session.OpenQuestion:
    """The same for the conversation."""
    return session.OpenQuestion(
        credit_id=view.application.credit_id, question=awaiting.name, text=awaiting.text
    )
