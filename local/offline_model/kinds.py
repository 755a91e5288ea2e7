"""Which categories of transactions a text speaks of. Pure; called by the rules."""

import re
from collections.abc import Sequence

_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"grocer\w*|supermarkets?|food", ("groceries",)),
    (r"rent", ("rent",)),
    (
        r"utilit\w+|electricity|energy|heating|water bill|gas bill|internet|phone",
        ("utilities",),
    ),
    (
        r"leisure|restaurants?|cinema|entertainment|eating out|holidays?|hobb\w+",
        ("leisure",),
    ),
    (r"transport\w*|train|bus|fuel|petrol|taxi|travel\w*", ("transport",)),
    (r"health|pharmac\w+|doctors?|medic\w+", ("health",)),
    (r"shopping|clothes|clothing|electronics", ("shopping",)),
    (r"insurances?", ("insurance",)),
    (r"salar\w+|wages?|pay ?che(?:ck|que)s?", ("salary",)),
    (r"earn\w*|income|deposits?", ("salary", "other_income")),
    (r"refunds?", ("refund",)),
    (r"savings?", ("savings",)),
    (r"own transfers?|between my accounts", ("own_transfer",)),
    (r"gambl\w+|casinos?|bets?|betting|lotter\w+", ("gambling", "gambling_win")),
    (r"cash|atm", ("cash",)),
    (r"(?:loan|debt) (?:re)?payments?", ("loan_repayment", "credit_instalment")),
    (r"credit cards?|card (?:re)?payments?", ("card_repayment",)),
    (r"pay[- ]later|klarna", ("pay_later",)),
    (r"payday(?: loans?)?", ("payday_proceeds", "payday_repayment")),
    (r"debt collect\w+|collections?", ("collection",)),
    (r"install?ments?", ("credit_instalment",)),
)
_PATTERNS = tuple((re.compile(rf"\b(?:{words})\b"), names) for words, names in _KINDS)


def categories(text: str, *, offered: Sequence[str]) -> tuple[str, ...]:
    """The categories that the text names, of those that the tool offers, each once."""
    words = text.lower()
    named = [name for pattern, names in _PATTERNS if pattern.search(words) for name in names]
    return tuple(name for name in dict.fromkeys(named) if name in offered)


def named(text: str) -> bool:
    """Whether the text names any kind of transaction at all."""
    return any(pattern.search(text.lower()) for pattern, _ in _PATTERNS)
