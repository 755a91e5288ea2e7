"""What the customer wants to borrow, put together from the messages of one exchange. Pure.

An exchange begins where the customer asks for a credit or a quote, and ends where the desk
finished it: nothing is taken from an application that was made before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from local.offline_model import intents, sentences, words
from local.offline_model.talk import Talk
from local.offline_model.words import Amount, Wish


def continued(talk: Talk) -> Literal["apply", "quote"] | None:
    """Whether the message goes on with a credit or a quote that was asked for before."""
    asked = _asked(talk.last_said)
    if talk.questions and not asked:
        return None
    fits = _wish(_Said(before=talk.last_said, text=talk.message))
    reply_without_number = asked and not talk.questions and not _refusal(talk.last_said)
    if not (fits.amounts or fits.terms or reply_without_number):
        return None
    for said in list(_newest_first(talk))[1:]:
        found = intents.of(said.text)
        if found == ("apply",):
            return "apply"
        if found == ("quote",):
            return "quote"
        if found == ("dropped",):
            return None
    return None


def gathered(talk: Talk) -> Wish:
    """The latest amounts and the latest terms that the exchange names."""
    amounts: tuple[Amount, ...] = ()
    terms: tuple[int, ...] = ()
    for said in _exchange(talk):
        wish = _wish(said)
        amounts = amounts or wish.amounts
        terms = terms or wish.terms
    return Wish(amounts=amounts, terms=terms)


def missing(wish: Wish) -> str:
    """The question for what is missing or not clear; empty where one amount and term stand."""
    if not wish.amounts:
        return sentences.ASK_AMOUNT if len(wish.terms) == 1 else sentences.ASK_BOTH
    if any(amount.currency not in ("", "EUR") for amount in wish.amounts):
        return sentences.ASK_EUROS
    if len({amount.value for amount in wish.amounts}) > 1 or _has_split_cents(wish.amounts[0]):
        return sentences.ASK_AMOUNT
    return "" if len(wish.terms) == 1 else sentences.ask_term(wish.amounts[0].value)


def _has_split_cents(amount: Amount) -> bool:
    """No sum has parts of a cent: the figures mean something else."""
    exponent = amount.value.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent < CENTS


def plain(value: Decimal) -> str:
    """The amount in digits, with two decimals; more only where the customer wrote more."""
    exponent = value.as_tuple().exponent
    precise = isinstance(exponent, int) and exponent < CENTS
    return f"{value:f}" if precise else f"{value:.2f}"


CENTS = -2
"""The exponent of a cent."""


@dataclass(frozen=True)
class _Said:
    """A message of the customer, and what the agent had said right before it."""

    before: str
    text: str


def _asked(said: str) -> Literal["amount", "term"] | None:
    """What the agent's sentence asked for. Asked for both, a lone number is the amount."""
    lowered = said.lower()
    if "how much would you like to borrow" in lowered:
        return "amount"
    if "how many months" in lowered:
        return "term"
    if _refusal(said):
        return "term" if "term" in lowered else "amount"
    return None


def _refusal(said: str) -> bool:
    return said.startswith(sentences.refused(""))


def _wish(said: _Said) -> Wish:
    number = words.bare_number(said.text)
    asked = _asked(said.before)
    if number is None:
        return words.wish(said.text)
    if asked == "term":
        return Wish(terms=(number,))
    return Wish(amounts=(Amount(value=Decimal(number), currency=""),)) if asked else Wish()


def _exchange(talk: Talk) -> Iterator[_Said]:
    """The messages that belong together, newest first, back to the one that opened it."""
    for said in _newest_first(talk):
        found = intents.of(said.text)
        if found not in ((), ("apply",), ("quote",)):
            continue
        yield said
        if found and not _asked(said.before) and not _REFERS.search(said.text.lower()):
            return


_REFERS = re.compile(
    r"\b(?:apply(?:ing)?|apply for|applying for|go|borrow|take|do|want|have|get|like)\s+"
    r"(?:it|that|this|the same|exactly that)\b"
)


def _newest_first(talk: Talk) -> Iterator[_Said]:
    """The customer's messages back to where the desk finished something.

    It did so by its own note, or by ending a turn without a word: then no answer follows
    the customer's message.
    """
    yield _Said(before=talk.last_said, text=talk.message)
    followed_by = "user"
    for place in range(len(talk.before) - 1, -1, -1):
        line = talk.before[place]
        if line.by == "desk" or (line.by == "user" and followed_by == "user"):
            return
        if line.by == "user":
            earlier = talk.before[place - 1] if place else None
            said = earlier.text if earlier and earlier.by == "assistant" else ""
            yield _Said(before=said, text=line.text)
        followed_by = line.by
