"""The outbox of a change of a loan: what it posts, notes, and records.

It is filled before anything is done, so that all of it is sent once. Nothing is sent here.
"""

from dataclasses import dataclass, field

from services import durable, privacy
from services.contracts import audit, posts, session
from services.contracts.keys import Key, PersonKey, PostId
from services.contracts.recovery import Outgoing
from services.contracts.wire import Handler, Reply, Request
from services.loan import cards
from services.loan.kept import Loan


@dataclass(frozen=True)
class Outbox:
    """The messages of one change, in their order. `officers` is where the officers read."""

    officers: session.Place
    outgoing: list[Outgoing] = field(default_factory=list[Outgoing])

    def show(self, before: Loan, after: Loan) -> None:
        """Bring the loan's cards up to date."""
        for card in cards.changed(before, after, officers=self.officers):
            self._show(card)

    def post(self, of: Loan, name: str, content: posts.Content, said: str) -> None:
        """Post into the customer's thread, and note there what it says."""
        place, reader = of.application.place, of.application.customer
        self.post_at(of, name, content, place, reader=reader)
        self.note(of, said)

    def post_at(
        self,
        of: Loan,
        name: str,
        content: posts.Content,
        place: session.Place,
        *,
        reader: PersonKey | None = None,
    ) -> None:
        """Post elsewhere. The name makes the post one, for good."""
        post_id = PostId(f"{of.application.credit_id}.{name}")
        self._show(cards.Card(post_id, place, content, new=True, reader=reader))

    def note(self, of: Loan, said: str) -> None:
        """Tell the thread's session what has happened, in a sentence for the model."""
        openly = f"wrote about {of.application.credit_id}, to the customer alone"
        told = session.Note(text=said, openly=openly)
        self._send(session.NOTE, told, key=of.application.thread)

    def record(self, event: audit.Event, before: Loan, after: Loan) -> None:
        """Append to the credit's audit, with the states before and after."""
        states = {"before": before.state, "after": after.state}
        key = after.application.credit_id
        self._send(audit.APPEND, event.model_copy(update=states), key=key)

    def close(self, before: Loan, after: Loan, *, who: str, role: audit.Role) -> None:
        """Tell the customer and the audit that the loan is over, why, and by whom."""
        reason = after.reason or "repaid"
        event = audit.Event(what="loan.closed", who=who, role=role, details=reason)
        self.record(event, before, after)
        credit_id = after.application.credit_id
        said = {
            "repaid": f"{credit_id} is paid back and closed",
            "repaid_early": f"{credit_id} is paid back early and closed",
            "withdrawn_14d": f"the customer has withdrawn from {credit_id}; it is closed",
            "written_off": f"the rest of {credit_id} is written off; it is closed",
        }
        closed = posts.LoanClosed(credit_id=credit_id, reason=reason)
        self.post(after, "closed", closed, said[reason])

    def _show(self, card: cards.Card) -> None:
        discretion = privacy.of(card.content, reader=card.reader)
        if card.new:
            new = posts.Post(
                post_id=card.post_id,
                place=card.place,
                content=card.content,
                reader=card.reader,
                discretion=discretion,
            )
            self._send(posts.POST, new, key=card.place.room)
        else:
            now = posts.Update(
                post_id=card.post_id,
                place=card.place,
                content=card.content,
                reader=card.reader,
                discretion=discretion,
            )
            self._send(posts.UPDATE, now, key=card.place.room)

    def _send(self, handler: Handler[Request, Reply], request: Request, *, key: Key) -> None:
        self.outgoing.append(durable.outgoing(handler, request, key=key))
