"""Applications/{person}: applying with a form, outside of any conversation."""

from datetime import datetime

from services.contracts.credit import Language, Receipt
from services.contracts.keys import CreditId, Key, RoomKey
from services.contracts.money import Money
from services.contracts.wire import Handler, Nothing, Wire


class Form(Wire):
    """What the customer filled in. `form` names the sheet: sent twice, it is one application.

    `room` is where the customer alone reads; the application's thread begins there.
    """

    form: Key
    room: RoomKey
    amount: Money
    months: int
    language: Language = ""
    """In which the customer read the form."""


class FormReply(Wire):
    """`credit_id` where the receipt is `done`; else its detail is the rule that refused it."""

    receipt: Receipt
    credit_id: CreditId | None = None


class Opening(Wire):
    """An application that is entered, and gets its thread now."""

    credit_id: CreditId
    room: RoomKey
    amount: Money
    months: int
    submitted_at: datetime
    language: Language = ""


APPLY = Handler("Applications", "apply", Form, FormReply, access="public")
OPEN_THREAD = Handler("Applications", "open_thread", Opening, Nothing)
