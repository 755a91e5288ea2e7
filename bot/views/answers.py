"""What `/credit` answers: a person's own credits, and an audit. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.views import disclosure, language, loan_words, money, mrkdwn, rights_cards, words
from bot.views.blocks import Rendered, context, facts, message, section
from bot.views.language import _
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
    text = _("Your balance on {day}: {amount}.").format(
        day=language.day(content.as_of), amount=money.amount(content.balance)
    )
    return message(text, [section(text), context(disclosure.bank())])


def credits_list(content: Credits, *, links: Mapping[CreditId, str] = NO_LINKS) -> Rendered:
    """The person's credits, the newest first, how each stands, and where its thread is."""
    newest = sorted(content.items, key=lambda credit: credit.submitted_on, reverse=True)[:SHOWN]
    if not newest:
        return message(_(words.NO_CREDITS), [section(_(words.NO_CREDITS))])
    lines = [
        "\n".join([f"*{head(credit)}*", *details(credit), *thread(credit, links)])
        for credit in newest
    ]
    while sum(len(line) for line in lines) > MESSAGE:
        lines.pop()
    hidden = len(content.items) - len(lines)
    more = context(words.older(hidden)) if hidden else None
    return message("\n".join(lines), [*(section(line) for line in lines), more])


def one_credit(credit: CreditSummary, *, links: Mapping[CreditId, str] = NO_LINKS) -> Rendered:
    """One credit in detail."""
    reasons = "\n".join(f"• {rights_cards.reason(item)}" for item in credit.reasons[:4])
    told = "\n".join([*details(credit), *thread(credit, links)])
    pairs = [*_terms(credit), *_repayment(credit)]
    blocks: list[Block | None] = [
        section(f"*{head(credit)}*"),
        section(told) if told else None,
        section(f"{_(words.WHY)}\n{reasons}") if reasons else None,
        facts(pairs) if pairs else None,
    ]
    return message("\n".join([head(credit), *details(credit)]), blocks)


def audit(content: Chain) -> Rendered:
    """What happened to a credit, link by link, and whether the chain holds."""
    lines = [_link(link) for link in content.links[-AUDIT_SHOWN:]]
    head = words.audit(len(content.links), broken=content.broken)
    newest = mrkdwn.split("\n".join(lines))[-AUDIT_PARTS:]
    return message(head, [section(f"*{head}*"), *(section(part) for part in newest)])


def head(credit: CreditSummary) -> str:
    """What it is, and its state."""
    wish = words.over(credit.amount, credit.months)
    return f"{credit.credit_id}: {wish}, {_(words.CREDIT_STATES[credit.state])}."


def details(credit: CreditSummary) -> list[str]:
    """What waits for the customer, and what is due next."""
    lines: list[str] = []
    until = language.moment(credit.until) if credit.until else ""
    if credit.question:
        asked = mrkdwn.quote(mrkdwn.cut(credit.question, 600))
        lines.append(f"{words.asked(until)}\n{asked}")
    elif until and credit.state == "approved":
        said = _("The offer is valid until {moment}. Accept or decline it on its card.")
        lines.append(said.format(moment=until))
    elif until and credit.state == "rejected":
        lines.append(_("You can contest this on its card until {moment}.").format(moment=until))
    elif credit.state == "aborted":
        lines.append(_(words.NOTHING_OWED))
    if credit.remaining is not None and credit.remaining.minor:
        rest = money.amount(credit.remaining)
        lines.append(_("Still to pay: {amount}.").format(amount=rest))
    if credit.next_due and credit.next_payment:
        due, payment = language.day(credit.next_due), money.amount(credit.next_payment)
        lines.append(_("Next instalment: {amount} on {day}.").format(amount=payment, day=due))
    return lines


def thread(credit: CreditSummary, links: Mapping[CreditId, str]) -> list[str]:
    """The way to its thread, where that is known."""
    address = links.get(credit.credit_id)
    return [f"<{address}|{_(words.TO_THREAD)}>"] if address else []


def _link(link: Link) -> str:
    event = link.event
    moment = language.moment(event.at) if event.at else ""
    change = f"{event.before} → {event.after}" if event.after else ""
    parts = (moment, event.what, event.who, change, event.details)
    return f"{link.number}. " + mrkdwn.escape(" · ".join(part for part in parts if part))


def _terms(credit: CreditSummary) -> list[tuple[str, str]]:
    if credit.terms is None:
        return []
    return [
        (_(words.INSTALMENT), money.amount(credit.terms.instalment)),
        (_(words.APR), language.percent(credit.terms.apr)),
        (_(words.TOTAL_PAYABLE), money.amount(credit.terms.total_payable)),
    ]


def _repayment(credit: CreditSummary) -> list[tuple[str, str]]:
    if credit.outstanding is None:
        return []
    return [
        (_(loan_words.PAID), words.share(credit.paid, of=credit.months)),
        (_(loan_words.PRINCIPAL_OWED), money.amount(credit.outstanding)),
    ]
