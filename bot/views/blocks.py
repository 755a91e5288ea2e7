"""Blocks in Slack's limits, and what a finished view is. Pure; every card is made of these."""

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
)
from slack_sdk.models.views import View

from bot.identity import HelpTarget, Target
from bot.views import mrkdwn
from services.contracts.keys import CreditId

TEXT = 3900
"""`chat.update` takes 4,000 characters of text."""
BLOCKS = 50
_FIELD = 1900
_CONTEXT = 1900


@dataclass(frozen=True)
class File:
    """A file to upload. `name` is its own in the thread, by which it is found again."""

    name: str
    title: str
    content: Callable[[], bytes]
    """Makes it, the same at each call; only where it is needed."""


@dataclass(frozen=True)
class Rendered:
    """A message: its text for notifications and screen readers, and its blocks.

    With a file, the text introduces it, and the blocks say the same where none can be uploaded.
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
    """A view of these blocks; None stands for a block that isn't shown this time."""
    shown = tuple(block for block in blocks if block is not None)
    return Rendered(text=mrkdwn.cut(text, TEXT), blocks=shown[:BLOCKS])


def forms(view: Rendered) -> tuple[Rendered, ...]:
    """The view, and what is tried in its place, in turn, where Slack finds it unfit."""
    bare = (replace(view, rating=None),) if view.rating else ()
    return (view, *bare, shortened(view))


def shortened(view: Rendered) -> Rendered:
    """A plain and short form of the view. Its buttons stay; a closed card has none."""
    body = section(mrkdwn.cut(view.text, 1500))
    buttons = tuple(block for block in view.blocks if isinstance(block, ActionsBlock))
    return Rendered(text=mrkdwn.cut(view.text, 1500), blocks=(body, *buttons))


def section(text: str) -> SectionBlock:
    """A paragraph of mrkdwn. What is shown in it must have been escaped."""
    shown = mrkdwn.cut(text, mrkdwn.SECTION + 50) or " "
    return SectionBlock(text=MarkdownTextObject(text=shown, verbatim=True))


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
    target: Target | HelpTarget | CreditId | None = None,
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
