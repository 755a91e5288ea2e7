"""An application's posts: each by a name of its own, posted once, and what it shows later.

Called by the workflow's case, and by the door where a late click renews the officers' card.
"""

from datetime import datetime

import restate

from services import durable, privacy
from services.contracts import posts, session
from services.contracts.keys import CreditId, PersonKey, PostId
from services.contracts.wire import Wire

SHOWN = "shown"
"""Of the state: the officers' card."""


class Shown(Wire):
    """The officers' card as it was shown last; a click on an older one brings it back."""

    name: str
    card: posts.Referral
    revision: int
    since: datetime | None = None
    """When the referral was opened: its place in the officers' queue."""


class Posting:
    """Posts and updates of one application, sent on; nobody waits for them."""

    def __init__(self, ctx: restate.Context, credit_id: CreditId) -> None:
        self._ctx = ctx
        self._credit_id = credit_id

    def post(
        self,
        name: str,
        content: posts.Content,
        place: session.Place,
        *,
        under: str = "",
        reader: PersonKey | None = None,
        note: session.Note | None = None,
    ) -> None:
        """Post once. The name makes it one, for good; `under` names an earlier post there."""
        post = posts.Post(
            post_id=self._id(name),
            place=place,
            content=content,
            under=self._id(under) if under else None,
            reader=reader,
            discretion=privacy.of(content, reader=reader),
            note=note,
        )
        durable.send(self._ctx, posts.POST, post, key=place.room)

    def update(
        self,
        name: str,
        content: posts.Content,
        place: session.Place,
        *,
        revision: int = 0,
        reader: PersonKey | None = None,
        note: session.Note | None = None,
    ) -> None:
        """Replace what an earlier post shows; an older revision changes nothing."""
        update = posts.Update(
            post_id=self._id(name),
            place=place,
            content=content,
            revision=revision,
            reader=reader,
            discretion=privacy.of(content, reader=reader),
            note=note,
        )
        durable.send(self._ctx, posts.UPDATE, update, key=place.room)

    def redraw(self, shown: Shown, place: session.Place) -> None:
        """Show the officers' card as it is, unless a newer one shows already."""
        self.update(shown.name, shown.card, place, revision=shown.revision)

    def _id(self, name: str) -> PostId:
        return PostId(f"{self._credit_id}.{name}")
