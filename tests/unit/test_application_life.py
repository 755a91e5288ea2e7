"""An application's whole life, at random, against a model that is simple to believe.

Real are the doors (`handlers`), who may do what (`application`, `voting`) and every move; the
machine here plays the workflow between them: it waits for promises and lets them lapse.
"""

from typing import Literal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.contracts.credit import (
    Answer,
    ApplicationView,
    Awaiting,
    Claim,
    Contest,
    OfferResponse,
    OfficerVote,
    VoteCast,
    Wish,
    Withdrawal,
)
from services.contracts.keys import PersonKey
from services.contracts.lending import CreditState, Reason
from services.credit import application as machine
from services.credit import conditions, voting
from services.credit.voting import Standing
from tests.unit import doors
from tests.unit.case import ALICE, BOB, NOW, OLIVIA, OMAR, UNTIL, application, view
from tests.unit.doors import DESK, FakeWorkflow, done

WITHDRAWN = "withdrawn"

Kind = Literal["answer", "vote", "offer", "contest"]
APPLIED = conditions.applied_for(application())
CUSTOMERS = st.sampled_from([ALICE, ALICE, ALICE, BOB, OLIVIA])
WAYS = st.sampled_from(["refer", "refer", "refer", "approve", "reject", "ask"])
NEEDED = st.sampled_from([1, 2])
RARELY = st.sampled_from([False] * 9 + [True])
LATE = ("answer", "vote", "offer", "contest")


