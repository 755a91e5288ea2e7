"""Blocks in Slack's limits, and what a finished view is. Pure; every card is made of these."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
    TextObject,
)
from slack_sdk.models.views import View

from bot.identity import HelpTarget, Target
from bot.views import mrkdwn
from services.contracts.keys import CreditId, ReminderId

TEXT = 3900
"""`chat.update` takes 4,000 characters of text."""
BLOCKS = 50
ALT = 1000
_FIELD = 1900
_CONTEXT = 1900
_BOLD = re.compile(r"\*(?=\S)([^*\n]+)(?<=\S)\*")


@dataclass(frozen=True)
class File:
    """A file to upload. `name` is its own in the thread, by which it is found again."""

    name: str
    title: str
    comment: str
    """Introduces it in the conversation, and names it."""
    content: Callable[[], bytes]
    """Makes it, the same at each call; only where it is needed, and in a thread of its own."""
    alt: str = ""
    """What a picture shows, in at most `ALT` characters, for whoever does not see it."""


@dataclass(frozen=True)
class Rendered:
    """A message: its blocks, and the same as text for notifications and screen readers.

    With a file, both say what it holds, where none can be uploaded.
    """

    text: str
    blocks: tuple[Block, ...]
    file: File | None = None
    rating: Block | None = None
    """Shown below all else, and left out where the workspace doesn't take it."""

    def as_json(self, *, mark: str = "") -> list[dict[str, Any]]:
        """The blocks as Slack takes them; `mark` becomes the first block's id."""
        rating = (self.rating,) if self.rating else ()
        made = [as_json(block) for block in (*self.blocks, *rating)]
        return [{**made[0], "block_id": mark}, *made[1:]] if mark else made


def as_json(part: Block | View) -> dict[str, Any]:
    """The part as Slack takes it. Raises `SlackObjectFormationError` beyond Slack's limits."""
    return cast("dict[str, Any]", part.to_dict())  # pyright: ignore[reportUnknownMemberType]


def message(text: str, blocks: Sequence[Block | None]) -> Rendered:
    """A view of these blocks; None stands for a block that isn't shown this time.

    The text is what a notification begins with. What else the blocks say follows it: who hears
    a card instead of seeing it is told the text alone.
    """
    shown = tuple(block for block in blocks if block is not None)[:BLOCKS]
    begun = _plain(text)
    more = [line for block in shown for line in _lines(block) if line not in begun]
    return Rendered(text=mrkdwn.cut("\n".join([text, *more]), TEXT), blocks=shown)


def forms(view: Rendered) -> tuple[Rendered, ...]:
    """The view, and what is tried in its place, in turn, where Slack finds it unfit."""
    bare = (replace(view, rating=None),) if view.rating else ()
    return (view, *bare, shortened(view))


def headed(line: str, view: Rendered) -> Rendered:
    """The view below a line in small print; who hears it hears the line first.

    So does a file's introduction.
    """
    return replace(
        view,
        text=mrkdwn.cut(f"{line}\n{view.text}", TEXT),
        blocks=(context(line), *view.blocks)[:BLOCKS],
        file=view.file and replace(view.file, comment=f"{line}\n{view.file.comment}"),
    )


def shortened(view: Rendered) -> Rendered:
    """A plain and short form of the view. Its buttons stay; a closed card has none."""
    body = section(mrkdwn.cut(view.text, 1500))
    buttons = tuple(block for block in view.blocks if isinstance(block, ActionsBlock))
    return Rendered(text=mrkdwn.cut(view.text, 1500), blocks=(body, *buttons))


def section(text: str) -> SectionBlock:
    """A paragraph of mrkdwn. What is shown in it must have been escaped."""
    shown = mrkdwn.cut(text, mrkdwn.SECTION + 50) or " "
    return SectionBlock(text=MarkdownTextObject(text=shown, verbatim=True))


def with_button(text: str, element: ButtonElement) -> SectionBlock:
    """A paragraph as `section` makes it, with a button beside it."""
    made = section(text)
    made.accessory = element
    return made


def facts(pairs: Iterable[tuple[str, str]]) -> SectionBlock:
    """Up to ten names and values in two columns."""
    return SectionBlock(
        fields=[
            MarkdownTextObject(text=mrkdwn.cut(f"*{name}*\n{value}", _FIELD), verbatim=True)
            for name, value in list(pairs)[:10]
        ]
    )


def context(text: str) -> ContextBlock:
    """A line in small print."""
    return ContextBlock(
        elements=[MarkdownTextObject(text=mrkdwn.cut(text, _CONTEXT), verbatim=True)]
    )


def button(
    text: str,
    *,
    action: str,
    target: Target | HelpTarget | CreditId | ReminderId | int | None = None,
    style: Literal["primary", "danger"] | None = None,
) -> ButtonElement:
    """A button. Its value says what it is about, never who may press it."""
    return ButtonElement(
        text=PlainTextObject(text=text),
        action_id=action,
        value=str(target) if target else None,
        style=style,
    )


def buttons(*elements: ButtonElement) -> ActionsBlock:
    """A row of buttons."""
    return ActionsBlock(elements=list(elements))


def _lines(block: Block) -> list[str]:
    """What a block says, line by line, without the marks of what is ours."""
    match block:
        case SectionBlock(text=TextObject() as text):
            said = text.text
        case SectionBlock():
            pairs: list[str] = [field.text for field in cast("Any", block).fields]
            said = "\n".join(pair.replace("*\n", "*: ", 1) for pair in pairs)
        case ContextBlock(elements=elements):
            said = "\n".join(each.text for each in elements if isinstance(each, TextObject))
        case _:
            said = ""
    lines = (line.removeprefix("> ") for line in _plain(said).split("\n"))
    return [line for line in lines if line not in ("", "```")]


def _plain(text: str) -> str:
    return _BOLD.sub(r"\1", text)
