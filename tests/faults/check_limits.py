"""Whether each approval fits its mandate with all else that its customer has. Pure.

Clocks go wrong in a run, so the order is not taken from times: a customer's account keeps its
commitments in the order in which they were made, and is looked at again and again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.account import index
from services.contracts.keys import CreditId, PersonKey
from tests.faults import record
from tests.faults.final import Final, Look
from tests.faults.findings import Violation


@dataclass(frozen=True)
class Approval:
    """What a customer had in all with this credit when it was approved, in minor units."""

    credit: CreditId
    total: int


def approvals(looks: Iterable[Look]) -> Iterator[Approval]:
    """Each approval once, with what is sure to have been there before it."""
    known: Mapping[PersonKey, set[CreditId]] = defaultdict(set)
    for look in looks:
        before = known[look.person]
        current = {each.credit_id for each in look.held.items}
        # A loan whose commitment was never seen may be the later one.
        lent = (i for i in look.credits.items if i.state in index.LENT)
        earlier = sum(
            (line.outstanding or line.amount).minor
            for line in lent
            if line.credit_id in before and line.credit_id not in current
        )
        for each in look.held.items:
            earlier += each.amount.minor
            if each.credit_id not in before:
                yield Approval(each.credit_id, earlier)
        before |= current


def within_mandates(
    looks: Iterable[Look], final: Final, *, limits: Sequence[int]
) -> Iterator[Violation]:
    """Every approval was made by those who may lend so much to its customer in all.

    `limits` are in cents, by how many officers approved: none, one, two or more.
    """
    for approval in approvals(looks):
        view = final.applications.get(approval.credit)
        if view is None or not view.decided_by:
            continue
        officers = [o for o in view.decided_by.split(", ") if o.startswith(record.TEAM)]
        if approval.total > limits[min(len(officers), len(limits) - 1)]:
            what = f"{approval.credit} made it {approval.total} cents, by {view.decided_by}"
            yield Violation("past the mandate", what, approval.credit)


def held_rightly(final: Final) -> Iterator[Violation]:
    """At the end each open offer is held, and nothing that has ended or is a loan."""
    held = {each.credit_id for look in final.accounts for each in look.held.items}
    for credit, view in final.applications.items():
        open_offer = view.state == "approved"
        if open_offer and credit not in held:
            yield Violation("not held", f"the offer of {credit}", credit)
        if credit in held and not open_offer:
            yield Violation("held for nothing", f"{credit} is {view.state}", credit)


def agreed(final: Final) -> Iterator[Violation]:
    """The customer's index says of each application what its workflow says, or has a loan."""
    for look in final.accounts:
        for line in look.credits.items:
            view = final.applications.get(line.credit_id)
            state = view.state if view else None
            if line.state not in index.LOANS and line.state != state:
                what = f"{line.credit_id} is {state}, and {line.state} in the index"
                yield Violation("index differs", what, line.credit_id)
