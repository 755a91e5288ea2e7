"""The form to apply for a credit. Pure. It carries the sheet's name, never who sends it."""

from typing import Any

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement, PlainTextObject
from slack_sdk.models.views import View

from bot import names
from bot.views import forms, home_en
from bot.views import words_en as words
from bot.views.blocks import as_json, context, section
from services.contracts.keys import CreditId, Key
from services.contracts.money import Money


def form(sheet: Key, *, amount: Money | None = None, months: int | None = None) -> dict[str, Any]:
    """Amount and term, filled in as far as they are known."""
    known = f"{amount.major:,.2f}" if amount else ""
    first = _line(names.AMOUNT_FIELD, label=home_en.AMOUNT_LABEL, known=known)
    first.hint = PlainTextObject(text=home_en.AMOUNT_HINT)
    term = str(months) if months else ""
    second = _line(names.MONTHS_FIELD, label=home_en.MONTHS_LABEL, known=term)
    second.hint = PlainTextObject(text=home_en.MONTHS_HINT)
    view = View(
        type="modal",
        callback_id=names.CREDIT_APPLY_FORM,
        title=PlainTextObject(text=home_en.APPLY_TITLE),
        submit=PlainTextObject(text=words.SEND),
        close=PlainTextObject(text=words.CANCEL),
        blocks=[first, second, context(words.CAUTION)],
        private_metadata=str(sheet),
    )
    return as_json(view)


def received(credit_id: CreditId) -> dict[str, Any]:
    """The form's place once the application is in."""
    view = View(
        type="modal",
        title=PlainTextObject(text=home_en.APPLY_TITLE),
        close=PlainTextObject(text=words.CLOSE),
        blocks=[section(home_en.received(credit_id))],
    )
    return as_json(view)


def _line(name: str, *, label: str, known: str) -> InputBlock:
    return InputBlock(
        block_id=name,
        label=PlainTextObject(text=label),
        element=PlainTextInputElement(
            action_id=name, max_length=forms.FIGURE_LIMIT, initial_value=known or None
        ),
    )
