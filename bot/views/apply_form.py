"""The form to apply for a credit. Pure. It carries its sheet, never who sends it."""

from typing import Any

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement, PlainTextObject
from slack_sdk.models.views import View

from bot import names
from bot.identity import Sheet
from bot.views import forms, home_en, money
from bot.views import words_en as words
from bot.views.blocks import as_json, context, section
from services.contracts.keys import CreditId


def form(sheet: Sheet) -> dict[str, Any]:
    """Amount and term. What was asked for already is said above, and its field is left empty.

    A filled-in field would not do: not every front end sends one that nobody touched.
    """
    asked, amount, months = sheet.wish, "", ""
    if asked.amount:
        amount = money.amount(asked.amount)
    if asked.months:
        months = words.months(asked.months)
    stands = [section(home_en.asked(amount, term=months))] if amount else []
    view = View(
        type="modal",
        callback_id=names.CREDIT_APPLY_FORM,
        title=PlainTextObject(text=home_en.APPLY_TITLE),
        submit=PlainTextObject(text=words.SEND),
        close=PlainTextObject(text=words.CANCEL),
        blocks=[
            *stands,
            _line(names.AMOUNT_FIELD, home_en.AMOUNT_LABEL, home_en.AMOUNT_HINT, stands=amount),
            _line(names.MONTHS_FIELD, home_en.MONTHS_LABEL, home_en.MONTHS_HINT, stands=months),
            context(words.CAUTION),
        ],
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


def _line(name: str, label: str, hint: str, *, stands: str) -> InputBlock:
    return InputBlock(
        block_id=name,
        label=PlainTextObject(text=label),
        hint=PlainTextObject(text=home_en.unless(stands) if stands else hint),
        element=PlainTextInputElement(action_id=name, max_length=forms.FIGURE_LIMIT),
        optional=bool(stands),
    )
