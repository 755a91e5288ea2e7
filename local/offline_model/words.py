"""Credit ids, amounts and terms in English text. Pure: reads what stands there, never guesses.

Called by the rules. Periods are in `periods`, what a message is about in `intents`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from local.offline_model import numerals

_MASK = " ; "


@dataclass(frozen=True)
class Amount:
    """A sum in major units as it was written; `currency` is empty where none was named."""

    value: Decimal
    currency: str


@dataclass(frozen=True)
class Wish:
    """Each different amount and term (in months) that a text names, in its order."""

    amounts: tuple[Amount, ...] = ()
    terms: tuple[int, ...] = ()


_CREDIT_ID = re.compile(r"\bCR[-\s]?([2-9A-HJ-NP-Z]{8})\b", re.IGNORECASE)


def credit_ids(text: str) -> tuple[str, ...]:
    """The credit ids in the text, in capitals, each once."""
    found = (f"CR-{match.group(1).upper()}" for match in _CREDIT_ID.finditer(text))
    return tuple(dict.fromkeys(found))


def wish(text: str) -> Wish:
    """The amounts and terms in the text. Dates, ids, percentages and ages are neither."""
    rest = numerals.as_digits(_CREDIT_ID.sub(_MASK, numerals.typed(text)))
    rest = _NO_WISH.sub(_MASK, rest)
    terms, rest = _terms(rest)
    amounts = tuple(dict.fromkeys(_amounts(rest)))
    if not terms and len(amounts) > 1 and (over := _BARE_TERM.search(rest)):
        terms = (int(over.group(1)),)
        amounts = tuple(dict.fromkeys(_amounts(_BARE_TERM.sub(_MASK, rest))))
    return Wish(amounts=amounts, terms=tuple(dict.fromkeys(terms)))


def bare_number(text: str) -> int | None:
    """The number, where the message is nothing else ("12", "twelve please", "make it 12")."""
    found = _BARE.fullmatch(numerals.as_digits(text).strip())
    return int(found.group(1)) if found else None


_BARE = re.compile(
    r"(?:for|over|say|make it|maybe|then|ok,?|let'?s say|let'?s take|i'?d say)?\s*(\d{1,9})"
    r"\s*(?:please|then|thanks)?[.!]?",
    re.IGNORECASE,
)
_BARE_TERM = re.compile(
    r"\bover\s+(\d{1,3})\b(?![.,']?\d|\s*(?:€|eur|k\b|thousand|dollar|pound|usd|gbp|chf))",
    re.IGNORECASE,
)
_NO_WISH = re.compile(
    r"""\b\d{4}-\d{2}-\d{2}\b
    | \b\d{1,2}\.\d{1,2}\.\d{4}\b
    | \b\d+(?:[.,]\d+)?\s*(?:%|percent\b)
    | \b(?:last|past|previous|these)\s+\d+\s*(?:months?|years?|weeks?|days?)\b
    | \b\d+\s*(?:months?|years?|weeks?|days?)\s+(?:ago|old)\b
    | \b\d+\s*(?:weeks?|days?|hours?|minutes?|times|people|kids|children)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)

# Terms ------------------------------------------------------------------------------------

_COUNT = r"(?P<count>(?:(?<!\S)-)?\d{1,3}(?:,\d{3})+|(?:(?<!\S)-)?\d{1,9}(?:[.,]\d{1,2})?)"
_MONTHS = r"(?:months?|mths?|mos?|monthly\s+\w+|install?ments?)\b"
_YEARS = r"(?:years?|yrs?)\b"
_EITHER = r"\b(?P<one>\d{1,3})(?:\s+(?:or|to)\s+|[-/])(?P<other>\d{1,3})[\s-]*"
_PREPOSITION = r"\b(?:for|over|in|within|across|of|about)\s+"


@dataclass(frozen=True)
class _TermForm:
    """A way to write a term: `factor` times what is counted, plus `more` months."""

    pattern: re.Pattern[str]
    factor: int
    more: int = 0


def _form(pattern: str, factor: int, more: int = 0) -> _TermForm:
    return _TermForm(re.compile(pattern, re.IGNORECASE), factor, more)


