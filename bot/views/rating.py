"""The thumbs under an agent's answer. Pure."""

from dataclasses import replace

from slack_sdk.models.blocks import (
    ContextActionsBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
)

from bot import names
from bot.identity import AnswerTarget
from bot.views import words
from bot.views.blocks import Rendered
from bot.views.language import _
from services.contracts.keys import Key
from services.contracts.session import Thumb


def under(view: Rendered, message: Key) -> Rendered:
    """The answer to that message, with the thumbs below it."""
    thumbs = FeedbackButtonsElement(
        action_id=names.ANSWER_RATE,
        positive_button=_button("up", message, says=_(words.GOOD_ANSWER)),
        negative_button=_button("down", message, says=_(words.BAD_ANSWER)),
    )
    return replace(view, rating=ContextActionsBlock(elements=[thumbs]))


def _button(thumb: Thumb, message: Key, *, says: str) -> FeedbackButtonObject:
    target = AnswerTarget(thumb=thumb, message=message)
    return FeedbackButtonObject(text=says, accessibility_label=says, value=str(target))
