"""In which rooms the desk may speak of a customer's figures. Pure."""

from dataclasses import dataclass

from bot import identity
from services.contracts.keys import RoomKey
from services.contracts.posts import Post, Update


@dataclass(frozen=True)
class Rooms:
    """Direct messages, and the channels that the setting names."""

    open: frozenset[RoomKey] = frozenset()

    def is_shared(self, room: RoomKey) -> bool:
        """Whether others read along there to whom figures are not told."""
        return room not in self.open and not identity.is_direct(identity.channel_of(room))

    def hide(self, post: Post | Update) -> bool:
        """Whether it is for its reader alone, and its own place is not."""
        private = post.reader is not None and post.discretion != "open"
        return private and self.is_shared(post.place.room)
