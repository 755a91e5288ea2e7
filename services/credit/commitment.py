"""The moment of an approval: all is found again, and the customer's account is asked to hold it.

What was found before a wait is never enough. The account has one writer for all that a customer
has, so that two approvals at once can't both count on the same room. Called by `deciding` and
`referral` right before an approval, and by the workflow at its acceptance.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from services import durable
from services.contracts import account
from services.contracts.credit import Conditions
from services.contracts.lending import Terms
from services.credit import facts as found
from services.credit import judging
from services.credit.case import Case
from services.credit.judging import Facts

TRIES = 10
"""Each one in vain is another commitment of the same customer; more than this can't be open."""


@dataclass(frozen=True)
class Outcome:
    """Whether the bank is committed, and the facts as they were found at that moment."""

    committed: bool
    facts: Facts


async def commit(
    case: Case,
    before: Facts,
    wanted: Conditions,
    *,
    automatic: bool,
    may: Callable[[Facts], bool],
) -> Outcome:
    """Commit the bank to the wanted loan, where `may` allows it on fresh facts.

    Where the account holds more than these say, they are found once more.
    """
    facts = before
    for _ in range(TRIES):
        facts = await found.find_again(case, before, wanted)
        case.assess(facts)
        if not may(facts):
            break
        order = account.Commit(
            credit_id=case.application.credit_id,
            amount=facts.terms.amount,
            instalment=facts.terms.instalment,
            besides=facts.known.besides,
            automatic=automatic,
        )
        reply = await _ask(case, order)
        match reply.outcome:
            case "committed":
                return Outcome(committed=True, facts=facts)
            case "stopped":
                stopped = judging.again(replace(facts.known, stopped=True), before)
                return Outcome(committed=False, facts=stopped)
            case "exceeded":
                continue
    return Outcome(committed=False, facts=facts)


async def accept(case: Case, terms: Terms) -> None:
    """The customer accepts: the bank is bound by its offer, and holds it until it is a loan."""
    await _ask(case, acceptance(case.application.credit_id, terms))


def acceptance(credit_id: account.CreditId, terms: Terms) -> account.Commit:
    """What the account is told when an offer is accepted."""
    nothing = terms.amount.model_copy(update={"minor": 0})
    return account.Commit(
        credit_id=credit_id,
        amount=terms.amount,
        instalment=terms.instalment,
        besides=account.Exposure(total=nothing, instalments=nothing),
        automatic=False,
        accepted=True,
    )


async def _ask(case: Case, order: account.Commit) -> account.CommitReply:
    return await durable.call(case.ctx, account.COMMIT, order, key=case.application.customer)
