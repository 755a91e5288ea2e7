"""The credit officers: who they are now, and where they read. `app` gives it to the features.

An application keeps the room it began with; that is its charter's.
"""

from dataclasses import dataclass

from services.contracts.keys import PersonKey
from services.contracts.session import Place


@dataclass(frozen=True)
class Office:
    officers: frozenset[PersonKey]
    place: Place
