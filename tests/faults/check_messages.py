"""Whether every message was answered once and in order, nothing twice, nothing to others. Pure."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping

from services.contracts.keys import CreditId
from tests.faults import marks, record
from tests.faults.findings import Violation
from tests.faults.record import Asked, Message, Post, Record

ASIDE = ("offer", "disbursed", "instalment", "closed")
"""What is posted of a credit's figures, as marks name it."""
_ABOUT = re.compile(r"(p:|file:)(?P<credit>CR-\w{8})[.-](?P<what>\w+)")


def answered(noted: Record) -> Iterator[Violation]:
    """Each acknowledged message has one answer: a reply, or the card of its application."""
    replies = {post.mark for post in noted.posts}
    applying: dict[str, list[Message]] = defaultdict(list)
    for message in noted.messages:
        replied = message.answer_mark in replies
        if message.kind == "aside" and replied:
            yield _about(message, "answered who does not own the thread")
        elif message.kind == "apply":
            applying[message.thread].append(message)
        elif message.kind == "fresh" and not message.acknowledged:
            yield _about(message, "not heard after healing")
        elif message.kind != "aside" and message.acknowledged and not replied:
            yield _about(message, "lost")
    for thread, messages in applying.items():
        yield from _received(noted, thread, messages, replies)


def _received(
    noted: Record, thread: str, applying: list[Message], replies: set[str]
) -> Iterator[Violation]:
    """As many applications as messages asked for one and got no other answer."""
    root = (applying[0].channel, applying[0].root)
    posts = (post.mark for post in noted.posts if (post.channel, post.root) == root)
    cards = {mark for mark in posts if mark.endswith(".received")}
    unanswered = [message for message in applying if message.answer_mark not in replies]
    surely = [message for message in unanswered if message.acknowledged]
    said = f"{', '.join(_named(message) for message in applying)}: received {len(cards)} times"
    if len(cards) < len(surely):
        yield Violation("lost", said, thread, surely[0].idempotency_key)
    if len(cards) > len(unanswered):
        more = f"{said}, {len(applying) - len(unanswered)} times answered otherwise"
        yield Violation("applied twice", more, thread, applying[0].idempotency_key)


def posted_once(noted: Record) -> Iterator[Violation]:
    """No post stands twice in Slack, and each can be told from every other one."""
    counted = Counter((post.channel, post.root, post.mark) for post in noted.posts)
    for (channel, root, mark), times in counted.items():
        if not mark:
            yield Violation("posted without a mark", f"{times} posts in {channel} {root}")
        elif times > 1:
            message = noted.by_mark.get(mark)
            said = f", the answer to {_named(message)}" if message else ""
            what = f"{mark} {times} times in {channel}{said}"
            yield Violation("posted twice", what, *_where(message, _key(mark)))


def in_order(noted: Record) -> Iterator[Violation]:
    """Of two messages, the one acknowledged before the other was sent is answered before it."""
    came = {post.mark: post.at for post in reversed(noted.posts)}
    threads: dict[str, list[Message]] = defaultdict(list)
    for message in noted.messages:
        if message.answer_mark in came:
            threads[message.thread].append(message)
    for thread, messages in threads.items():
        for later, earlier in itertools.product(messages, messages):
            first = earlier.acknowledged
            before = first is not None and first < later.sent
            if before and came[earlier.answer_mark] > came[later.answer_mark]:
                what = f"{_named(later)} was answered before {_named(earlier)}"
                yield Violation("out of order", what, thread, later.idempotency_key)


def to_the_point(noted: Record) -> Iterator[Violation]:
    """An answer answers its message, and each message stood once in its conversation."""
    for post in noted.posts:
        message = noted.by_mark.get(post.mark)
        if message and set(marks.tokens(post.text)) - {message.token}:
            yield _about(message, "answered another message")
    for token in {token for asked in noted.asked for token in asked.repeated}:
        yield _about(noted.by_token[token], "taken twice into the conversation")


def kept_apart(
    noted: Record, *, customer_of: Callable[[CreditId], str | None]
) -> Iterator[Violation]:
    """No words of a customer, and no text of an account, where another one's stand."""
    roots = {(m.channel, m.root): m.user for m in noted.messages if m.ts == m.root}
    for post in (*noted.posts, *noted.edits, *noted.whispers):
        owner = _owner(post, roots, customer_of)
        if strange := marks.canaries([post.text]) - {marks.canary(owner)}:
            what = f"{sorted(strange)} in {post.mark} for {owner or 'all'} in {post.channel}"
            where = _where(noted.by_mark.get(post.mark), _key(post.mark))
            yield Violation("leaked", what, *where)
    for asked in noted.asked:
        owner = _asker(noted, asked, roots, customer_of)
        if strange := asked.canaries - {marks.canary(owner)}:
            what = f"{sorted(strange)} in the prompt of {owner} for {asked.token or asked.credit}"
            yield Violation("leaked", what, *_where(noted.by_token.get(asked.token), asked.credit))


def told_aside(noted: Record) -> Iterator[Violation]:
    """What is for its reader alone stands in no channel, as a post or as a file."""
    for post in noted.posts:
        named = _ABOUT.match(post.mark)
        if named and named["what"] in ASIDE and not record.whose(post.channel):
            yield Violation("told to all", f"{post.mark} in {post.channel}", named["credit"])


def _owner(
    post: Post,
    roots: Mapping[tuple[str, str], str],
    customer_of: Callable[[CreditId], str | None],
) -> str:
    """Who may be spoken of there; nobody in a channel's own messages but a referral's customer."""
    if user := record.whose(post.channel):
        return user
    if (post.channel, post.root) in roots:
        return roots[post.channel, post.root]
    key = _key(post.mark)
    about_one = post.channel == record.OFFICERS_ROOM and key.startswith("CR-")
    return (customer_of(CreditId(key)) or "") if about_one else ""


def _asker(
    noted: Record,
    asked: Asked,
    roots: Mapping[tuple[str, str], str],
    customer_of: Callable[[CreditId], str | None],
) -> str:
    if asked.credit:
        return customer_of(CreditId(asked.credit)) or ""
    message = noted.by_token.get(asked.token)
    return roots[message.channel, message.root] if message else ""


def _about(message: Message, promise: str) -> Violation:
    return Violation(promise, _named(message), message.thread, message.idempotency_key)


def _where(message: Message | None, credit: str) -> tuple[str, str]:
    """The thread and the message to look into, or the credit where it is about none."""
    return (message.thread, message.idempotency_key) if message else (credit, "")


def _named(message: Message) -> str:
    return f"{message.kind} {message.token} of {message.user} ({message.thread}, {message.ts})"


def _key(mark: str) -> str:
    """The credit that a mark names; else nothing."""
    name = mark.removeprefix("p:").partition(".")[0]
    return name if name.startswith("CR-") else ""
