"""What the offline model says. Pure. Every figure comes from a tool or from the customer."""

import re
from decimal import Decimal

from local.offline_model import numerals
from local.offline_model.outputs import (
    Balance,
    Credit,
    Quote,
    Transaction,
    Transactions,
)

HELP = (
    "I can help with your account balance, your transactions, a quote for a credit, applying "
    "for a credit, how an application or a credit stands, what you still owe, repaying a loan "
    "early or in part, withdrawing, and reminders."
)
GREETING = f"Hello! {HELP}"
THANKS = f"You are welcome. {HELP}"
IDENTITY = (
    "I am the credit desk's offline stand-in: a program that answers by rules, neither a person "
    f"nor a language model. {HELP}"
)
OTHERS = "I can only tell you about your own account and your own credits."
DROPPED = "All right, nothing was submitted."
OFFER = "To accept or decline an offer, please use the buttons under it: only a click counts."
WITHDRAWING = (
    'To withdraw an application, write "withdraw" and its number, for example '
    '"please withdraw my application" if you have just one. Nothing was withdrawn now.'
)
CONTESTING = (
    'To contest a rejection, write "I contest this decision" and what our officers should know. '
    "They then look again, once. Nothing was contested now."
)
APOLOGY = "I am sorry, I could not get that just now. Please try again in a moment."
INVALID = (
    "I can't take that. Please name an amount in euros with at most two decimals, and a term in "
    "whole months."
)
UNAVAILABLE = "I am sorry, I can't do that here."
ASK_AMOUNT = "How much would you like to borrow? Please name one amount in euros."
ASK_EUROS = "Our credits are in euros only. How much would you like to borrow, in euros?"
ASK_BOTH = "How much would you like to borrow, in euros, and over how many months?"
ASK_WHICH_WITHDRAWAL = "Which application shall I withdraw? Please name its number:"
NO_CREDITS = "You have no credit and no application with us at the moment."
NOTHING_TO_WITHDRAW = "You have no application that could still be withdrawn."
RECEIVED = "Your application was received. I will tell you here how it goes on."


def ask_term(amount: Decimal) -> str:
    """The question for the term, with the amount that the customer named."""
    return f"Over how many months would you like to pay back {amount:,.2f} EUR?"


def refused(reason: str) -> str:
    """The tool's own reason, told on."""
    return f"I am sorry, that is not possible: {reason}"


def balance(found: Balance) -> str:
    return f"Your balance is **{found.balance}** as of {found.as_of}."


SHOWN = 8
_DIRECTIONS = {"out": "spending", "in": "money in", "": "transactions"}


def transactions(found: Transactions, *, direction: str) -> str:
    """Sums, then up to eight lines; `direction` (out, in or empty) leaves out the other's."""
    where = _span(found.since, found.until)
    if not found.matched:
        return f"I found no such transactions{where}."
    sums = [f"money out **{found.money_out}**", f"money in **{found.money_in}**"]
    sums = {"out": sums[:1], "in": sums[1:]}.get(direction, sums)
    items = [item for item in found.items if _fits(item, direction)][:SHOWN]
    count = "1 transaction" if found.matched == 1 else f"{found.matched} transactions"
    head = f"I found {count}{where}: {', '.join(sums)}."
    if not items:
        return head
    what = "The" if len(items) == found.matched else "The latest"
    lines = "\n".join(_line(item) for item in items)
    return f"{head} {what} {_DIRECTIONS.get(direction, 'transactions')}:\n\n{lines}"


def _span(since: str, until: str) -> str:
    if not since or not until:
        return ""
    return f" on {since}" if since == until else f" from {since} to {until}"


def _fits(item: Transaction, direction: str) -> bool:
    out = numerals.typed(item.amount).lstrip().startswith("-")
    return {"out": out, "in": not out}.get(direction, True)


def _line(item: Transaction) -> str:
    what = re.sub(r"\s+", " ", item.description).strip()[:60]
    kind = f" ({item.category.replace('_', ' ')})" if item.category else ""
    return f"- {item.day}: {item.amount}, {what}{kind}"


_ITS_END = "It is not a rejection, you owe nothing for it, and you can apply again right away"
_ABORTED = f"I am sorry: a fault on our side has stopped this application. {_ITS_END}."
_NO_LOAN = ("expired", "withdrawn", "aborted")
"""States in which an offer's terms are of no use any more."""
_STATES = {
    "submitted": "was received, and its review is about to start",
    "under_review": "is under review",
    "info_requested": "waits for your answer to a question",
    "referred": "is with our credit officers, who decide on it",
    "approved": "is approved: the offer waits for you to accept or decline it in its thread",
    "rejected": "was not approved; the reasons are in the message about the decision",
    "expired": "has expired",
    "withdrawn": "was withdrawn",
    "aborted": f"was stopped by a fault on our side. {_ITS_END}",
    "accepted": "is accepted, and will be paid out",
    "pending_disbursement": "is accepted, and is being paid out",
    "active": "is running",
    "in_arrears": "is running, with an instalment overdue",
    "closed": "is closed",
}


