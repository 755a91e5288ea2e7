"""What a conversation remembers, and what of it a model gets to see. Pure.

A turn is written once and deleted when it leaves the window. The model sees the last `WINDOW`
turns and, of all before, one line each in a summary of bounded length: nothing grows with age.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from services.agent.items import Called, Item, Returned, Said
from services.contracts import sizes
from services.contracts.keys import Key, PersonKey
from services.contracts.posts import Reply, Sentence
from services.contracts.session import Line, Message, Note, OpenQuestion, Standing
from services.contracts.wire import Wire

WINDOW = 12
MOST_HEARD = 12
NAMED = timedelta(hours=20)
"""For so long, and some hours more, Restate itself takes a message once by its name."""
LONGEST_ANSWER = 4000
LONGEST_RESULT = 800
LONGEST_SUMMARY = 1500
_DISCRETION = (
    "Others read along in this thread. Answer as usual: what you tell of the account reaches "
    "the customer alone, by direct message."
)
_TOLD_ALONE = "[desk] answered this to the customer alone"
LONGEST_LIST = 20
_SHORTCODE = re.compile(r":[\w+'-]+:")
"""What an emoji becomes in a message's text, such as `:+1:`."""


class Record(Wire):
    """One turn, or one note of the desk, as it is kept."""

    items: tuple[Item, ...]


class Head(Wire):
    """The small part of a session that every turn reads and writes."""

    owner: PersonKey | None = None
    agent: str
    records: int = 0
    """How many were ever written; record `n` is kept under `record.{n}`."""
    replies: int = 0
    summary: str = ""
    questions: tuple[OpenQuestion, ...] = ()
    paused: date | None = None
    """The day on which the owner was told that it goes on."""
    last: datetime | None = None
    """When the owner last wrote; None where nobody did since anything was deleted."""
    timed: bool = False
    """A timer runs that will look whether it is time to delete."""
    listed: bool = False
    """It stands in its owner's list of conversations."""
    discreet: bool = False
    """True where others read along: what is kept then holds no figures of the account."""
    since: int = 0
    """Records before this are of a time without discretion, and are not read any more."""
    turned_away: tuple[PersonKey, ...] = ()
    """Who was told that they are not served, the last of them."""
    heard: tuple[Key, ...] = ()
    """The messages that were answered last, by their references."""
    heard_until: datetime | None = None
    """Of messages up to this moment some were answered that `heard` does not name any more."""


def welcome(
    head: Head, message: Message, *, served: frozenset[Standing]
) -> Literal["turn", "refuse", "turn_away", "ignore"]:
    """Whether a message becomes a turn. Only the owner's do; the first who addresses owns."""
    if message.standing not in served:
        told = message.standing == "machine" or message.author in head.turned_away
        return "ignore" if told or not message.addressed else "turn_away"
    if head.owner is None:
        return "turn" if message.addressed else "ignore"
    if head.owner == message.author:
        return "turn"
    return "refuse" if message.addressed else "ignore"


def turned_away(head: Head, person: PersonKey) -> Head:
    """The head after the person was told so."""
    last = (*head.turned_away, person)[-LONGEST_LIST:]
    return head.model_copy(update={"turned_away": last})


def is_answered(head: Head, message: Message) -> bool:
    """Whether the message was answered before, as far as `heard` goes back."""
    return message.reference in head.heard


def may_be_answered(head: Head, message: Message) -> bool:
    """Whether it may have been, so long ago that nobody remembers which were."""
    return head.heard_until is not None and message.sent_at <= head.heard_until


def answered(head: Head, message: Message) -> Head:
    """The head after the message was answered."""
    heard = (*head.heard, message.reference)
    if len(heard) <= MOST_HEARD:
        return head.model_copy(update={"heard": heard})
    return head.model_copy(
        update={"heard": heard[-MOST_HEARD:], "heard_until": _last_moment(head, message)}
    )


def unusable(message: Message) -> Literal["no_text", "too_long"] | None:
    """Why the words can't be given to a model, or None."""
    if not any(letter.isalnum() for letter in _SHORTCODE.sub(" ", message.text)):
        return "no_text"
    return "too_long" if len(message.text) > sizes.MESSAGE else None


def heard(head: Head, *, shared: bool) -> Head:
    """The head under a message. What was kept without discretion is not for others to hear of."""
    if not shared or head.discreet:
        return head.model_copy(update={"discreet": shared})
    return head.model_copy(update={"discreet": True, "since": head.records, "summary": ""})


def is_watched(message: Message) -> bool:
    """Whether the answer is shown while it is written: not before it is known who may read it."""
    return message.live and not message.shared


def window(head: Head) -> range:
    """The numbers of the records that the model sees."""
    return range(max(0, head.records - WINDOW), head.records)


