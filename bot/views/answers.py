"""What `/credit` answers: a person's own credits, and an audit. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.views import money, mrkdwn, rights_cards
from bot.views import words_en as words
from bot.views.blocks import Rendered, context, facts, message, section
from services.contracts.account import Balance, Credits, CreditSummary
from services.contracts.audit import Chain, Link
from services.contracts.keys import CreditId

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

NO_LINKS: Mapping[CreditId, str] = MappingProxyType({})
SHOWN = 10
"""Credits in a list; the newest ones."""

AUDIT_SHOWN = 60
AUDIT_PARTS = 4
"""Links of an audit, and sections of them, that fit a message; the newest ones."""

MESSAGE = 11_000
"""Characters of a list; Slack takes about 13,000 in all the blocks of a message."""


def balance(content: Balance) -> Rendered:
    """The balance of the person's account."""
    text = f"Your balance on {words.day(content.as_of)}: {money.amount(content.balance)}."
    return message(text, [section(text)])


def credits_list(content: Credits, *, links: Mapping[CreditId, str] = NO_LINKS) -> Rendered:
    """The person's credits, the newest first, how each stands, and where its thread is."""
    newest = sorted(content.items, key=lambda credit: credit.submitted_on, reverse=True)[:SHOWN]
    if not newest:
        return message(words.NO_CREDITS, [section(words.NO_CREDITS)])
    lines = [
        "\n".join([f"*{head(credit)}*", *details(credit), *thread(credit, links)])
        for credit in newest
    ]
    while sum(len(line) for line in lines) > MESSAGE:
        lines.pop()
    hidden = len(content.items) - len(lines)
    more = context(f"And {hidden} older ones.") if hidden else None
    return message("\n".join(lines), [*(section(line) for line in lines), more])


def one_credit(credit: CreditSummary, *, links: Mapping[CreditId, str] = NO_LINKS) -> Rendered:
    """One credit in detail."""
    reasons = "\n".join(f"• {rights_cards.reason(item)}" for item in credit.reasons[:4])
    told = "\n".join([*details(credit), *thread(credit, links)])
    pairs = [*_terms(credit), *_repayment(credit)]
    blocks: list[Block | None] = [
        section(f"*{head(credit)}*"),
        section(told) if told else None,
        section(f"Why:\n{reasons}") if reasons else None,
        facts(pairs) if pairs else None,
    ]
    return message("\n".join([head(credit), *details(credit)]), blocks)


def audit(content: Chain) -> Rendered:
    """What happened to a credit, link by link, and whether the chain holds."""
    lines = [_link(link) for link in content.links[-AUDIT_SHOWN:]]
    holds = "The chain holds." if content.broken is None else words.broken(content.broken)
    head = f"Audit: {len(content.links)} links. {holds}"
    newest = mrkdwn.split("\n".join(lines))[-AUDIT_PARTS:]
    return message(head, [section(f"*{head}*"), *(section(part) for part in newest)])


def head(credit: CreditSummary) -> str:
    """What it is, and its state."""
    return (
        f"{credit.credit_id}: {money.amount(credit.amount)} over "
        f"{words.months(credit.months)}, {words.CREDIT_STATES[credit.state]}."
    )


def details(credit: CreditSummary) -> list[str]:
    """What waits for the customer, and what is due next."""
    lines: list[str] = []
    until = f" until {words.moment(credit.until)}" if credit.until else ""
    if credit.question:
        asked = mrkdwn.quote(mrkdwn.cut(credit.question, 600))
        lines.append(f"We asked you, and wait{until}:\n{asked}")
    elif until and credit.state == "approved":
        lines.append(f"The offer is valid{until}. Accept or decline it on its card.")
    elif until and credit.state == "rejected":
        lines.append(f"You can contest this on its card{until}.")
    if credit.remaining is not None and credit.remaining.minor:
        lines.append(f"Still to pay: {money.amount(credit.remaining)}.")
    if credit.next_due and credit.next_payment:
        due = words.day(credit.next_due)
        lines.append(f"Next instalment: {money.amount(credit.next_payment)} on {due}.")
    return lines


def thread(credit: CreditSummary, links: Mapping[CreditId, str]) -> list[str]:
    """The way to its thread, where that is known."""
    address = links.get(credit.credit_id)
    return [f"<{address}|{words.TO_THREAD}>"] if address else []


def _link(link: Link) -> str:
    event = link.event
    moment = words.moment(event.at) if event.at else ""
    change = f"{event.before} → {event.after}" if event.after else ""
    parts = (moment, event.what, event.who, change, event.details)
    return f"{link.number}. " + mrkdwn.escape(" · ".join(part for part in parts if part))


def _terms(credit: CreditSummary) -> list[tuple[str, str]]:
    if credit.terms is None:
        return []
    return [
        ("Instalment", money.amount(credit.terms.instalment)),
        ("APR", f"{credit.terms.apr}%"),
        ("Total payable", money.amount(credit.terms.total_payable)),
    ]


def _repayment(credit: CreditSummary) -> list[tuple[str, str]]:
    if credit.outstanding is None:
        return []
    return [
        ("Instalments paid", f"{credit.paid} of {credit.months}"),
        ("Principal still owed", money.amount(credit.outstanding)),
    ]
