"""A loan that runs: the schedule, repaying it early or in part, difficulties. Pure.

Called by the desk's rules. What the tool can't tell of itself it says: which loan, or none.
"""

import re
from collections.abc import Iterator

from local.offline_model import applying, intents, loan_sentences, outputs, sentences, words
from local.offline_model.outputs import Outcome, Repayment, Statement, Which
from local.offline_model.talk import Call, Output, Say, Talk


def continued(talk: Talk) -> bool:
    """Whether the message answers what a partial repayment still needed."""
    if loan_sentences.ASK_CHOICE in talk.last_said:
        return choice(talk.message) is not None
    if loan_sentences.ASK_PART in talk.last_said:
        return bool(words.wish(talk.message).amounts) or words.bare_number(talk.message) is not None
    return False


def owed(talk: Talk) -> str:
    """What is owed on the loan that the tool found."""
    return loan_sentences.owed(outputs.read(talk.results["loan_statement"], Statement))


def schedule(talk: Talk) -> Output:
    """The table, as a card that ends the turn; words only where there is none."""
    if "show_schedule" not in talk.results:
        return (Call("show_schedule", named(talk)),)
    given = talk.results["show_schedule"]
    outputs.check(given)
    return Say(unclear(given) or sentences.APOLOGY)


def repay(talk: Talk) -> Output:
    """A quote for all of it, or for a part once amount and choice are there."""
    if "quote_repayment" in talk.results:
        return quoted(talk)
    said = list(_exchange(talk))
    amounts = next((found for each in said if (found := _amounts(each))), ())
    partial = any(words.wish(each).amounts or _PART.search(each.lower()) for each in said)
    if not partial:
        return (Call("quote_repayment", {"kind": "early", **named(talk)}),)
    if len(amounts) != 1:
        return Say(loan_sentences.ASK_PART)
    wished = next((found for each in said if (found := choice(each))), None)
    if wished is None:
        return Say(loan_sentences.ASK_CHOICE)
    part = {"kind": "partial", "amount": amounts[0], "choice": wished}
    return (Call("quote_repayment", {**part, **named(talk)}),)


def withdraw(talk: Talk, credit_id: str) -> Output:
    """A quote for withdrawing from a loan."""
    if "quote_repayment" in talk.results:
        return quoted(talk)
    return (Call("quote_repayment", {"kind": "withdrawal", "credit_id": credit_id}),)


def difficulties(talk: Talk) -> Output:
    """Passed on to the officers."""
    if "report_difficulties" not in talk.results:
        return (Call("report_difficulties", named(talk)),)
    given = talk.results["report_difficulties"]
    outputs.check(given)
    told = unclear(given)
    return Say(told or loan_sentences.reported(outputs.read(given, Outcome).outcome))


def quoted(talk: Talk) -> Output:
    """The figures of the quote that the tool gave."""
    given = talk.results["quote_repayment"]
    outputs.check(given)
    return Say(unclear(given) or loan_sentences.quoted(outputs.read(given, Repayment)))


def unclear(given: str) -> str:
    """What to say where a tool could not tell which loan is meant; else nothing."""
    try:
        found = outputs.read(given, Which)
    except outputs.Unusable:
        return ""
    match found.outcome:
        case "which":
            return loan_sentences.which(found.loans)
        case "no_loan" | "unknown":
            return loan_sentences.NO_LOAN
        case _:
            return ""


def choice(text: str) -> str | None:
    """What a partial repayment shall make smaller; None where the text names not just one."""
    said = text.lower()
    shorter, lower = _SHORTER.search(said), _LOWER.search(said)
    if bool(shorter) == bool(lower):
        return None
    return "shorter_term" if shorter else "lower_instalment"


def named(talk: Talk) -> dict[str, object]:
    """The argument for the loan that the message names, if it names one."""
    ids = [found for said in _exchange(talk) for found in words.credit_ids(said)]
    return {"credit_id": ids[0]} if ids else {}


_PART = re.compile(r"\b(?:part\w*|some of|extra|a bit|half)\b")
_SHORTER = re.compile(r"\b(?:short\w*|fewer|sooner|term|less time)\b")
_LOWER = re.compile(r"\b(?:lower\w*|smaller|reduc\w+|less a month|install?ments?)\b")


def _amounts(text: str) -> tuple[str, ...]:
    number = words.bare_number(text)
    if number is not None:
        return (f"{number}.00",)
    found = (a for a in words.wish(text).amounts if a.currency in ("", "EUR"))
    return tuple(applying.plain(amount.value) for amount in found)


def _exchange(talk: Talk) -> Iterator[str]:
    """The customer's messages of this exchange, newest first, back to the one that opened it."""
    yield talk.message
    if not continued(talk):
        return
    for line in reversed(talk.before):
        if line.by == "user":
            yield line.text
            if intents.of(line.text) == ("repay",):
                return