_TERM_FORMS = (
    _form(_EITHER + _MONTHS, 1),
    _form(_EITHER + _YEARS, 12),
    _form(rf"\b(?P<count>\d+)\s*{_YEARS}\s*(?:and|,|&)?\s*(?P<months>\d+)\s*{_MONTHS}", 12),
    _form(rf"\b(?P<count>\d+)\s+and\s+a\s+half\s+{_YEARS}", 12, 6),
    _form(rf"\b(?P<count>\d+)\s+{_YEARS}\s+and\s+a\s+half\b", 12, 6),
    _form(r"\b(?:one\s+and\s+a\s+half\s+years?|a\s+year\s+and\s+a\s+half)\b", 12, 6),
    _form(r"\b(?:half\s+a|a\s+half)\s+year\b", 0, 6),
    _form(rf"{_COUNT}[\s-]*{_MONTHS}", 1),
    _form(rf"{_COUNT}[\s-]*{_YEARS}", 12),
    _form(rf"{_PREPOSITION}an?\s+(?:single\s+|whole\s+)?year\b", 12),
    _form(rf"{_PREPOSITION}an?\s+(?:single\s+|whole\s+)?month\b", 1),
)


def _terms(text: str) -> tuple[tuple[int, ...], str]:
    """The terms, and the text without them. A broken number of months is no term."""
    terms: list[int] = []
    for form in _TERM_FORMS:
        matches = list(form.pattern.finditer(text))
        terms.extend(chain.from_iterable(_months(match, form) for match in matches))
        text = form.pattern.sub(_MASK, text)
    return tuple(terms), text


def _months(match: re.Match[str], form: _TermForm) -> Iterator[int]:
    groups = match.groupdict()
    if groups.get("one"):
        yield int(groups["one"]) * form.factor
        yield int(groups["other"]) * form.factor
        return
    count = _number(groups.get("count") or "1")
    months = count * form.factor + form.more + int(groups.get("months") or 0)
    if months == months.to_integral_value():
        yield int(months)


# Amounts ----------------------------------------------------------------------------------

_CURRENCIES = {
    "EUR": r"€|euros?\b|eur\b",
    "USD": r"(?:us)?\$|us\s*dollars?\b|dollars?\b|usd\b|bucks\b",
    "GBP": r"£|pounds?\b|gbp\b|quid\b",
    "CHF": r"francs?\b|chf\b",
    "JPY": r"¥|yen\b|jpy\b",
    "other": r"(?:sek|nok|dkk|pln|czk|huf|try|inr|cny|cad|aud)\b|kron\w+|zloty\b|rupees?\b",
}
_CURRENCY = "|".join(_CURRENCIES.values())
_MULTIPLIERS = {
    "k": 1_000,
    "thousand": 1_000,
    "grand": 1_000,
    "hundred": 100,
    "million": 1_000_000,
    "mio": 1_000_000,
    "billion": 1_000_000_000,
    "bn": 1_000_000_000,
}
_AMOUNT = re.compile(
    rf"""(?P<minus>(?<!\S)(?:-|minus\s+)\s*)?
    (?P<before>{_CURRENCY})?\s*
    (?P<inner>(?<=[€$£¥\s])-)?
    (?<![\w.,])
    (?P<number>\d{{1,3}}(?:[,.'\s]\d{{3}})+(?:[.,]\d{{1,2}})?(?!\d)|\d{{1,20}}(?:[.,]\d{{1,6}})?)
    (?P<power>e\+?\d{{1,2}}(?!\d))?
    (?:\s*(?P<times>{"|".join(_MULTIPLIERS)})(?!\w))?
    (?:\s*(?P<after>{_CURRENCY}))?
    (?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_GROUPED = re.compile(r"([1-9]\d{0,2}(?:[.,]\d{3})+)(?:[.,](\d{1,2}))?")


def _amounts(text: str) -> Iterator[Amount]:
    for match in _AMOUNT.finditer(text):
        times = _MULTIPLIERS.get((match["times"] or "").lower(), 1)
        value = _number(match["number"], grouped=times == 1) * times
        value *= Decimal("1" + (match["power"] or "e0"))
        if match["minus"] or match["inner"]:
            value = -value
        yield Amount(value=value, currency=_code(match["before"] or match["after"] or ""))


def _number(written: str, *, grouped: bool = True) -> Decimal:
    """`2,500` and `2.500` are grouped (no sum has three decimals); `1,50` is one and a half."""
    compact = re.sub(r"[\s']", "", written)
    grouped = grouped or len(re.findall(r"[.,]", compact)) > 1
    groups = _GROUPED.fullmatch(compact.lstrip("-")) if grouped else None
    if groups is None:
        return Decimal(re.sub(r"[.,](?=.*[.,])", "", compact).replace(",", "."))
    whole, cents = re.sub(r"[.,]", "", groups[1]), groups[2]
    value = Decimal(f"{whole}.{cents}" if cents else whole)
    return -value if compact.startswith("-") else value


def _code(written: str) -> str:
    for code, pattern in _CURRENCIES.items():
        if re.fullmatch(pattern, written, re.IGNORECASE):
            return code
    return ""
