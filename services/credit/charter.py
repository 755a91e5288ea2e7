"""What the workflow is given, and what of it an application keeps to its end. Pure."""

from dataclasses import dataclass, replace
from typing import Self
from zoneinfo import ZoneInfo

from services.contracts.keys import PersonKey, RoomKey
from services.contracts.wire import Wire
from services.review.policy import Policy

CHARTER = "charter"
"""Under which state key the workflow keeps it, for the doors."""


class Charter(Wire):
    """What an application begins under and keeps to its end, whatever is configured meanwhile."""

    policy: Policy
    officers_room: RoomKey
    approvals_room: RoomKey
    zone: ZoneInfo


@dataclass(frozen=True)
class Desk:
    """What the workflow is given: the rules, and where officers and approvals are."""

    policy: Policy
    officers: frozenset[PersonKey]
    """Who they are now. The workflow must ask `Case.officers`, which is journaled."""
    officers_room: RoomKey
    approvals_room: RoomKey
    zone: ZoneInfo

    @property
    def charter(self) -> Charter:
        """What an application that begins now gets."""
        return Charter(
            policy=self.policy,
            officers_room=self.officers_room,
            approvals_room=self.approvals_room,
            zone=self.zone,
        )

    def under(self, charter: Charter) -> Self:
        """The desk as an application knows it that began under this charter."""
        return replace(
            self,
            policy=charter.policy,
            officers_room=charter.officers_room,
            approvals_room=charter.approvals_room,
            zone=charter.zone,
        )
