"""The rules of the two agents that talk with customers. Pure; called by `rules`."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from local.offline_model import (
    answering,
    applying,
    intents,
    loan_sentences,
    looking,
    outputs,
    reminding,
    repaying,
    rights,
    sentences,
    words,
)
from local.offline_model.intents import Intent
from local.offline_model.outputs import Credits, Outcome, Quote
from local.offline_model.talk import Call, Output, Say, Talk

HAND_OVER = "hand_over_to_credit_agent"
_OPEN = ("submitted", "under_review", "info_requested", "referred", "approved")
_RUNNING = ("active", "in_arrears")
_FROM_LOAN = re.compile(r"\bwithdraw\w* from\b")

Topic = Intent | Literal["answer"]


def answer(talk: Talk) -> Output:
    """The next output of the front desk or of the credit agent."""
    try:
        reminder = reminding.wanted(talk)
        if reminder:
            return _reminder(reminder, talk)
        right = rights.wanted(talk.message)
        return _right(right, talk) if right else _next(_topics(talk), talk)
    except outputs.Refused as refusal:
        return Say(sentences.refused(str(refusal)))
    except outputs.Invalid:
        return Say(sentences.INVALID)
    except outputs.Unusable:
        return Say(sentences.APOLOGY)


def _reminder(wanted: reminding.Wanted, talk: Talk) -> Output:
    stuck = "remind" not in talk.tools and reminding.HAND_BACK in talk.results
    return Say(sentences.UNAVAILABLE) if stuck else reminding.answer(wanted, talk)


def _right(right: rights.Right, talk: Talk) -> Output:
    if right == "contest" and "submit_application" not in talk.tools:
        return _handed_over(talk)
    return rights.answer(right, talk)


def _topics(talk: Talk) -> tuple[Topic, ...]:
    if sentences.ASK_WHICH_WITHDRAWAL in talk.last_said and words.credit_ids(talk.message):
        return ("withdraw",)
    if repaying.continued(talk):
        return ("repay",)
    read = intents.of_requests if talk.questions else intents.of
    found = read(talk.message)
    if found:
        return found
    going_on = applying.continued(talk)
    if going_on:
        return (going_on,)
    return ("answer",) if talk.questions else ()


def _next(topics: tuple[Topic, ...], talk: Talk) -> Output:
    if not topics:
        return Say(sentences.HELP)
    topic = topics[0]
    act = _ACTS.get(topic)
    if act and "submit_application" not in talk.tools:
        return _handed_over(talk)
    if act:
        return act(talk)
    if topic in _SHOWS:
        return _SHOWS[topic](talk)
    if looking.looks(topic):
        return looking.answer([t for t in topics if looking.looks(t)], talk)
    return Say(_said(topic, talk))


def _handed_over(talk: Talk) -> Output:
    return Say(sentences.UNAVAILABLE) if HAND_OVER in talk.results else (Call(HAND_OVER, {}),)


def _said(topic: Topic, talk: Talk) -> str:
    if topic == "help" and any(w in talk.message.lower() for w in ("withdraw", "cancel")):
        return sentences.WITHDRAWING
    text = _WORDS.get(topic, sentences.HELP)
    open_now = [sentences.reminder(q.credit_id, q.text) for q in talk.questions]
    return "\n\n".join([text, *open_now]) if topic == "greeting" else text


_WORDS: Mapping[Topic, str] = {
    "greeting": sentences.GREETING,
    "thanks": sentences.THANKS,
    "identity": sentences.IDENTITY,
    "others": sentences.OTHERS,
    "dropped": sentences.DROPPED,
    "accept": sentences.OFFER,
}


def _apply(talk: Talk) -> Output:
    if "submit_application" in talk.results:
        outputs.check(talk.results["submit_application"])
        return Say(sentences.RECEIVED)
    wish = applying.gathered(talk)
    question = applying.missing(wish)
    if question:
        return Say(question)
    amount = applying.plain(wish.amounts[0].value)
    return (Call("submit_application", {"amount": amount, "months": wish.terms[0]}),)


def _quote(talk: Talk) -> Output:
    if "quote" in talk.results:
        return Say(sentences.quote(outputs.read(talk.results["quote"], Quote)))
    wish = applying.gathered(talk)
    question = applying.missing(wish)
    if question:
        return Say(question)
    amount = applying.plain(wish.amounts[0].value)
    return (Call("quote", {"amount": amount, "months": wish.terms[0]}),)


def _withdraw(talk: Talk) -> Output:
    ids = words.credit_ids(talk.message)
    if not ids and "list_credits" not in talk.results:
        return (Call("list_credits", {}),)
    if not ids:
        found = outputs.read(talk.results["list_credits"], Credits).credits
        loans = {each.credit_id: each.amount for each in found if each.state in _RUNNING}
        ids = tuple(each.credit_id for each in found if each.state in _OPEN)
        if loans and (not ids or _FROM_LOAN.search(talk.message.lower())):
            if len(loans) > 1:
                return Say(loan_sentences.which(loans))
            return repaying.withdraw(talk, next(iter(loans)))
    return _withdraw_one(ids, talk)


def _withdraw_one(ids: Sequence[str], talk: Talk) -> Output:
    """An application; where it has become a loan, a quote for withdrawing from that."""
    if not ids:
        return Say(sentences.NOTHING_TO_WITHDRAW)
    if len(ids) > 1:
        return Say(f"{sentences.ASK_WHICH_WITHDRAWAL} {', '.join(ids)}.")
    if "withdraw_application" not in talk.results:
        return (Call("withdraw_application", {"credit_id": ids[0]}),)
    outcome = outputs.read(talk.results["withdraw_application"], Outcome).outcome
    told = sentences.withdrawn(outcome, credit_id=ids[0])
    if outcome != "closed":
        return Say(told)
    try:
        return repaying.withdraw(talk, ids[0])
    except outputs.Refused as refusal:
        return Say(f"{told} {refusal}")


def _answer_question(talk: Talk) -> Output:
    credit_id = answering.meant(talk.message, questions=talk.questions)
    if credit_id is None:
        return Say(sentences.which_question([q.credit_id for q in talk.questions]))
    if credit_id not in {question.credit_id for question in talk.questions}:
        return Say(sentences.answered("unknown", credit_id=credit_id))
    if "answer_question" not in talk.results:
        return (Call("answer_question", {"credit_id": credit_id}),)
    outcome = outputs.read(talk.results["answer_question"], Outcome).outcome
    return Say(sentences.answered(outcome, credit_id=credit_id))


_ACTS: Mapping[Topic, Callable[[Talk], Output]] = {
    "apply": _apply,
    "withdraw": _withdraw,
    "answer": _answer_question,
    "repay": repaying.repay,
    "difficulties": repaying.difficulties,
}
_SHOWS: Mapping[Topic, Callable[[Talk], Output]] = {
    "quote": _quote,
    "schedule": repaying.schedule,
}
