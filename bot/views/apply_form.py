"""The form to apply for a credit. Pure. It carries its sheet, never who sends it."""

from typing import Any

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement, PlainTextObject
from slack_sdk.models.views import View

from bot import names
from bot.identity import Sheet
from bot.views import forms, home_words, money, words
from bot.views.blocks import as_json, context, section
from bot.views.language import _
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
    stands = [section(home_words.asked(amount, term=months))] if amount else []
    view = View(
        type="modal",
        callback_id=names.CREDIT_APPLY_FORM,
        title=PlainTextObject(text=_(home_words.APPLY_TITLE)),
        submit=PlainTextObject(text=_(words.SEND)),
        close=PlainTextObject(text=_(words.CANCEL)),
        blocks=[
            *stands,
            _line(
                names.AMOUNT_FIELD, home_words.AMOUNT_LABEL, home_words.AMOUNT_HINT, stands=amount
            ),
            _line(
                names.MONTHS_FIELD, home_words.MONTHS_LABEL, home_words.MONTHS_HINT, stands=months
            ),
            context(_(words.CAUTION)),
        ],
        private_metadata=str(sheet),
    )
    return as_json(view)


def received(credit_id: CreditId) -> dict[str, Any]:
    """The form's place once the application is in."""
    view = View(
        type="modal",
        title=PlainTextObject(text=_(home_words.APPLY_TITLE)),
        close=PlainTextObject(text=_(words.CLOSE)),
        blocks=[section(home_words.received(credit_id))],
    )
    return as_json(view)


def _line(name: str, label: str, hint: str, *, stands: str) -> InputBlock:
    return InputBlock(
        block_id=name,
        label=PlainTextObject(text=_(label)),
        hint=PlainTextObject(text=home_words.unless(stands) if stands else _(hint)),
        element=PlainTextInputElement(action_id=name, max_length=forms.FIGURE_LIMIT),
        optional=bool(stands),
    )
