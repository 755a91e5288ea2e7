"""What the customer says of the bank's classes: claims, kept beside them. Pure.

A claim changes no booking. It is about a debit alone, and can't make income of anything.
"""

from services.contracts.account import Correction, CorrectionReply, Corrections, Transaction

MOST = 50
"""Claims of one customer."""
_OURS = frozenset({"credit_disbursement", "credit_instalment"})


def judge(transaction: Transaction | None) -> CorrectionReply | None:
    """Why the class can't be corrected, or None."""
    if transaction is None:
        return CorrectionReply(outcome="unknown")
    if transaction.category in _OURS:
        return CorrectionReply(outcome="ours")
    return CorrectionReply(outcome="not_a_debit") if transaction.amount.minor >= 0 else None


def noted(
    before: Corrections, correction: Correction, of: Transaction
) -> tuple[Corrections, CorrectionReply]:
    """The claims with one more. Another one on the same debit replaces the first.

    Saying the bank's own class takes the claim back.
    """
    if correction in before.items:
        return before, CorrectionReply(outcome="already_done")
    rest = tuple(c for c in before.items if c.transaction != correction.transaction)
    if correction.category == of.category:
        return before.model_copy(update={"items": rest}), CorrectionReply(outcome="done")
    if len(rest) >= MOST:
        return before, CorrectionReply(outcome="too_many")
    now = before.model_copy(update={"items": (*rest, correction)})
    return now, CorrectionReply(outcome="done")
