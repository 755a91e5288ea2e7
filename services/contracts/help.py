"""Help/{thread}: a customer wants to talk to a human, and an officer takes it."""

from services.contracts import recovery
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


class Reading(Wire):
    """The person wants to know what is kept of the thread's last call."""

    by: PersonKey


class Kept(Wire):
    """A call as it is kept. Which officer has taken it, the thread says."""

    words: str
    credit_id: CreditId | None
    taken: bool


class ReadingReply(Wire):
    """`call` is None for whoever has not called, and where nobody has."""

    call: Kept | None = None


class Forgetting(Wire):
    """The words of a call are to be deleted: its person wants so, or `number` is its time."""

    by: PersonKey
    number: int | None = None


class Forgotten(Wire):
    """`open` where officers have still to read them: then they stay."""

    open: bool = False


class Due(Wire):
    """It is time to remind the officers of a call, if nobody has taken it."""

    number: int
    final: bool


CALL = Handler("Help", "call", Call, Receipt, access="public")
TAKE = Handler("Help", "take", Taking, Receipt, access="public")
READ = Handler("Help", "read", Reading, ReadingReply)
FORGET = Handler("Help", "forget", Forgetting, Forgotten)
REMIND = Handler("Help", "remind", Due, Nothing)
RECOVER = recovery.recover("Help")
