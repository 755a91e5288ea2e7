"""Who may not, and tried: an event of the credit, by every door that knows whose it is.

Nothing is noted of a credit that does not exist, and who is refused can't tell the difference.
"""

import restate

from services import durable
from services.contracts import audit
from services.contracts.keys import Key, PersonKey

DENIED = frozenset({"unknown", "not_an_officer", "own_application"})
"""What people are told who have no right to it."""


def note(ctx: restate.Context, about: Key, *, by: PersonKey, door: str) -> None:
    """Append it to the audit of what was tried, which exists."""
    event = audit.Event(what=audit.REFUSED, who=by, role="stranger", details=door)
    durable.send(ctx, audit.APPEND, event, key=about)
