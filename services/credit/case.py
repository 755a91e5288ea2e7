"""One application in the hands of its workflow: what it knows, says, and waits for."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Literal, Self, TypeVar

import restate

from services import durable
from services.audit import chain
from services.contracts import account, audit, posts, session
from services.contracts import credit as contract
from services.contracts.audit import Role
from services.contracts.credit import Application, ApplicationView, Explanation
from services.contracts.keys import PersonKey, ThreadKey
from services.contracts.lending import CreditState, Figure, Reason
from services.contracts.wire import Wire
from services.credit import acknowledgement, cards
from services.credit import application as machine
from services.credit.charter import CHARTER, Charter
from services.credit.charter import Desk as Desk
from services.credit.judging import Facts
from services.credit.posting import Posting, Shown
from services.credit.withdrawal import WithdrawalPromise

Event = TypeVar("Event", bound=Wire)
EXPLAINED = "explained"
"""Of the state: what the last decision rests on. Apart from the view, which is set often."""
LAPSED = 410
"""The code with which a promise is rejected that nobody resolved in time."""


class Lapsed(Exception):
    """Nobody answered in time."""

    def __init__(self, kind: Literal["question", "offer", "referral", "contest"]) -> None:
        super().__init__(kind)
        self.kind: Literal["question", "offer", "referral", "contest"] = kind


class Case:
    """The workflow's hand on one application. All writes to it go through here."""

    def __init__(self, ctx: restate.WorkflowContext, application: Application, desk: Desk) -> None:
        self.ctx = ctx
        self.desk = desk
        self.application = application
        self.view = ApplicationView(application=application, state="submitted")
        self.rounds_left = desk.policy.timers.question_rounds
        self.model = ""
        """The name of the model that was asked last, for the audit."""
        self.referrals = 0
        self.ballots = 0
        self.figures: tuple[Figure, ...] = ()
        """What was held against policy last."""
        self.posting = Posting(ctx, application.credit_id)
        self.withdrawal = WithdrawalPromise(ctx)
        self.is_accepted = False
        """The customer has accepted the offer: what a fault then stops is finished, not undone."""
        self._progress: CreditState | None = None
        self.shown: Shown | None = None
        """The officers' card as it was shown last."""

    @classmethod
    async def begin(
        cls, ctx: restate.WorkflowContext, application: Application, desk: Desk
    ) -> Self:
        """The case under the charter of today. A replay reads the same, years later."""
        ctx.set(acknowledgement.RUN, ctx.request().id)

        async def take() -> Charter:
            return desk.charter

        step = restate.RunOptions(type_hint=Charter)
        charter = await ctx.run_typed("take today's policy", take, step)
        ctx.set(CHARTER, charter)
        return cls(ctx, application, desk.under(charter))

    def abort(self) -> None:
        """A fault ends the workflow: say so, as far as nothing needs to be waited for."""
        if machine.can_be_aborted(self.view.state) and not self.is_accepted:
            self.view = machine.aborted(self.view)
            self.ctx.set("view", self.view)
        request = contract.Recovery(application=self.application)
        durable.send(self.ctx, contract.RECOVER, request, key=self.application.credit_id)

    def assess(self, facts: Facts) -> None:
        """Keep what is held against policy now, for the audit and for who asks why."""
        self.figures = facts.figures
        seen = "\n".join(f"{figure.name}={figure.value}" for figure in facts.figures)
        details = f"{facts.verdict.outcome}, {facts.mandate}"
        self.record("policy.assessed", by="policy", role="policy", inputs=seen, details=details)

    def place_in(self, place: session.Place, thread: ThreadKey) -> None:
        """From now on the application has a thread of its own."""
        self.application = self.application.model_copy(update={"place": place, "thread": thread})
        self.view = self.view.model_copy(update={"application": self.application})

    async def officers(self) -> frozenset[PersonKey]:
        """Who the officers are at this moment; they change while an application waits."""

        async def look() -> list[str]:
            return sorted(self.desk.officers)

        found = await self.ctx.run_typed("see who the officers are", look)
        return frozenset(PersonKey(each) for each in found)

    async def move(
        self,
        to: CreditState,
        *,
        by: str = "",
        role: Role = "desk",
        details: str = "",
        **changes: object,
    ) -> None:
        """Go to a state, and let the customer's index know. Raises `IllegalTransition`.

        `by` is who caused it and `details` is on what grounds or terms, for the audit; the
        desk itself where nobody did.
        """
        before = self.view.state
        self.view = machine.moved(self.view, to, **changes)
        self.record(f"application.{to}", by=by, role=role, before=before, after=to, details=details)
        await self.tell()

    async def tell(self, **changes: object) -> None:
        """Amend what is seen, and let the customer's index know."""
        self.amend(**changes)
        progress = account.Progress(summary=machine.summary(self.view))
        await durable.call(self.ctx, account.PROGRESS, progress, key=self.application.customer)

    def amend(self, **changes: object) -> None:
        """Change what is seen of the application without moving it."""
        self.view = self.view.model_copy(update=changes)
        self.ctx.set("view", self.view)

    def explain(
        self,
        outcome: Literal["approved", "rejected"],
        *,
        automated: bool,
        reasons: tuple[Reason, ...] = (),
    ) -> None:
        """Keep what the decision rests on, for the customer who asks why."""
        explanation = Explanation(
            credit_id=self.application.credit_id,
            outcome=outcome,
            automated=automated,
            policy=self.desk.policy.version,
            reasons=reasons,
            figures=self.figures,
        )
        self.ctx.set(EXPLAINED, explanation)

    def record(
        self,
        what: str,
        *,
        by: str = "",
        role: Role = "desk",
        before: str = "",
        after: str = "",
        inputs: str = "",
        details: str = "",
    ) -> None:
        """Append to the credit's audit. `inputs` is text of which only a hash is kept."""
        policy = self.desk.policy
        event = audit.Event(
            what=what,
            who=by or "desk",
            role=role,
            before=before,
            after=after,
            policy=f"{policy.version}:{policy.digest[:16]}",
            model=self.model if role == "agent" else "",
            inputs=chain.of(inputs) if inputs else "",
            details=details,
        )
        durable.send(self.ctx, audit.APPEND, event, key=self.application.credit_id)

    async def today(self) -> date:
        """The day in the bank's time zone."""
        return (await durable.now(self.ctx)).astimezone(self.desk.zone).date()

    def post(self, name: str, content: posts.Content, note: session.Note | None = None) -> None:
        """Post into the customer's thread. The name makes the post one, for good."""
        place, reader = self.application.place, self.application.customer
        self.posting.post(name, content, place, reader=reader, note=note)

    def show(self, name: str, content: posts.Content, note: session.Note | None = None) -> None:
        """Replace what an earlier post in the customer's thread shows."""
        place, reader = self.application.place, self.application.customer
        self.posting.update(name, content, place, reader=reader, note=note)

    def show_progress(self, state: CreditState | None = None) -> None:
        """Post the application's card, or bring it up to date where it shows another state.

        Done where the workflow comes to rest: what passes in an instant is worth no call.
        """
        state = state or self.view.state
        if state == self._progress:
            return
        card = cards.progress(self.view, state)
        if self._progress is None:
            self.post("received", card)
        else:
            self.show("received", card)
        self._progress = state

    def post_officers(self, name: str, content: posts.Content) -> None:
        self.posting.post(name, content, session.Place(room=self.desk.officers_room))

    def post_approval(self, name: str, content: posts.Content) -> None:
        self.posting.post(name, content, session.Place(room=self.desk.approvals_room))

    def note(
        self,
        text: str,
        *,
        openly: str = "",
        opened: session.OpenQuestion | None = None,
        closed: session.OpenQuestion | None = None,
    ) -> session.Note:
        """Tell the thread's session what the customer has seen; `openly` where others read."""
        known = openly or f"wrote about {self.application.credit_id}, to the customer alone"
        note = session.Note(text=text, openly=known, opened=opened, closed=closed)
        durable.send(self.ctx, session.NOTE, note, key=self.application.thread)
        return note

    async def wait(
        self,
        name: str,
        event: type[Event],
        *,
        lapse: Lapsed,
        deadline: timedelta,
        reminders: Sequence[timedelta] = (),
        remind: Callable[[int], None] = lambda _number: None,
    ) -> Event:
        """Wait for a promise that a person resolves.

        `reminders` and `deadline` count from now; `remind` gets the number of the reminder,
        from 1. Raises `lapse` at the deadline, and `Withdrawn` when the customer withdraws where
        that is still possible.
        """
        self.show_progress()
        promise = self.ctx.promise(name, type_hint=event)
        answered, withdrawn = promise.value(), self.withdrawal.awaited()
        passed = timedelta()
        for number, moment in enumerate((*reminders, deadline), start=1):
            until = f"reminder {number} of {name}" if moment != deadline else f"deadline of {name}"
            timer = self.ctx.sleep(moment - passed, name=until)
            match await restate.select(answered=answered, timer=timer, **withdrawn):
                case ["answered", value]:
                    await acknowledgement.acknowledge(self.ctx, name)
                    return value
                case ["withdrawn", _]:
                    await self.withdrawal.take()
                case _:
                    passed = moment
            if moment != deadline:
                remind(number)
        try:
            await promise.reject("nobody answered in time", code=LAPSED)
        except restate.TerminalError as failure:
            if durable.is_cancellation(failure):
                raise
            # Somebody answered in the instant of the deadline, and was told that it is done.
            value = await promise.value()
            await acknowledgement.acknowledge(self.ctx, name)
            return value
        raise lapse
