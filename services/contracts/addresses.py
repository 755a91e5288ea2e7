"""Which keys the objects of each service have. Pure.

Whoever reaches the ingress chooses the key, so that it is checked like all that is said.
"""

from collections.abc import Mapping

from services.contracts import referrals, switch, watch
from services.contracts.keys import (
    CreditId,
    Key,
    MalformedKey,
    PersonKey,
    ReviewKey,
    RoomKey,
    ThreadKey,
)

Kinds = tuple[type[Key] | Key, ...]
"""The kinds of keys that a service has, or the very keys where it has no more."""

KINDS: Mapping[str, Kinds] = {
    "Account": (PersonKey,),
    "AgentSession": (ThreadKey, ReviewKey),
    "Applications": (PersonKey,),
    "Audit": (PersonKey, CreditId),
    "Budget": (PersonKey,),
    "CreditApplication": (CreditId,),
    "Help": (ThreadKey,),
    "Holdings": (PersonKey,),
    "Home": (PersonKey,),
    "Loan": (CreditId,),
    "Messenger": (RoomKey,),
    "Referrals": (referrals.OFFICERS,),
    "Reminders": (PersonKey,),
    "Switch": (switch.AUTOMATIC,),
    "Watch": (watch.DESK,),
}
NARROWER: Mapping[tuple[str, str], Kinds] = {
    ("AgentSession", "message"): (ThreadKey,),
    ("AgentSession", "note"): (ThreadKey,),
    ("AgentSession", "rate"): (ThreadKey,),
    ("AgentSession", "read"): (ThreadKey,),
    ("AgentSession", "consult"): (ReviewKey,),
}
"""Handlers that take some kinds of their service's keys only."""


def kinds(service: str, handler: str) -> Kinds:
    """The kinds of keys that this handler takes. Raises `KeyError` for an unknown service."""
    return NARROWER.get((service, handler), KINDS[service])


def check(text: str, *, service: str, kinds: Kinds) -> None:
    """Raises `MalformedKey`, with a sentence for the caller, unless it is of one of the kinds."""
    fits = (kind == text if isinstance(kind, Key) else kind.form.fullmatch(text) for kind in kinds)
    if not any(fits):
        raise MalformedKey(f"{text[:140]!r} is not a key of {service}")
