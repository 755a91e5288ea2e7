"""A loan's figures as tools tell them to the model. Pure."""

from typing import Any

from services.contracts.keys import CreditId
from services.contracts.loan import LoanStatement, RepaymentQuote


def of_statement(credit_id: CreditId, stated: LoanStatement) -> dict[str, Any]:
    """What is owed, without the single instalments: these are a card of their own."""
    known: dict[str, Any] = {
        "credit_id": credit_id,
        "on": stated.on.isoformat(),
        "state": stated.state,
        "instalments_paid": stated.paid,
        "instalments": stated.months,
        "principal_owed": str(stated.outstanding),
        "remaining": str(stated.remaining),
        "overdue": str(stated.overdue),
        "late_interest": str(stated.late_interest),
    }
    if stated.closed:
        known["closed"] = stated.closed
    if stated.next_due and stated.next_payment:
        known["next_due"] = stated.next_due.isoformat()
        known["next_payment"] = str(stated.next_payment)
    if stated.withdrawal_until:
        known["withdrawal_until"] = stated.withdrawal_until.isoformat()
    return known


def of_quote(credit_id: CreditId, quote: RepaymentQuote) -> dict[str, Any]:
    """What a repayment costs, and what it takes until it is paid."""
    sums: dict[str, Any] = {
        "credit_id": credit_id,
        "kind": quote.kind,
        "total": str(quote.total),
        "principal": str(quote.principal),
        "interest": str(quote.interest),
        "interest_saved": str(quote.saved),
        "valid": "today only",
        "paid": "only once the customer clicks Confirm on the card",
    }
    if quote.late_interest.minor:
        sums["late_interest"] = str(quote.late_interest)
    if quote.fee_returned.minor:
        sums["fee_returned"] = str(quote.fee_returned)
    if quote.instalment is not None:
        sums["next_instalment"] = str(quote.instalment)
        sums["instalments_left"] = quote.instalments_left
    return sums
