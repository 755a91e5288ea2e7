"""What the offline model says of a loan that runs. Pure. Every figure comes from a tool."""

from collections.abc import Mapping

from local.offline_model import sentences
from local.offline_model.outputs import Repayment, Statement

ASK_PART = "How much would you like to repay? Please name one amount in euros."
ASK_CHOICE = "Shall the instalments get lower, or the term shorter?"
NO_LOAN = "You have no loan that runs with us."
_NOTHING = ("0.00 EUR", "0.00")


def owed(found: Statement) -> str:
    """What is still owed on one loan."""
    text = (
        f"On {found.credit_id} you still owe **{found.principal_owed}** of principal, and have "
        f"{found.remaining} still to pay in all. {found.instalments_paid} of "
        f"{found.instalments} instalments are paid."
    )
    if found.overdue not in _NOTHING:
        text += f" Due and unpaid: {found.overdue}."
    if found.late_interest not in _NOTHING:
        text += f" Of it late interest: {found.late_interest}."
    if found.next_due and found.next_payment:
        text += f" The next instalment of {found.next_payment} is due on {found.next_due}."
    if found.withdrawal_until:
        text += f" You can withdraw from it until {found.withdrawal_until}."
    return text


_QUOTED = {
    "early": "Repaying all of {id} costs **{total}** today",
    "partial": "Repaying {total} of {id} today leaves {left}",
    "withdrawal": "Withdrawing from {id} costs **{total}** today",
}


def quoted(found: Repayment) -> str:
    """The quote's figures, and that only a click pays."""
    left = f"{found.instalments_left} instalments, the next one **{found.next_instalment}**"
    head = _QUOTED.get(found.kind, _QUOTED["early"]).format(
        id=found.credit_id, total=found.total, left=left
    )
    return (
        f"{head}: {found.principal} of principal and {found.interest} of interest. It saves "
        f"{found.interest_saved} of interest. Only your click on the card pays it, today."
    )


def which(loans: Mapping[str, str]) -> str:
    """The question for the number, where several loans run."""
    listed = ", ".join(f"{credit_id} ({amount})" for credit_id, amount in loans.items())
    return f"Which loan do you mean? You have {listed}. Please write it again with its number."


_REPORTED = {
    "done": "I told our credit officers, in your own words. They will talk with you.",
    "already_done": "Our credit officers know already. They will talk with you.",
}


def reported(outcome: str) -> str:
    """What became of the report of difficulties."""
    return _REPORTED.get(outcome, sentences.APOLOGY)
