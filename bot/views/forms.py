"""The forms behind the buttons: answer a question, reject, ask. Pure.

A form carries what it is about, never who sends it.
"""

from typing import Any

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot import names
from bot.identity import Target
from bot.views import words_en as words
from bot.views.blocks import as_json, section

ANSWER_LIMIT = 3000
NOTE_LIMIT = 500


def answer(target: Target) -> dict[str, Any]:
    """The customer's answer to a question."""
    field = _text(names.ANSWER_FIELD, label=words.ANSWER_LABEL, limit=ANSWER_LIMIT)
    field.hint = PlainTextObject(text=words.ANSWER_HINT)
    return _form(names.QUESTION_ANSWER_FORM, target, title=words.ANSWER_TITLE, fields=[field])


def contest(target: Target) -> dict[str, Any]:
    """Why the customer contests a rejection."""
    field = _text(names.ANSWER_FIELD, label=words.CONTEST_LABEL, limit=ANSWER_LIMIT)
    field.hint = PlainTextObject(text=words.CONTEST_HINT)
    return _form(names.DECISION_CONTEST_FORM, target, title=words.CONTEST_TITLE, fields=[field])


def hand_over(target: Target) -> dict[str, Any]:
    """Which colleague has the referral next; without one it is open to all."""
    field = InputBlock(
        block_id=names.COLLEAGUE_FIELD,
        label=PlainTextObject(text=words.COLLEAGUE_LABEL),
        hint=PlainTextObject(text=words.COLLEAGUE_HINT),
        element=UserSelectElement(
            action_id=names.COLLEAGUE_FIELD,
            placeholder=PlainTextObject(text=words.COLLEAGUE_CHOOSE),
        ),
        optional=True,
    )
    return _form(names.REFERRAL_HAND_OVER_FORM, target, title=words.HAND_OVER, fields=[field])


def reject(target: Target) -> dict[str, Any]:
    """An officer's reason to reject, which must be chosen, and a note."""
    choices = [
        Option(value=code, text=PlainTextObject(text=text))
        for code, text in words.REASON_CHOICES.items()
    ]
    choose = StaticSelectElement(
        action_id=names.REASON_FIELD,
        placeholder=PlainTextObject(text=words.REASON_CHOOSE),
        options=choices,
    )
    reason = InputBlock(
        block_id=names.REASON_FIELD,
        label=PlainTextObject(text=words.REASON_LABEL),
        element=choose,
        optional=False,
    )
    note = _text(names.NOTE_FIELD, label=words.NOTE_LABEL, limit=NOTE_LIMIT, optional=True)
    return _form(
        names.REFERRAL_REJECT_FORM, target, title=words.REJECT_TITLE, fields=[reason, note]
    )


def ask(target: Target) -> dict[str, Any]:
    """An officer's question to the customer."""
    field = _text(names.QUESTION_FIELD, label=words.QUESTION_LABEL, limit=NOTE_LIMIT)
    return _form(names.REFERRAL_ASK_FORM, target, title=words.ASK_TITLE, fields=[field])


def _text(name: str, *, label: str, limit: int, optional: bool = False) -> InputBlock:
    return InputBlock(
        block_id=name,
        label=PlainTextObject(text=label),
        element=PlainTextInputElement(action_id=name, multiline=True, max_length=limit),
        optional=optional,
    )


def _form(name: str, target: Target, *, title: str, fields: list[InputBlock]) -> dict[str, Any]:
    blocks: list[Block] = [section(f"*{target.credit_id}*"), *fields]
    view = View(
        type="modal",
        callback_id=name,
        title=PlainTextObject(text=title),
        submit=PlainTextObject(text=words.SEND),
        close=PlainTextObject(text=words.CANCEL),
        blocks=blocks,
        private_metadata=str(target),
    )
    return as_json(view)
