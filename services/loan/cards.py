"""The cards that follow from how a loan stands: the quote's and the officers' tasks. Pure.

They are never written to by hand: what two states of the loan differ in is posted or redrawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from services.contracts import posts
from services.contracts.keys import PersonKey, PostId
from services.contracts.session import Place
from services.loan.book import Loan, Quoted


@dataclass(frozen=True)
class Card:
    """One card to be posted or, where it is not `new`, to be redrawn."""

    post_id: PostId
    place: Place
    content: posts.Content
    new: bool
    reader: PersonKey | None = None
    """The customer, where it is the customer's."""


def changed(before: Loan, after: Loan, *, officers: Place) -> tuple[Card, ...]:
    """What there is to show once the loan has gone from one state to the other."""
    return (*_quotes(before, after), *_tasks(before, after, officers=officers))


def _quotes(before: Loan, after: Loan) -> Iterator[Card]:
    old, now = before.quoted, after.quoted
    if now is None or now == old:
        return
    if old is None or old.quote.name != now.quote.name:
        if old and old.state == "open":
            yield _quote(before, old.model_copy(update={"state": "outdated"}), new=False)
        yield _quote(after, now, new=True)
    else:
        yield _quote(after, now, new=False)


def _quote(loan: Loan, quoted: Quoted, *, new: bool) -> Card:
    credit_id = loan.application.credit_id
    content = posts.RepaymentOffered(credit_id=credit_id, quote=quoted.quote, state=quoted.state)
    post_id = PostId(f"{credit_id}.{quoted.quote.name}")
    return Card(post_id, quoted.place, content, new, reader=loan.application.customer)


def _tasks(before: Loan, after: Loan, *, officers: Place) -> Iterator[Card]:
    known = {_task_id(task) for task in before.tasks}
    for task in after.tasks:
        if task not in before.tasks:
            post_id = _task_id(task)
            yield Card(post_id, officers, task, post_id not in known)


def _task_id(task: posts.OfficersTask) -> PostId:
    return PostId(f"{task.credit_id}.task.{task.number}.{'final' if task.final else 'overdue'}")