class Life(RuleBasedStateMachine):
    """`view` and `standing` are the desk's; what begins with `model_` is what must be true."""

    def __init__(self) -> None:
        super().__init__()
        self.workflow = FakeWorkflow(view("submitted"))
        self.standing = Standing(1, APPLIED)
        self.names = dict.fromkeys(LATE, 0)
        self.contested = False
        self.loans = 0
        self.model_done: set[str] = set()
        self.model_needed = 1
        self.model_voters: list[PersonKey] = []
        self.model_claimer: PersonKey | None = None
        self.model_ended = False

    @property
    def view(self) -> ApplicationView:
        assert self.workflow.seen is not None
        return self.workflow.seen

    # The workflow ---------------------------------------------------------------------------

    def move(self, to: CreditState, *, kind: Kind | None = None) -> None:
        """Go on, and wait for a new promise of that kind where one is named."""
        awaiting = None
        if kind:
            self.names[kind] += 1
            awaiting = Awaiting(kind=kind, name=f"{kind}.{self.names[kind]}", until=UNTIL)
        self.workflow.seen = machine.moved(self.view, to, awaiting=awaiting)

    def ballot(self) -> None:
        self.move("referred", kind="vote")
        self.workflow.seen = self.view.model_copy(
            update={
                "votes": self.standing.votes,
                "votes_needed": self.standing.needed,
                "claim": self.standing.claim,
                "conditions": self.standing.conditions,
                "rounds_left": 2 - self.names["answer"],
            }
        )

    def refer(self, needed: int) -> None:
        self.standing = Standing(needed, APPLIED)
        self.model_needed, self.model_voters, self.model_claimer = needed, [], None
        self.ballot()

    @initialize(way=WAYS, needed=NEEDED)
    def begin(self, way: str, needed: int) -> None:
        self.move("under_review")
        self.review(way, needed)

    @precondition(lambda self: self.view.state == "under_review")
    @rule(way=WAYS, needed=NEEDED)
    def come_to_something(self, way: str, needed: int) -> None:
        """Policy and the agent do, unless the customer has withdrawn."""
        self.review(way, needed)

    def review(self, way: str, needed: int) -> None:
        if WITHDRAWN in self.workflow.kept:
            self.end("withdrawn")
        elif way == "refer":
            self.refer(needed)
        elif way == "approve":
            self.move("approved", kind="offer")
        elif way == "reject":
            self.reject()
        elif self.names["answer"] < 2:
            self.move("info_requested", kind="answer")

    @precondition(lambda self: self.view.awaiting is not None)
    @rule(time=RARELY)
    def go_on(self, *, time: bool) -> None:
        """The workflow takes what was resolved; with `time`, what was not lapses."""
        awaiting = self.view.awaiting
        assert awaiting is not None
        taken = self.workflow.kept.get(awaiting.name)
        if taken is not None:
            self.take(taken)
        elif WITHDRAWN in self.workflow.kept:
            self.end("withdrawn")
        elif time:
            self.workflow.lapsed.add(awaiting.name)
            ends: CreditState = "rejected" if awaiting.kind == "contest" else "expired"
            self.end(ends)

    def take(self, event: object) -> None:
        match event:
            case Answer():
                self.answered()
            case OfferResponse():
                self.end("accepted" if event.accept else "withdrawn")
            case Contest():
                self.contested = True
                self.refer(1)
            case OfficerVote():
                self.count(event)
            case _:
                raise AssertionError(event)

    def answered(self) -> None:
        if self.standing.votes or self.model_claimer or self.names["vote"]:
            self.ballot()
        else:
            self.move("under_review")

    def count(self, vote: OfficerVote) -> None:
        if WITHDRAWN in self.workflow.kept:
            self.end("withdrawn")
            return
        claim = Claim(by=vote.officer, since=NOW, until=UNTIL)
        self.standing = voting.after(self.standing, vote, claim=claim, needed=self.standing.needed)
        match self.standing.outcome:
            case "approved":
                assert len(set(self.model_voters)) >= self.model_needed
                self.move("approved", kind="offer")
            case "rejected":
                self.reject()
            case "open" if vote.action == "ask":
                self.move("info_requested", kind="answer")
            case "open":
                self.ballot()

    def reject(self) -> None:
        if self.contested:
            self.end("rejected")
        else:
            self.move("rejected", kind="contest")

    def end(self, state: CreditState) -> None:
        if state == "accepted":
            self.loans += 1
        self.move(state)
        self.model_ended = True

    @precondition(lambda self: self.standing.claim and self.view.state == "referred")
    @rule()
    def claim_lapses(self) -> None:
        """Unless a vote of the claimer is on its way."""
        awaiting = self.view.awaiting
        if awaiting and awaiting.name not in self.workflow.kept:
            self.standing = voting.lapsed(self.standing)
            self.workflow.seen = self.view.model_copy(update={"claim": None})
            self.model_claimer = None

    # People -----------------------------------------------------------------------------------

    def send(self, event: doors.Event, name: str, *, allowed: bool) -> None:
        """An event counts if it is allowed and the first of its promise; then never again."""
        awaited = self.view.awaiting.name if self.view.awaiting else ""
        expected = allowed and name == awaited and name not in self.model_done
        told = done(doors.send(self.workflow, event))
        assert (told == "done") == expected, (told, event)
        if expected:
            self.model_done.add(name)
        again = done(doors.send(self.workflow, event))
        assert again != "done"
        assert not expected or again in {"already_done", "already_voted"}

    def name(self, kind: Kind, back: int) -> str:
        """The newest promise of that kind, or an older one."""
        return f"{kind}.{max(1, self.names[kind] - back)}"

    @precondition(lambda self: self.names["answer"])
    @rule(
        by=CUSTOMERS, back=st.sampled_from([0, 0, 0, 1]), text=st.sampled_from(["Yes", "No", " "])
    )
    def answer(self, by: PersonKey, back: int, text: str) -> None:
        name = self.name("answer", back)
        allowed = by == ALICE and bool(text.strip())
        self.send(Answer(by=by, question=name, text=text), name, allowed=allowed)

    @precondition(lambda self: self.names["offer"])
    @rule(by=CUSTOMERS, accept=st.booleans())
    def respond(self, by: PersonKey, *, accept: bool) -> None:
        name = self.name("offer", 0)
        event = OfferResponse(by=by, offer=name, accept=accept)
        self.send(event, name, allowed=by == ALICE)

    @precondition(lambda self: self.names["contest"])
    @rule(by=CUSTOMERS)
    def contest(self, by: PersonKey) -> None:
        name = self.name("contest", 0)
        self.send(Contest(by=by, contest=name, text="Please."), name, allowed=by == ALICE)

    @rule(by=CUSTOMERS, really=RARELY)
    def withdraw(self, by: PersonKey, *, really: bool) -> None:
        """Until it is accepted or has ended; once."""
        if not really:
            return
        offered = self.view.awaiting if self.view.state == "approved" else None
        name = offered.name if offered else WITHDRAWN
        open_still = machine.can_be_withdrawn(self.view.state) and name not in self.model_done
        told = done(doors.send(self.workflow, Withdrawal(by=by)))
        assert (told == "done") == (by == ALICE and open_still)
        if told == "done":
            self.model_done.add(name)

    @precondition(lambda self: self.names["vote"])
    @rule(
        by=st.sampled_from([OLIVIA, OMAR, OLIVIA, OMAR, BOB, ALICE]),
        action=st.sampled_from(
            ["approve", "approve", "reject", "ask", "claim", "claim", "hand_over"]
        ),
        back=st.sampled_from([0, 0, 0, 1]),
        wish=st.sampled_from([None, None, None, 90_000, 80_000, 200_000]),
        to=st.sampled_from([None, OLIVIA, OMAR, ALICE]),
    )
    def vote(
        self,
        by: PersonKey,
        action: Literal["approve", "reject", "ask", "claim", "hand_over"],
        back: int,
        wish: int | None,
        to: PersonKey | None,
    ) -> None:
        name = self.name("vote", back)
        vote = OfficerVote(
            officer=by,
            action=action,
            reasons=(Reason(code="SHORT_HISTORY"),) if action == "reject" else (),
            text="Since when?" if action == "ask" else "",
            wish=Wish(amount=wish) if wish and action == "approve" else None,
            to=to if action == "hand_over" else None,
        )
        stands = self.standing.conditions.amount.minor
        fits = {
            "approve": vote.wish is None or wish not in {stands, 200_000},
            "reject": True,
            "ask": self.names["answer"] < 2,
            "claim": self.model_claimer is None,
            "hand_over": self.model_claimer == by
            and (vote.to is None or vote.to in DESK.officers - {by, *self.model_voters}),
        }
        allowed = (
            by in DESK.officers
            and by not in self.model_voters
            and self.model_claimer in {None, by}
            and fits[action]
        )
        before = set(self.model_done)
        self.send(VoteCast(vote=vote, ballot=name), name, allowed=allowed)
        if self.model_done != before and WITHDRAWN not in self.workflow.kept:
            self.remember(vote, stands)

    def remember(self, vote: OfficerVote, stands: int) -> None:
        """What the accepted act means, said again in the simplest way; the workflow follows."""
        match vote.action:
            case "approve":
                changed = vote.wish is not None and vote.wish.amount != stands
                kept = [] if changed else self.model_voters
                self.model_voters, self.model_claimer = [*kept, vote.officer], None
            case "claim":
                self.model_claimer = vote.officer
            case "hand_over":
                self.model_claimer = vote.to
            case "reject" | "ask":
                pass
        if vote.action in {"approve", "claim", "hand_over"}:
            self.go_on(time=False)

    # What must always hold ----------------------------------------------------------------------

    @invariant()
    def nothing_happens_after_the_end(self) -> None:
        final = self.view.state in {"accepted", "expired", "withdrawn"}
        final = final or (self.view.state == "rejected" and self.view.awaiting is None)
        assert final == self.model_ended

    @invariant()
    def it_is_lent_once_and_only_by_an_offer(self) -> None:
        assert self.loans == (self.view.state == "accepted")
        assert self.loans <= self.names["offer"]

    @invariant()
    def it_is_contested_once(self) -> None:
        assert self.names["contest"] <= 1

    @invariant()
    def different_officers_vote_and_never_the_applicant(self) -> None:
        if self.view.state == "referred":
            voters = [vote.officer for vote in self.view.votes]
            assert voters == self.model_voters
            assert len(voters) == len(set(voters)) < self.view.votes_needed
            assert set(voters) <= DESK.officers - {self.view.application.customer}

    @invariant()
    def a_claim_is_shown_only_while_officers_decide(self) -> None:
        claimed = self.view.claim.by if self.view.claim else None
        if self.view.state == "referred":
            assert claimed == self.model_claimer
        else:
            assert claimed is None


LifeOfAnApplication = pytest.mark.timeout(600)(Life.TestCase)
"""Minutes where the machine is loaded."""
LifeOfAnApplication.settings = settings(max_examples=600, stateful_step_count=40, deadline=None)
