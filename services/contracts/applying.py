"""Applications/{person}: applying with a form, outside of any conversation."""

from services.contracts.credit import Language, Receipt
from services.contracts.keys import CreditId, Key, RoomKey
from services.contracts.money import Money
from services.contracts.wire import Handler, Wire


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


APPLY = Handler("Applications", "apply", Form, FormReply, access="public")
