"""What the bank has committed itself to toward one customer. Pure; held by the Account object.

A commitment stands from the moment of an approval until its offer has ended or become a loan.
It is kept apart from the index, whose lines are replaced whole by whoever reports progress.
"""

from services.account import index
from services.contracts.account import Commit, CommitReply, Credits, CreditSummary, Exposure
from services.contracts.keys import CreditId
from services.contracts.lending import CreditState
from services.contracts.money import Money
from services.contracts.wire import Wire

RELEASED: frozenset[CreditState] = frozenset({"rejected", "expired", "withdrawn", "aborted"})
"""An application that ends so gives back what it held, unless its offer was accepted before."""


class Commitment(Wire):
    """An offer that is out, or accepted and not a loan yet. `instalment` is a month's."""

    credit_id: CreditId
    amount: Money
    instalment: Money
    accepted: bool = False


class Commitments(Wire):
    items: tuple[Commitment, ...] = ()


def exposure(credits: Credits, held: Commitments, *, besides: CreditId) -> Exposure:
    """What the customer owes and would owe if every offer were accepted, and what it costs.

    An offer without a commitment counts by its line in the index, as a loan does.
    """
    lines = {line.credit_id: line for line in credits.items}
    offers = {
        each.credit_id: each
        for each in held.items
        if each.credit_id != besides and not _is_over(each, lines.get(each.credit_id))
    }
    total = sum(each.amount.minor for each in offers.values())
    instalments = sum(each.instalment.minor for each in offers.values())
    for line in credits.items:
        counts = line.state in index.LENT | index.OFFERED
        if counts and line.credit_id not in offers and line.credit_id != besides:
            total += (line.outstanding or line.amount).minor
            instalments += line.terms.instalment.minor if line.terms else 0
    return Exposure(total=Money(minor=total), instalments=Money(minor=instalments))


def committed(
    credits: Credits, held: Commitments, wanted: Commit, *, stopped: bool
) -> tuple[Commitments, CommitReply]:
    """The commitments with this one, or as they were, and why."""
    now = exposure(credits, held, besides=wanted.credit_id)
    refusal = None if wanted.accepted else _refusal(wanted, now, stopped=stopped)
    if refusal:
        return held, refusal
    added = Commitment(
        credit_id=wanted.credit_id,
        amount=wanted.amount,
        instalment=wanted.instalment,
        accepted=wanted.accepted,
    )
    others = tuple(each for each in held.items if each.credit_id != wanted.credit_id)
    reply = CommitReply(outcome="committed", besides=now)
    return held.model_copy(update={"items": (*others, added)}), reply


def released(held: Commitments, credits: Credits) -> Commitments:
    """The commitments without those that are over, by how the credits stand."""
    lines = {line.credit_id: line for line in credits.items}
    left = [each for each in held.items if not _is_over(each, lines.get(each.credit_id))]
    return held.model_copy(update={"items": tuple(left)})


def _is_over(each: Commitment, line: CreditSummary | None) -> bool:
    """A loan stands in the index by itself. An accepted offer is held until it is a loan."""
    if line is None:
        return False
    return line.state in index.LOANS or (line.state in RELEASED and not each.accepted)


def _refusal(wanted: Commit, now: Exposure, *, stopped: bool) -> CommitReply | None:
    if wanted.automatic and stopped:
        return CommitReply(outcome="stopped", besides=now)
    more = now.total.minor > wanted.besides.total.minor
    dearer = now.instalments.minor > wanted.besides.instalments.minor
    return CommitReply(outcome="exceeded", besides=now) if more or dearer else None
