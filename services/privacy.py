"""What a customer alone may read of what the desk posts. Pure.

In a thread stands what the customer wrote there, and how far an application has come. Figures
from the account, reasons, offers and what becomes of a loan are for the customer alone.
"""

from services.contracts import posts
from services.contracts.keys import PersonKey


def of(content: posts.Content, *, reader: PersonKey | None) -> posts.Discretion:
    """How to post it. What is not named here is private where a customer reads it."""
    if reader is None:
        return "open"
    match content:
        case (
            posts.Sentence()
            | posts.Applied()
            | posts.ApplicationReceived()
            | posts.Referred()
            | posts.HumanCalled()
            | posts.HumanComing()
        ):
            return "open"
        case posts.Decision() if content.outcome != "rejected":
            return "open"
        case (
            posts.OfferDocument()
            | posts.RepaymentOffered()
            | posts.InstalmentCollected()
            | posts.InstalmentMissed()
            | posts.LoanClosed()
            | posts.ReminderDue()
        ):
            # It comes along with another, or long after the thread's matter is done.
            return "silent"
        case _:
            return "private"
