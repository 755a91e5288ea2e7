"""What transactions tell together: own transfers, refunds, and income that comes back.

Pure. Looks at unclassified ones alone. A text never suffices: amounts and days must agree too.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from statistics import median

from services.contracts.account import Category, Transaction
from services.review import patterns

TRANSFER_DAYS = timedelta(days=5)
"""How far apart the two sides of an own transfer may be booked."""
REFUND_DAYS = timedelta(days=90)
RECURRING_MONTHS = 3
RECURRING_AT_LEAST = 300_00
RECURRING_SPREAD = 5
"""Recurring credits differ from their median by a fifth at most."""

_REFUNDABLE: frozenset[Category] = frozenset(
    {
        "groceries",
        "utilities",
        "leisure",
        "transport",
        "health",
        "shopping",
        "insurance",
        "rent",
        "unclassified",
    }
)
_TRANSFER = re.compile(r"\b(?:own|savings|transfer|umbuchung)\b", re.IGNORECASE)
_NEVER_INCOME = re.compile(
    r"\b(?:win|winnings|payout|refund|return|reversal|proceeds|advance|lend(?:er|ing))\b"
    r"|cash|credit|kredit|loan|darlehen",
    re.IGNORECASE,
)
_FILLING = re.compile(
    r"\b(?:refund|return|returned|reversal|credit|payment|card|purchase|order|from|to|of|for|the)\b"
)

Found = dict[str, Category]
"""Transaction id to the category that was found for it."""


def found(transactions: Sequence[Transaction]) -> Found:
    """Categories of unclassified transactions. Own transfers first, then refunds, then income."""
    result: Found = {}
    for rule in (_own_transfers, _refunds, _recurring_income):
        result |= rule([t for t in transactions if t.id not in result])
    return result


def merchant(description: str) -> str:
    """Who a text names: its words without numbers, punctuation and filling."""
    plain = unicodedata.normalize("NFKC", description[:200]).casefold()
    words = re.findall(r"[^\W\d_]+", plain)
    return " ".join(word for word in words if not _FILLING.fullmatch(word))


def _unclassified(transactions: Iterable[Transaction], *, sign: int) -> list[Transaction]:
    chosen = [t for t in transactions if t.category == "unclassified" and sign * t.amount.minor > 0]
    return sorted(chosen, key=lambda t: (t.day, t.id))


def _own_transfers(transactions: Sequence[Transaction]) -> Found:
    """Equal amounts out and in within days, both called a transfer: each pairs with one."""
    matched: Found = {}
    credits = [t for t in _unclassified(transactions, sign=1) if _TRANSFER.search(t.description)]
    for debit in _unclassified(transactions, sign=-1):
        if not _TRANSFER.search(debit.description):
            continue
        for credit in credits:
            near = abs(credit.day - debit.day) <= TRANSFER_DAYS
            if near and credit.amount.minor == -debit.amount.minor and credit.id not in matched:
                matched |= {debit.id: "own_transfer", credit.id: "own_transfer"}
                break
    return matched


def _refunds(transactions: Sequence[Transaction]) -> Found:
    """Credits of a merchant that was paid before, together not more than was paid."""
    matched: Found = {}
    left = {t.id: -t.amount.minor for t in transactions}
    paid: defaultdict[str, list[Transaction]] = defaultdict(list)
    for each in transactions:
        if each.category in _REFUNDABLE and each.amount.minor < 0:
            paid[merchant(each.description)].append(each)
    paid.pop("", None)
    for credit in _unclassified(transactions, sign=1):
        for debit in paid.get(merchant(credit.description), []):
            fresh = timedelta(0) <= credit.day - debit.day <= REFUND_DAYS
            if fresh and credit.amount.minor <= left[debit.id]:
                left[debit.id] -= credit.amount.minor
                matched[credit.id] = "refund"
                break
    return matched


def _recurring_income(transactions: Sequence[Transaction]) -> Found:
    """About the same credit, from who never gets money back, month after month.

    One of a sender's credits in each of three months on end, none of them small. Two a month
    are not a salary, and neither is what words call a loan, a win, a refund or a transfer.
    """
    received: defaultdict[str, list[Transaction]] = defaultdict(list)
    for credit in _unclassified(transactions, sign=1):
        received[merchant(credit.description)].append(credit)
    for each in transactions:
        if each.amount.minor < 0:
            received.pop(merchant(each.description), None)
    received.pop("", None)
    return {
        credit.id: "other_income"
        for group in received.values()
        if _recurs(group) and not any(_suspicious(credit.description) for credit in group)
        for credit in group
    }


def _recurs(group: Sequence[Transaction]) -> bool:
    months = [t.day.year * 12 + t.day.month for t in group]
    amounts = [t.amount.minor for t in group]
    usual = median(amounts)
    return (
        len(group) >= RECURRING_MONTHS
        and months == list(range(months[0], months[0] + len(months)))
        and min(amounts) >= RECURRING_AT_LEAST
        and all(abs(minor - usual) * RECURRING_SPREAD <= usual for minor in amounts)
    )


def _suspicious(description: str) -> bool:
    told = patterns.of_text(description) is not None
    return told or bool(_NEVER_INCOME.search(description) or _TRANSFER.search(description))
