"""What kind of movement a transaction is: the groups of categories, and the rules in order.

Pure. Called by the metrics.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from services.contracts.account import Category, Correction, Spending, Transaction
from services.review import matching, patterns

INCOME: frozenset[Category] = frozenset({"salary", "other_income"})
DEBT: frozenset[Category] = frozenset(
    {"loan_repayment", "card_repayment", "pay_later", "payday_repayment", "credit_instalment"}
)
RENT: frozenset[Category] = frozenset({"rent"})
SETTLED: frozenset[Category] = frozenset({"credit_repayment"})
"""A debt to us paid off ahead of time, once: neither spending nor what debts cost a month."""
OWN: frozenset[Category] = frozenset({"own_transfer", "savings"})
"""Money that stays the customer's: neither income nor spending."""

Placed = Mapping[str, Spending]
"""Transaction id to the class that a model gave, where the rules gave none."""
NONE: Placed = MappingProxyType({})


def classify(transaction: Transaction) -> Category:
    """The category the feed gave or, for an unclassified debit, the one its text tells.

    Unclassified credits stay so: their text is the sender's, and anybody can send.
    """
    if transaction.category != "unclassified" or transaction.amount.minor >= 0:
        return transaction.category
    return patterns.of_text(transaction.description) or "unclassified"


def classified(
    transactions: Iterable[Transaction], *, placed: Placed = NONE
) -> tuple[Transaction, ...]:
    """The same transactions in the same order, with the categories that the rules give.

    First what each one's text tells, then what they tell together: own transfers, refunds,
    and credits that come every month. Only debits that are left then are what `placed` says.
    """
    told = tuple(_with(each, classify(each)) for each in transactions)
    together = matching.found(told)
    ruled = (_with(each, together.get(each.id, each.category)) for each in told)
    return tuple(_with(each, placed[each.id]) if _left(each, placed) else each for each in ruled)


def corrected(
    transactions: Iterable[Transaction], claims: Iterable[Correction]
) -> tuple[Transaction, ...]:
    """The same transactions as the customer sees them. Credits stay what they are."""
    said: dict[str, Category] = {claim.transaction: claim.category for claim in claims}
    return tuple(
        _with(each, said[each.id]) if each.id in said and each.amount.minor < 0 else each
        for each in transactions
    )


def _left(transaction: Transaction, placed: Placed) -> bool:
    unknown = transaction.category == "unclassified" and transaction.amount.minor < 0
    return unknown and transaction.id in placed


def _with(transaction: Transaction, category: Category) -> Transaction:
    return transaction.model_copy(update={"category": category})
