"""Audit/{credit id}: what happened to a credit, in a chain that shows where it was broken.

Audit/{person}: what happened to the words that are kept of a person.
"""

from datetime import datetime
from typing import Literal

from services.contracts.keys import PersonKey
from services.contracts.wire import Handler, Nothing, Wire

Role = Literal["customer", "officer", "policy", "agent", "desk", "stranger"]
REFUSED = "access.refused"
"""Somebody tried what they have no right to; the same again at once is kept once."""


class Event(Wire):
    """One thing that happened. Named `resource.event`, such as `application.approved`.

    Holds no words of people: `inputs` is a hash of what was said or seen, as hexadecimal
    SHA-256, by which a copy can be recognised.
    """

    at: datetime | None = None
    """When it was appended; the audit sets it."""
    what: str
    who: str
    role: Role
    before: str = ""
    after: str = ""
    policy: str = ""
    """Version and digest of the policy that decided."""
    model: str = ""
    inputs: str = ""
    details: str = ""


class Link(Wire):
    """An event in its place: `hash` covers the event and the hash before it."""

    number: int
    event: Event
    previous: str
    hash: str


class Chain(Wire):
    """All links, oldest first. `broken` is the number of the first that does not hold."""

    links: tuple[Link, ...] = ()
    broken: int | None = None


class Reading(Wire):
    """An officer reads the audit; that is an event too."""

    by: PersonKey


class ChainReply(Wire):
    """`chain` is None for whoever is no officer, and where there is no such credit."""

    chain: Chain | None = None


APPEND = Handler("Audit", "append", Event, Nothing)
READ = Handler("Audit", "read", Reading, ChainReply, access="public")
EXPORT = Handler("Audit", "export", Nothing, Chain, access="public")
