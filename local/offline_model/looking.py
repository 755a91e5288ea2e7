"""Looking things up: balance, transactions, and how credits stand. Pure; reads only."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from local.offline_model import (
    applying,
    kinds,
    outputs,
    periods,
    repaying,
    sentences,
    words,
)
from local.offline_model.outputs import Balance, Credit, Credits, Quote, Transactions
from local.offline_model.talk import Call, Output, Say, Talk

_TOOLS = {
    "balance": "get_balance",
    "transactions": "list_transactions",
    "status": "list_credits",
    "repayment": "list_credits",
    "owed": "loan_statement",
}


def looks(topic: str) -> bool:
    """Whether the topic is one that is answered here."""
    return topic in _TOOLS


def answer(topics: Sequence[str], talk: Talk) -> Output:
    """First all the calls that are needed, at once; then one answer for all topics."""
    topics = [_known(topic, talk) for topic in topics]
    if "repayment" in topics:
        topics = [topic for topic in topics if topic != "status"]
    needed = dict.fromkeys(_TOOLS[topic] for topic in topics)
    calls = tuple(_call(tool, talk) for tool in needed if tool not in talk.results)
    if calls:
        return calls
    quote = _quote_needed(talk) if "repayment" in topics else None
    if quote and "quote" not in talk.results:
        return (quote,)
    return Say("\n\n".join(_SENTENCES[topic](talk) for topic in topics))


def _known(topic: str, talk: Talk) -> str:
    """Where no one loan is meant, what is owed is read off the list of all credits."""
    given = talk.results.get("loan_statement", "")
    return "repayment" if topic == "owed" and given and repaying.unclear(given) else topic


def _call(tool: str, talk: Talk) -> Call:
    if tool == "loan_statement":
        return Call(tool, repaying.named(talk))
    return Call(tool, _query(talk) if tool == "list_transactions" else {})


def _query(talk: Talk) -> dict[str, object]:
    query: dict[str, object] = {}
    if talk.today:
        found = periods.period(talk.message, today=talk.today)
        found = found or periods.last_month(today=talk.today)
        query = {"since": found.since.isoformat(), "until": found.until.isoformat()}
    if named := kinds.categories(talk.message, offered=talk.categories):
        query["categories"] = list(named)
    return query


def _balance(talk: Talk) -> str:
    return sentences.balance(outputs.read(talk.results["get_balance"], Balance))


_OUT = re.compile(r"\b(?:spen[dt]\w*|expen\w+|purchases?|bought|pay|paid|outgoings?|went out)\b")
_IN = re.compile(r"\b(?:earn\w*|income|salary|wages?|deposits?|c[ao]me in|coming in|money in)\b")


def _transactions(talk: Talk) -> str:
    found = outputs.read(talk.results["list_transactions"], Transactions)
    said = talk.message.lower()
    out, money_in = bool(_OUT.search(said)), bool(_IN.search(said))
    direction = "" if out == money_in else "out" if out else "in"
    return sentences.transactions(found, direction=direction)


_ENDED = ("rejected", "expired", "withdrawn", "aborted", "closed")
_RUNNING = ("active", "in_arrears")


def _credits(talk: Talk) -> tuple[Credit, ...]:
    """The credits that the message names, or all."""
    found = outputs.read(talk.results["list_credits"], Credits).credits
    named = words.credit_ids(talk.message)
    return tuple(credit for credit in found if not named or credit.credit_id in named)


def _payable(talk: Talk) -> tuple[Credit, ...]:
    found = _credits(talk)
    return tuple(credit for credit in found if credit.state not in _ENDED) or found


def _status(talk: Talk) -> str:
    return sentences.listed(list(_each(_credits(talk), talk, sentences.status)))


def _repayment(talk: Talk) -> str:
    payable = _payable(talk)
    if _quote_needed(talk) and "quote" in talk.results:
        quote = outputs.read(talk.results["quote"], Quote)
        known = quote.model_dump(exclude={"amount", "months", "total_interest"})
        payable = (payable[0].model_copy(update=known),)
    return sentences.listed(list(_each(payable, talk, sentences.repayment)))


def _each(chosen: Sequence[Credit], talk: Talk, sentence: Callable[[Credit], str]) -> Iterator[str]:
    found = {credit.credit_id for credit in chosen}
    yield from (sentence(credit) for credit in chosen)
    missing = [named for named in words.credit_ids(talk.message) if named not in found]
    yield from (sentences.not_found(named) for named in missing)
    if not found and not missing:
        yield sentences.NO_CREDITS


def _quote_needed(talk: Talk) -> Call | None:
    """Where the only credit has no instalment yet: the quote that tells it."""
    payable = _payable(talk)
    if len(payable) != 1 or payable[0].instalment or payable[0].state in (*_ENDED, *_RUNNING):
        return None
    amounts = words.wish(payable[0].amount).amounts
    if len(amounts) != 1:
        return None
    amount = applying.plain(amounts[0].value)
    return Call("quote", {"amount": amount, "months": payable[0].months})


_SENTENCES: Mapping[str, Callable[[Talk], str]] = {
    "balance": _balance,
    "transactions": _transactions,
    "status": _status,
    "repayment": _repayment,
    "owed": repaying.owed,
}
