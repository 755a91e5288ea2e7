"""The words and codes that tell a category: the versioned rules. Pure. Used by `categories`."""

import re

from services.contracts.account import Category

VERSION = "3"
"""Of the rules here and in `matching`; change it with them, so that an audit can tell which
ones judged."""

# The first category that matches wins. What weighs against the customer comes first, so that
# "casino groceries" is gambling. No pattern may lead to a category of INCOME or OWN or to
# "refund": whoever words a transaction must not be able to raise income or hide spending.
_WORDS: tuple[tuple[Category, tuple[str, ...]], ...] = (
    (
        "gambling",
        ("casino", "betting", "bet", "poker", "lottery", "lotto", "bookmaker", "wager", "gambling"),
    ),
    ("payday_repayment", ("payday", "short-term loan", "quick loan")),
    ("collection", ("debt collection", "collection agency", "bailiff", "inkasso")),
    ("pay_later", ("pay later", "bnpl")),
    ("card_repayment", ("credit card", "card repayment")),
    ("loan_repayment", ("loan", "mortgage", "leasing")),
    ("cash", ("atm", "cash withdrawal", "cashpoint", "cash")),
    ("rent", ("rent", "landlord")),
    ("groceries", ("supermarket", "grocery", "groceries", "bakery")),
    (
        "utilities",
        ("electricity", "gas bill", "water bill", "internet", "broadband", "utilities", "energy"),
    ),
    ("insurance", ("insurance",)),
    ("health", ("pharmacy", "dentist", "doctor", "hospital")),
    ("transport", ("railway", "bus", "taxi", "fuel", "petrol")),
    ("leisure", ("restaurant", "cinema", "theatre", "gym", "streaming", "leisure")),
    ("shopping", ("electronics", "furniture", "clothing")),
)

_MERCHANT_CODES: dict[str, Category] = {
    "7995": "gambling",
    "7800": "gambling",
    "7801": "gambling",
    "7802": "gambling",
    "6010": "cash",
    "6011": "cash",
    "6051": "cash",
}
"""ISO 18245; 6051 is quasi-cash."""


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


_PATTERNS: tuple[tuple[Category, re.Pattern[str]], ...] = tuple(
    (category, _pattern(words)) for category, words in _WORDS
)


def of_text(description: str) -> Category | None:
    """The category that the words tell, of money that went out."""
    for category, pattern in _PATTERNS:
        if pattern.search(description):
            return category
    return None


def of_merchant_code(code: str) -> Category | None:
    """The category that a merchant category code stands for, where one does."""
    return _MERCHANT_CODES.get(code)
