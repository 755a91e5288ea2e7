"""The forms behind the buttons: answer a question, reject, ask. Pure.

A form carries what it is about, never who sends it.
"""

from typing import Any

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot import names
from bot.identity import Target
from bot.views import loan_words, mrkdwn, words
from bot.views.blocks import as_json, context, section
from bot.views.language import _
from services.contracts import sizes
from services.contracts.credit import ReasonCode

FIGURE_LIMIT = 20
OPINION_LIMIT = 1500
BY_FIGURES = 8
"""Of the reasons so many stand in the first list; Slack takes ten in one."""


def answer(target: Target) -> dict[str, Any]:
    """The customer's answer to a question."""
    field = _text(names.ANSWER_FIELD, label=_(words.ANSWER_LABEL), limit=sizes.ANSWER)
    field.hint = PlainTextObject(text=_(words.ANSWER_HINT))
    return _form(names.QUESTION_ANSWER_FORM, target, title=_(words.ANSWER_TITLE), fields=[field])


def contest(target: Target) -> dict[str, Any]:
    """Why the customer contests a rejection."""
    field = _text(names.ANSWER_FIELD, label=_(words.CONTEST_LABEL), limit=sizes.ANSWER)
    field.hint = PlainTextObject(text=_(words.CONTEST_HINT))
    return _form(names.DECISION_CONTEST_FORM, target, title=_(words.CONTEST_TITLE), fields=[field])


def difficulties(target: Target) -> dict[str, Any]:
    """What makes it difficult for the customer to pay."""
    field = _text(names.ANSWER_FIELD, label=_(loan_words.DIFFICULTIES_LABEL), limit=sizes.ANSWER)
    field.hint = PlainTextObject(text=_(loan_words.DIFFICULTIES_HINT))
    title = _(loan_words.DIFFICULTIES_TITLE)
    return _form(names.LOAN_DIFFICULTIES_FORM, target, title=title, fields=[field])


def told_of_difficulties(target: Target) -> dict[str, Any]:
    """The form's place once it was sent: the officers know."""
    view = View(
        type="modal",
        title=PlainTextObject(text=_(loan_words.DIFFICULTIES_TITLE)),
        close=PlainTextObject(text=_(words.CLOSE)),
        blocks=[section(f"*{target.credit_id}*"), section(_(loan_words.DIFFICULTIES_TOLD))],
    )
    return as_json(view)


def hand_over(target: Target) -> dict[str, Any]:
    """Which colleague has the referral next; without one it is open to all."""
    field = InputBlock(
        block_id=names.COLLEAGUE_FIELD,
        label=PlainTextObject(text=_(words.COLLEAGUE_LABEL)),
        hint=PlainTextObject(text=_(words.COLLEAGUE_HINT)),
        element=UserSelectElement(
            action_id=names.COLLEAGUE_FIELD,
            placeholder=PlainTextObject(text=_(words.COLLEAGUE_CHOOSE)),
        ),
        optional=True,
    )
    return _form(names.REFERRAL_HAND_OVER_FORM, target, title=_(words.HAND_OVER), fields=[field])


def conditions(target: Target) -> dict[str, Any]:
    """A lower amount, a longer term, or both."""
    amount = _line(names.AMOUNT_FIELD, label=_(words.CONDITIONS_AMOUNT_LABEL))
    amount.hint = PlainTextObject(text=_(words.CONDITIONS_AMOUNT_HINT))
    months = _line(names.MONTHS_FIELD, label=_(words.CONDITIONS_MONTHS_LABEL))
    months.hint = PlainTextObject(text=_(words.CONDITIONS_MONTHS_HINT))
    return _form(
        names.REFERRAL_CONDITIONS_FORM,
        target,
        title=_(words.CONDITIONS_TITLE),
        fields=[amount, months],
    )


def reject(target: Target) -> dict[str, Any]:
    """An officer's reasons to reject, of which one must be chosen, and a note."""
    codes = list(words.REASON_CHOICES)
    by_figures, others = codes[:BY_FIGURES], codes[BY_FIGURES:]
    reason = _ticks(names.REASON_FIELD, by_figures, label=_(words.REASON_LABEL))
    reason.hint = PlainTextObject(text=_(words.REASON_HINT))
    more = _ticks(names.MORE_REASONS_FIELD, others, label=_(words.MORE_REASONS_LABEL))
    note = _text(names.NOTE_FIELD, label=_(words.NOTE_LABEL), limit=sizes.NOTE, optional=True)
    return _form(
        names.REFERRAL_REJECT_FORM, target, title=_(words.REJECT_TITLE), fields=[reason, more, note]
    )


def ask(target: Target) -> dict[str, Any]:
    """An officer's question to the customer."""
    field = _text(names.QUESTION_FIELD, label=_(words.QUESTION_LABEL), limit=sizes.NOTE)
    return _form(names.REFERRAL_ASK_FORM, target, title=_(words.ASK_TITLE), fields=[field])


def opinion(target: Target, text: str) -> dict[str, Any]:
    """What the review agent thought, to be read and closed."""
    shown = mrkdwn.escape(mrkdwn.cut(text, OPINION_LIMIT))
    view = View(
        type="modal",
        title=PlainTextObject(text=_(words.OPINION_TITLE)),
        close=PlainTextObject(text=_(words.CLOSE)),
        blocks=[section(f"*{target.credit_id}*"), section(shown), context(_(words.OPINION_HINT))],
    )
    return as_json(view)


def _ticks(name: str, codes: list[ReasonCode], *, label: str) -> InputBlock:
    options = [
        Option(value=code, text=PlainTextObject(text=_(words.REASON_CHOICES[code])))
        for code in codes
    ]
    return InputBlock(
        block_id=name,
        label=PlainTextObject(text=label),
        element=CheckboxesElement(action_id=name, options=options),
        optional=True,
    )


def _line(name: str, *, label: str) -> InputBlock:
    return InputBlock(
        block_id=name,
        label=PlainTextObject(text=label),
        element=PlainTextInputElement(action_id=name, max_length=FIGURE_LIMIT),
        optional=True,
    )


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
        submit=PlainTextObject(text=_(words.SEND)),
        close=PlainTextObject(text=_(words.CANCEL)),
        blocks=blocks,
        private_metadata=str(target),
    )
    return as_json(view)