def status(credit: Credit) -> str:
    """How one credit stands, in plain words."""
    text = f"{_name(credit)} {_state(credit)}."
    if credit.question:
        text += f" The open question is: {credit.question}"
    if credit.state in ("active", "in_arrears"):
        text += _still(credit)
    return text


def _state(credit: Credit) -> str:
    return _STATES.get(credit.state, f"stands at: {credit.state.replace('_', ' ')}")


def repayment(credit: Credit) -> str:
    """What one credit costs a month, and what is still to pay."""
    if not credit.instalment or credit.state in _NO_LOAN:
        return status(credit)
    running = credit.state in ("active", "in_arrears")
    last = f", the last one {credit.last_instalment}" if credit.last_instalment else ""
    text = f"{_name(credit)}: **{credit.instalment} a month** for {credit.months} months{last}."
    if credit.total_payable:
        text += f" In total you pay {credit.total_payable}."
    if credit.apr_percent:
        text += f" The APR is {credit.apr_percent} %."
    if credit.first_due and not running:
        text += f" The first instalment would be due on {credit.first_due}."
    return text + (_still(credit) if running else f" It {_state(credit)}.")


def _still(credit: Credit) -> str:
    text = ""
    if credit.paid is not None:
        text += f" {credit.paid} of {credit.months} instalments are paid."
    if credit.remaining:
        text += f" Still to pay: {credit.remaining}."
    elif credit.outstanding:
        text += f" Still owed: {credit.outstanding}."
    if credit.next_due:
        payment = f"{credit.next_payment} is due" if credit.next_payment else "is due"
        text += f" The next instalment {'of ' if credit.next_payment else ''}{payment}"
        text += f" on {credit.next_due}."
    return text


def _name(credit: Credit) -> str:
    return f"{credit.credit_id} ({credit.amount} over {credit.months} months)"


def listed(parts: list[str]) -> str:
    """One sentence as it is, several as a list."""
    return parts[0] if len(parts) == 1 else "\n".join(f"- {part}" for part in parts)


def reminder(credit_id: str, question: str) -> str:
    return f"A question about {credit_id} still waits for your answer: {question}"


def not_found(credit_id: str) -> str:
    return f"I can't find {credit_id} among your credits."


def quote(found: Quote) -> str:
    return (
        f"{found.amount} over {found.months} months costs **{found.instalment} a month**, the "
        f"last instalment being {found.last_instalment}. In total you pay {found.total_payable}, "
        f"of which {found.total_interest} is interest. The APR is {found.apr_percent} %."
    )


_STOPPED = f"I am sorry: {{id}} was stopped by a fault on our side. {_ITS_END}."
_WITHDRAWN = {
    "aborted": _STOPPED,
    "done": "{id} is withdrawn.",
    "already_done": "{id} was withdrawn already.",
    "closed": "{id} can't be withdrawn any more.",
    "unknown": "I can't find {id} among your credits.",
}
_ANSWERED = {
    "aborted": _STOPPED,
    "done": "Thank you. I passed your answer on for {id}, and the review goes on.",
    "already_done": "Your answer for {id} has arrived already; the review goes on.",
    "closed": "The question for {id} is closed: no answer is needed any more.",
    "unknown": "I can't find an open question for {id}.",
}


_HUMAN_CALLED = {
    "already_done": "Our credit officers know already; one of them will write to you.",
    "unknown": "I can't find that number among your credits. Shall I call a human without it?",
}
_CONTESTED = {
    "aborted": (
        "I am sorry: a fault on our side has kept this from our credit officers. The rejection "
        "stands for now. Shall I call a human?"
    ),
    "already_done": "You have contested this already; our credit officers look at it.",
    "closed": "This can't be contested any more.",
    "unknown": "I can't find a rejected application of yours.",
}
_EXPLAINED = {
    "aborted": _ABORTED,
    "undecided": "There is no decision about an application of yours yet.",
    "unknown": "I can't find that number among your credits.",
}


def human_called(outcome: str) -> str:
    """Where the officers were not called now."""
    return _HUMAN_CALLED.get(outcome, APOLOGY)


def contested(outcome: str) -> str:
    """Where nothing was contested now."""
    return _CONTESTED.get(outcome, APOLOGY)


def explained(outcome: str) -> str:
    """Where there was nothing to explain."""
    return _EXPLAINED.get(outcome, APOLOGY)


def withdrawn(outcome: str, *, credit_id: str) -> str:
    return _WITHDRAWN.get(outcome, APOLOGY).format(id=credit_id)


def answered(outcome: str, *, credit_id: str) -> str:
    return _ANSWERED.get(outcome, APOLOGY).format(id=credit_id)


def which_question(credit_ids: list[str]) -> str:
    ids = f"{', '.join(credit_ids[:-1])} and {credit_ids[-1]}"
    return (
        f"Questions are open for {ids}. Which one do you answer? Please write your answer "
        "again, with that number in it."
    )
