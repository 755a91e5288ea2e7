"""Help/{thread}: a customer wants to talk to a human, and an officer takes it."""

from services.contracts.credit import Receipt
from services.contracts.keys import CreditId, PersonKey
from services.contracts.session import Place
from services.contracts.wire import Handler, Nothing, Wire


class Call(Wire):
    """The customer's wish; `words` are the customer's own, or none from a button."""

    by: PersonKey
    place: Place
    credit_id: CreditId | None = None
    words: str = ""


class Taking(Wire):
    """An officer takes a call: `number` is which of the thread's."""

    by: PersonKey
    number: int


class Due(Wire):
    """It is time to remind the officers of a call, if nobody has taken it."""

    number: int
    final: bool


CALL = Handler("Help", "call", Call, Receipt, access="public")
TAKE = Handler("Help", "take", Taking, Receipt, access="public")
REMIND = Handler("Help", "remind", Due, Nothing)