def history(head: Head, records: Sequence[Record], *, today: date) -> tuple[Item, ...]:
    """What goes before the turn's new message: the day, what is open, what was before."""
    context = [f"Today is {today.isoformat()}."]
    if head.discreet:
        context.append(_DISCRETION)
    context += [f"Open question for {q.credit_id}: {_asked(head, q)}" for q in head.questions]
    if head.summary:
        context.append(f"Earlier: {head.summary}")
    known = records[max(0, head.since - window(head).start) :]
    before = [item for record in known for item in record.items]
    return (*before, Said(role="developer", text="\n".join(context)))


def kept(items: Sequence[Item]) -> Record:
    """The record of a turn. Long results are cut: the model has already used them.

    And long answers: what they cost is paid with each of the next turns.
    """
    return Record(items=tuple(_shortened(item) for item in items))


def hidden(items: Sequence[Item]) -> tuple[Item, ...]:
    """What may be kept where others read along of a turn for the customer alone: the question."""
    return (items[0], Said(role="developer", text=_TOLD_ALONE))


def appended(head: Head, *, leaving: Record | None) -> Head:
    """The head after one more record; `leaving` is the one that drops out of the window."""
    known = leaving if head.records - WINDOW >= head.since else None
    lines = [head.summary, _line(known)] if known else [head.summary]
    summary = " | ".join(line for line in lines if line)
    return head.model_copy(
        update={"records": head.records + 1, "summary": summary[-LONGEST_SUMMARY:]}
    )


def leaves(head: Head) -> int | None:
    """The number of the record that drops out of the window when one more is written."""
    return head.records - WINDOW if head.records >= WINDOW else None


def said(head: Head, note: Note) -> Said:
    """A note as the model reads it, as far as it may be known here."""
    openly = note.openly or "wrote to the customer alone"
    return Said(role="developer", text=f"[desk] {openly if head.discreet else note.text}")


def aside(message: Message, content: Reply | Sentence) -> Note | None:
    """For whoever goes on under an answer that came aside; None where it has no need to."""
    if not (message.shared and isinstance(content, Reply)):
        return None
    asked, told = message.text[:LONGEST_RESULT], content.text[:LONGEST_RESULT]
    return Note(text=f'the customer asked in a channel: "{asked}", and was told here: {told}')


def noted(head: Head, note: Note) -> Head:
    """The head after a note of the desk opened or closed a question."""
    ids = {(q.credit_id, q.question) for q in (note.opened, note.closed) if q}
    rest = tuple(q for q in head.questions if (q.credit_id, q.question) not in ids)
    opened = (note.opened,) if note.opened else ()
    return head.model_copy(update={"questions": (*rest, *opened)})


def _last_moment(head: Head, message: Message) -> datetime:
    """Not before any message that was answered; a later one than needed does no harm."""
    return max(each for each in (head.heard_until, head.last, message.sent_at) if each)


def _asked(head: Head, question: OpenQuestion) -> str:
    return "(the customer alone has read it)" if head.discreet else question.text


def left(head: Head, *, until: datetime, retention: timedelta) -> timedelta:
    """How long it is kept from then on; nothing where its time is over."""
    if head.last is None:
        return timedelta()
    return max(timedelta(), head.last + retention - until)


def emptied(head: Head, *, front: str) -> Head | None:
    """What stays when what was said is deleted; None where that is nothing.

    The owner does, or the next who writes would own the thread and read what the desk still
    posts there; and a question that is open, which belongs to its application.
    """
    if head.owner is None and not head.questions:
        return None
    return Head(owner=head.owner, agent=front, questions=head.questions)


def lines(records: Sequence[Record]) -> tuple[Line, ...]:
    """The records as a person reads them."""
    return tuple(_spoken(item) for record in records for item in record.items)


def _spoken(item: Item) -> Line:
    match item:
        case Said(role="user"):
            return Line(by="customer", text=item.text)
        case Said(role="assistant"):
            return Line(by="assistant", text=item.text)
        case Said():
            return Line(by="desk", text=item.text)
        case Called():
            return Line(by="tool", text=f"{item.name} {item.arguments}")
        case Returned():
            return Line(by="tool", text=item.output)


def _shortened(item: Item) -> Item:
    match item:
        case Said(role="assistant") if len(item.text) > LONGEST_ANSWER:
            return item.model_copy(update={"text": item.text[:LONGEST_ANSWER] + "…"})
        case Returned() if len(item.output) > LONGEST_RESULT:
            return item.model_copy(update={"output": item.output[:LONGEST_RESULT] + "…"})
        case Called() if len(item.arguments) > LONGEST_RESULT:
            return item.model_copy(update={"arguments": "{}"})
        case _:
            return item


def _line(record: Record) -> str:
    """One turn in a few words: who said what, and which tools were used."""
    words: list[str] = []
    for item in record.items:
        match item:
            case Said(role="user"):
                words.append(f"customer: {item.text[:80]}")
            case Said(role="assistant"):
                words.append(f"desk: {item.text[:80]}")
            case Said(role="developer"):
                words.append(item.text[:100])
            case _:
                pass
    return "; ".join(words)
