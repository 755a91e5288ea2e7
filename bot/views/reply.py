"""An agent's answer and the desk's fixed sentences as messages. Pure."""

from collections.abc import Callable
from functools import partial

from bot.views import disclosure, markdown, mrkdwn, words
from bot.views.blocks import Rendered, context, message, section
from bot.views.language import _
from services.contracts.posts import Reply, Sentence

PAGE = 4
"""Sections in one message: Slack takes about 12,000 characters."""
LONGEST = 5 * PAGE
"""Sections of one answer; what is longer is cut."""


def view(content: Reply) -> Rendered:
    """The beginning of the answer, as much as fits one message."""
    return pages(content)[0]()


def pages(content: Reply) -> tuple[Callable[[], Rendered], ...]:
    """The answer in paragraphs, its Markdown as mrkdwn, in as many messages as it takes.

    Each is rendered when it is called, in the language of then.
    """
    parts = mrkdwn.split(markdown.to_mrkdwn(content.text)) or ["…"]
    if len(parts) > LONGEST:
        parts = [*parts[: LONGEST - 1], f"{parts[LONGEST - 1]}\n…"]
    starts = range(0, len(parts), PAGE)
    return tuple(
        partial(_page, parts[start : start + PAGE], disclose=content.disclose and start == 0)
        for start in starts
    )


def sentence(content: Sentence) -> Rendered:
    """A fixed sentence."""
    return plain(words.sentence(content.code, limit=content.limit, day=content.day))


def pointing(content: Sentence, link: str) -> Rendered:
    """A fixed sentence, and the address of what it speaks of where there is one."""
    said = words.sentence(content.code)
    shown = f"{said} <{link}|{_(words.TO_ASIDE)}>" if link else said
    return message(said, [section(shown)])


def plain(text: str) -> Rendered:
    """One paragraph of our own words."""
    return message(text, [section(text)])


def _page(parts: list[str], *, disclose: bool) -> Rendered:
    said = f"{disclosure.full()} {_(words.GO_ON_HERE)}"
    first = context(said) if disclose else None
    return message("\n\n".join(parts), [*(section(part) for part in parts), first])
