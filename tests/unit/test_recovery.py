"""What becomes of an application whose workflow was ended: all hear of it, once."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
import restate

from services.contracts import account, loan, posts
from services.contracts.credit import ApplicationView, Awaiting, Contest, OfferResponse
from services.contracts.lending import CreditState
from services.contracts.wire import Nothing, Wire
from services.credit import acknowledgement, recovery
from tests.unit.case import ALICE, NOW, UNTIL, application, terms, view
from tests.unit.doors import DESK, done

OFFER = Awaiting(kind="offer", name="offer.1", until=UNTIL)
CONTEST = Awaiting(kind="contest", name="contest.1", until=UNTIL)
YES = OfferResponse(by=ALICE, offer="offer.1", accept=True)
NO = OfferResponse(by=ALICE, offer="offer.1", accept=False)


@dataclass
class World:
    """What the workflow left behind, and what is sent now."""

    seen: ApplicationView | None
    promises: dict[str, Wire] = field(default_factory=dict[str, Wire])
    sent: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])

    async def time(self) -> float:
        return NOW.timestamp()

    async def get(self, name: str, **_hint: object) -> Wire | None:
        return self.seen if name == "view" else None

    def promise(self, name: str, **_hint: object) -> "Promise":
        return Promise(self.promises.get(name))

    def generic_send(self, service: str, name: str, body: bytes, **_named: object) -> None:
        self.sent.append((f"{service}.{name}", body))

    @property
    def told(self) -> list[str]:
        return [name for name, _ in self.sent]

    @property
    def line(self) -> account.CreditSummary:
        """What the customer's index is told."""
        (body,) = [body for name, body in self.sent if name == "Account.progress"]
        return account.Progress.model_validate_json(body).summary

    def posted(self, kind: type[Wire]) -> list[Wire]:
        found = [
            posts.Post.model_validate_json(body).content
            if name == "Messenger.post"
            else posts.Update.model_validate_json(body).content
            for name, body in self.sent
            if name.startswith("Messenger.")
        ]
        return [each for each in found if isinstance(each, kind)]


@dataclass(frozen=True)
class Promise:
    value: Wire | None

    async def peek(self) -> Wire | None:
        return self.value

    async def reject(self, _why: str, *, code: int) -> None:
        del code
        if self.value:
            raise restate.TerminalError("promise was already completed", status_code=409)


@pytest.fixture(autouse=True)
def dead(monkeypatch: pytest.MonkeyPatch) -> None:
    async def runs(_ctx: object, **_named: object) -> bool:
        return False

    monkeypatch.setattr(acknowledgement, "runs", runs)


def recovered(world: World) -> World:
    ctx = cast("Any", world)
    done(recovery.recover(ctx, application(), DESK))
    return world


def offered() -> ApplicationView:
    return view("approved", OFFER).model_copy(update={"terms": terms(), "decided_by": "policy"})


@pytest.mark.parametrize(
    "state", ["submitted", "under_review", "info_requested", "referred", "approved"]
)
def test_what_nobody_has_accepted_is_aborted(state: CreditState) -> None:
    world = recovered(World(view(state)))
    assert world.line.state == "aborted"
    (decision,) = world.posted(posts.Decision)
    assert cast("posts.Decision", decision).outcome == "aborted"
    (notice,) = world.posted(posts.ApplicationAborted)
    assert cast("posts.ApplicationAborted", notice).before == state
    assert not {"Loan.open", "Account.commit"} & {*world.told}


def test_one_that_was_ended_before_its_first_step_is_aborted_too() -> None:
    assert recovered(World(None)).line.state == "aborted"


def test_the_offer_can_not_be_accepted_any_more() -> None:
    (card,) = recovered(World(offered())).posted(posts.Offer)
    assert cast("posts.Offer", card).state == "aborted"


def test_what_was_accepted_is_paid_out() -> None:
    """Whether the workflow could say so, or had only taken the click."""
    said = offered().model_copy(
        update={"state": "accepted", "awaiting": None, "accepted_on": NOW.date()}
    )
    taken: dict[str, Wire] = {"offer.1": YES, acknowledgement.receipt("offer.1"): Nothing()}
    for world in (World(said), World(offered(), taken)):
        recovered(world)
        assert world.line.state == "accepted"
        (commit,) = [body for name, body in world.sent if name == "Account.commit"]
        assert account.Commit.model_validate_json(commit).accepted
        (opening,) = [body for name, body in world.sent if name == "Loan.open"]
        assert loan.LoanOpening.model_validate_json(opening).accepted_on == NOW.date()


@pytest.mark.parametrize(
    "promises",
    [
        {"offer.1": YES},
        {"offer.1": NO, acknowledgement.receipt("offer.1"): Nothing()},
    ],
    ids=["a click that was not taken", "an offer that was declined"],
)
def test_what_was_not_accepted_is_not_paid_out(promises: dict[str, Wire]) -> None:
    """Who clicked was told that nobody took it."""
    world = recovered(World(offered(), promises))
    assert (world.line.state, "Loan.open" in world.told) == ("aborted", False)


def test_a_rejection_stands_and_can_not_be_contested_any_more() -> None:
    world = recovered(World(view("rejected", CONTEST)))
    assert (world.line.state, world.line.until) == ("rejected", None)
    (card,) = world.posted(posts.Decision)
    assert cast("posts.Decision", card).contest == ""


def test_an_objection_that_counts_is_no_quiet_end() -> None:
    """The customer was told that it was taken, so both they and the officers hear."""
    contest = Contest(by=ALICE, contest="contest.1", text="The salary was late, once.")
    taken: dict[str, Wire] = {"contest.1": contest, acknowledgement.receipt("contest.1"): Nothing()}
    world = recovered(World(view("rejected", CONTEST), taken))
    assert world.line.state == "aborted"
    shown = [cast("posts.Decision", each) for each in world.posted(posts.Decision)]
    assert [(each.outcome, each.contested) for each in shown] == [
        ("rejected", True),
        ("aborted", False),
    ]
    assert world.posted(posts.ApplicationAborted)


@pytest.mark.parametrize("state", ["rejected", "expired", "withdrawn"])
def test_what_had_ended_stays_as_it_is(state: CreditState) -> None:
    world = recovered(World(view(state)))
    assert (world.line.state, world.told) == (state, ["Account.progress"])


def test_nothing_is_done_while_the_workflow_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    async def runs(_ctx: object, **_named: object) -> bool:
        return True

    monkeypatch.setattr(acknowledgement, "runs", runs)
    assert recovered(World(view("referred"))).told == []


def test_what_is_told_twice_is_posted_once() -> None:
    """Each post has a name of its own."""
    worlds = [recovered(World(view("referred"))) for _ in "ab"]
    names = [
        [
            posts.Post.model_validate_json(body).post_id
            for name, body in world.sent
            if name == "Messenger.post"
        ]
        for world in worlds
    ]
    assert names[0] == names[1]
    assert len(names[0]) == len({*names[0]}) == 2
