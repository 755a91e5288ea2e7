"""Reminders: setting, listing and cancelling them. Pure. The desk's tools find every moment.

These go before everything else, also while a question is open.
"""

import re
from collections.abc import Callable, Mapping
from typing import Literal

from local.offline_model import moments, numerals, outputs, reminder_sentences, repaying, words
from local.offline_model.outputs import Cancelled, Reminder, Reminders
from local.offline_model.talk import Call, Output, Say, Talk

Wanted = Literal["set", "list", "cancel"]
HAND_BACK = "hand_back_to_front_desk"


def wanted(talk: Talk) -> Wanted | None:
    """What the message wants with reminders, or None."""
    said = numerals.typed(talk.message)
    for pattern, kind in _KINDS:
        if pattern.search(said):
            return kind
    return "set" if _continued(talk) else None


def answer(kind: Wanted, talk: Talk) -> Output:
    """The tool's call; once it has been made, what became of it."""
    if "remind" not in talk.tools:
        return (Call(HAND_BACK, {}),)
    try:
        return _ACTS[kind](talk)
    except outputs.Refused as refused:
        return Say(reminder_sentences.refused(str(refused)))
    except outputs.Invalid:
        return Say(reminder_sentences.ASK_WHEN)


_CALL_OFF = r"\b(?:cancel|delete|remove|forget|drop|stop|clear)\b"
_SET = re.compile(
    r"\bremind me\b(?! (?:why|what|how|who|which|where|whether|of what)\b)"
    r"|\b(?:ask|write|tell|ping) me again\b"
    r"|\b(?:set|make|add|create|need|want|like)\b[^.?!]*\ba(?:nother)? reminder\b",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[re.Pattern[str], Wanted], ...] = (
    (
        re.compile(
            rf"{_CALL_OFF}[^.?!]*\b(?:reminders?|r-\d+)\b|\b(?:don't|do not) remind me\b",
            re.IGNORECASE,
        ),
        "cancel",
    ),
    (_SET, "set"),
    (re.compile(r"\breminders\b|\breminder\b[^.!]*\?", re.IGNORECASE), "list"),
)
_ID = re.compile(r"\bR-[1-9]\d{0,5}\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:all|every|any)\b|\b(?:my|the) reminders\b", re.IGNORECASE)
_AGAIN = re.compile(r"\bask me again\b", re.IGNORECASE)
_ASKED = (reminder_sentences.ASK_WHEN, reminder_sentences.ASK_WHAT)
_LEAD = re.compile(r"^(?:(?:please|to|of|about|that|for|and)\b|[\s,:])+", re.IGNORECASE)
_TAIL = re.compile(r"(?:[\s,]*\b(?:please|thanks|thank you|ok)\b)*[\s,.!?]*$", re.IGNORECASE)


def _set(talk: Talk) -> Output:
    if "remind" in talk.results:
        given = talk.results["remind"]
        outputs.check(given)
        unclear = repaying.unclear(given)
        return Say(unclear or reminder_sentences.done(outputs.read(given, Reminder)))
    said = _exchange(talk)
    found = moments.moment(said)
    if found is None:
        return Say(reminder_sentences.ASK_WHEN)
    text = _text(found.rest) or (_asked_before(talk) if _AGAIN.search(said) else "")
    before = "days_before_instalment" in found.arguments
    if not text and not before:
        return Say(reminder_sentences.ASK_WHAT)
    named = words.credit_ids(said) if before else ()
    more: dict[str, object] = {"credit_id": named[0]} if named else {}
    return (Call("remind", {"text": text, **found.arguments, **more}),)


def _list(talk: Talk) -> Output:
    if "reminders" not in talk.results:
        return (Call("reminders", {}),)
    return Say(reminder_sentences.listed(outputs.read(talk.results["reminders"], Reminders)))


def _cancel(talk: Talk) -> Output:
    if "cancel_reminder" in talk.results:
        given = talk.results["cancel_reminder"]
        outputs.check(given)
        gone = outputs.read(given, Cancelled).cancelled
        return Say(reminder_sentences.cancelled(gone))
    ids = _ID.findall(talk.message)
    if len(ids) == 1:
        return (Call("cancel_reminder", {"reminder": ids[0].upper()}),)
    if not ids and _ALL.search(talk.message):
        return (Call("cancel_reminder", {"reminder": "all"}),)
    if "reminders" not in talk.results:
        return (Call("reminders", {}),)
    own = outputs.read(talk.results["reminders"], Reminders)
    meant = [each for each in own.reminders if _meant(each, talk.message)]
    if len(meant) == 1:
        return (Call("cancel_reminder", {"reminder": meant[0].reminder}),)
    return Say(reminder_sentences.which(own) if own.reminders else reminder_sentences.NONE)


def _meant(reminder: Reminder, message: str) -> bool:
    """Whether the message names its day, or its instalment, or nothing of the kind."""
    said = message.lower()
    if moments.weekday(said):
        return moments.weekday(said) == reminder.weekday.lower()
    if re.search(r"\binstall?ment\b", said):
        return reminder.instalment_due is not None
    return True


def _text(rest: str) -> str:
    """What is to be remembered: all behind "remind me", without the moment."""
    start = _SET.search(rest)
    bare = rest[start.end() :] if start else rest
    return " ".join(_TAIL.sub("", _LEAD.sub("", bare)).split())


def _asked_before(talk: Talk) -> str:
    """What the customer was asked and will be asked again."""
    if talk.questions:
        return talk.questions[-1].text
    said = talk.last_said.strip()
    return said.splitlines()[-1] if said.endswith("?") and said not in _ASKED else ""


def _continued(talk: Talk) -> bool:
    """Whether the message gives what was still missing: a moment, or of what."""
    if talk.last_said == reminder_sentences.ASK_WHEN:
        return moments.moment(talk.message) is not None
    return talk.last_said == reminder_sentences.ASK_WHAT and not talk.message.rstrip().endswith("?")


def _exchange(talk: Talk) -> str:
    """The message, behind those of the customer that it completes."""
    said = numerals.typed(talk.message)
    if _SET.search(said):
        return said
    lines = list(talk.before)
    while len(lines) > 1 and lines[-1].text in _ASKED and lines[-2].by == "user":
        to = " to " if lines[-1].text == reminder_sentences.ASK_WHAT else " "
        said = numerals.typed(lines[-2].text) + to + _LEAD.sub("", said)
        del lines[-2:]
    return said


_ACTS: Mapping[Wanted, Callable[[Talk], Output]] = {
    "set": _set,
    "list": _list,
    "cancel": _cancel,
}
