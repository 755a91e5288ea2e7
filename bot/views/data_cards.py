"""Deleting one's data: the form that asks first, and what was deleted. Pure."""

from typing import Any

from slack_sdk.models.blocks import PlainTextObject
from slack_sdk.models.views import View

from bot import names
from bot.views import data_words as data
from bot.views import words
from bot.views.blocks import Block, Rendered, as_json, context, message, section
from bot.views.language import _
from services.contracts.holdings import DataForgotten, Survey


def form(survey: Survey) -> dict[str, Any]:
    """What goes, what stays and why. It carries nothing: who sends it deletes their own."""
    gone = data.to_delete(conversations=survey.conversations, reminders=survey.reminders)
    blocks: list[Block] = [
        section(f"*{_(data.GOES)}*\n{gone}"),
        section(f"*{_(data.STAYS)}*\n{_(data.LAW)}"),
        *_open(survey.running),
        context(_(data.ONE_REMINDER)),
    ]
    view = View(
        type="modal",
        callback_id=names.DATA_FORGET_FORM,
        title=PlainTextObject(text=_(data.FORGET_TITLE)),
        submit=PlainTextObject(text=_(data.DELETE)),
        close=PlainTextObject(text=_(words.CANCEL)),
        blocks=blocks,
    )
    return as_json(view)


def under_way() -> dict[str, Any]:
    """The form's place once it was sent."""
    return _said(_(data.UNDER_WAY))


def failed() -> dict[str, Any]:
    """The form's place where nothing came of it."""
    return _said(_(words.DESK_UNAVAILABLE))


def _said(sentence: str) -> dict[str, Any]:
    view = View(
        type="modal",
        title=PlainTextObject(text=_(data.FORGET_TITLE)),
        close=PlainTextObject(text=_(words.CLOSE)),
        blocks=[section(sentence)],
    )
    return as_json(view)


def forgotten(content: DataForgotten) -> Rendered:
    """What was deleted, and what is left."""
    gone = data.deleted(
        conversations=content.conversations,
        reminders=content.reminders,
        corrections=content.corrections,
    )
    blocks = [
        section(gone),
        section(f"*{_(data.STAYS)}*\n{_(data.LAW)}"),
        *_open(content.running),
        section(_(data.CALL_OPEN)) if content.calls_open else None,
    ]
    return message(gone, blocks)


def _open(running: tuple[str, ...]) -> list[Block]:
    return [section(data.running(list(running)))] if running else []
