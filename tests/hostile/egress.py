"""What nothing that a model or a person wrote may be when it is shown. Pure.

Looks at what Slack was sent: at every text in it, whoever's words they are.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

from bot.views import words
from tests.faults import record
from tests.faults.findings import Violation
from tests.hostile import nasty

Json = dict[str, Any]
_ANGLE = re.compile(r"<[^>]*>?")
_LINKED = re.compile(rf"\w://{re.escape(nasty.EVIL)}|www\.{re.escape(nasty.EVIL)}")
_CALLED = re.compile(r"@(?:channel|here|everyone)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
ASIDE = words.ASIDE.format(channel=f"<#{record.GENERAL}>")
"""How the desk begins what it brings from the channel to the direct message."""
OWN_LINKS = "<https://slack.example/"
"""Of the desk's own: to a thread, as Slack names it."""


def alive(
    sent: Json, *, mark: str = "", people: Iterable[str] = (), rooms: Iterable[str] = ()
) -> Iterator[Violation]:
    """Each thing in one call of Slack that reaches anybody or leads anywhere.

    `people` and `rooms` are those that the desk's own words may mention there.
    """
    allowed = {f"<@{user}>" for user in people} | {f"<#{room}>" for room in rooms}
    found = [what for text in _texts(sent) for what in _in_text(text, allowed)]
    found += [what for part in _parts(sent) for what in _in_part(part)]
    if "blocks" in sent and "channel" in sent:
        found += [
            f"{n} is on" for n in ("unfurl_links", "unfurl_media") if sent.get(n) is not False
        ]
    yield from (Violation("alive in a post", f"{what} in {mark}") for what in found)


def _in_text(text: str, allowed: set[str]) -> Iterator[str]:
    for found in _ANGLE.findall(text.replace(ASIDE, "")):
        if found not in allowed and not found.startswith(OWN_LINKS):
            yield repr(found[:80])
    for pattern, what in ((_LINKED, "a link"), (_CALLED, "a call"), (_CONTROL, "a control")):
        if match := pattern.search(text):
            yield f"{what}, {match[0]!r}"


def _in_part(part: Json) -> Iterator[str]:
    kind = part.get("type")
    if kind == "mrkdwn" and part.get("verbatim") is not True:
        yield f"text that is not verbatim, {str(part.get('text'))[:60]!r}"
    if kind in ("image", "markdown", "rich_text", "video") or "image_url" in part:
        yield f"a block of kind {kind}"


def people_of(mark: str, channel: str, *, about: str) -> tuple[str, ...]:
    """Whom the desk's own words may mention in a post about somebody."""
    office = channel in (record.OFFICERS_ROOM, record.APPROVALS_ROOM)
    if office:
        return (about, *record.OFFICERS)
    return record.OFFICERS if mark.startswith("p:help.") else ()


def rooms_of(mark: str) -> tuple[str, ...]:
    """Which rooms the desk's own words may mention: those that an officer is told are shut."""
    shut = mark.startswith(("p:shut.", "p:given-up."))
    return (record.OFFICERS_ROOM, record.APPROVALS_ROOM) if shut else ()


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in cast("Json", value).items():
            if name not in ("block_id", "action_id", "value", "private_metadata"):
                yield from _texts(each)
    elif isinstance(value, list):
        for each in cast("list[object]", value):
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


def _parts(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield cast("Json", value)
        for each in cast("Json", value).values():
            yield from _parts(each)
    elif isinstance(value, list):
        for each in cast("list[object]", value):
            yield from _parts(each)
