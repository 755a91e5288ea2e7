"""Whose vote counts while somebody has claimed the referral, and what votes add up to."""

from typing import Any

import pytest

from services.contracts.credit import Awaiting, Claim, Conditions, OfficerVote, VoteCast, Wish
from services.contracts.keys import PersonKey
from services.contracts.lending import Reason
from services.credit import voting
from services.credit.voting import Standing
from tests.unit.case import ALICE, BOB, NOW, OLIVIA, OMAR, UNTIL, money, view

OFFICERS = frozenset({OLIVIA, OMAR})
STANDS = Conditions(amount=money(12_000_00), months=36)
CLAIM = Claim(by=OLIVIA, since=NOW, until=UNTIL)
APPROVAL = OfficerVote(officer=OLIVIA, action="approve")
REJECTION = OfficerVote(officer=OMAR, action="reject", reasons=(Reason(code="OTHER", note="No."),))


def after(standing: Standing, vote: OfficerVote, *, needed: int = 2) -> Standing:
    return voting.after(standing, vote, claim=CLAIM, needed=needed)


def judged(action: Any, *, by: PersonKey = OLIVIA, ballot: str = "vote.1", **given: Any) -> str:
    """The outcome for an officer's act on a referral; `done` where it counts."""
    changes: dict[str, Any] = {"claim": None, "votes": (), **given.pop("seen", {})}
    seen = view("referred", Awaiting(kind="vote", name="vote.1", until=UNTIL))
    cast = VoteCast(vote=OfficerVote(officer=by, action=action, **given), ballot=ballot)
    receipt = voting.judge(seen.model_copy(update=changes), cast, officers=OFFICERS)
    return f"{receipt.outcome} {receipt.detail}".strip() if receipt else "done"


@pytest.mark.parametrize("action", ["approve", "reject", "ask", "claim", "hand_over"])
def test_what_is_claimed_is_not_decided_by_others(action: Any) -> None:
    """They are told who has it, whatever they try and however old their card is."""
    for ballot in ("vote.1", "vote.7"):
        told = judged(action, by=OMAR, ballot=ballot, seen={"claim": CLAIM})
        assert told == f"claimed {OLIVIA}"


@pytest.mark.parametrize(
    ("to", "told"),
    [
        (None, "done"),
        (OMAR, "done"),
        (OLIVIA, "invalid colleague"),
        (BOB, "invalid colleague"),
        (ALICE, "invalid colleague"),
    ],
)
def test_a_claim_goes_to_whoever_may_decide(to: PersonKey | None, told: str) -> None:
    """Not to oneself, a customer or the applicant."""
    assert judged("hand_over", to=to, seen={"claim": CLAIM}) == told


def test_a_claim_does_not_go_to_who_has_voted() -> None:
    """The second approval must be somebody else's."""
    voted = APPROVAL.model_copy(update={"officer": OMAR})
    seen = {"claim": CLAIM, "votes": (voted,)}
    assert judged("hand_over", to=OMAR, seen=seen) == "invalid colleague"
    assert judged("claim", by=OMAR, seen={"votes": (voted,)}) == "already_voted"


def test_what_nobody_has_is_not_handed_over() -> None:
    assert judged("hand_over", to=OMAR) == "invalid claim"
    assert judged("claim", by=OMAR) == "done"


def test_two_approvals_by_two_officers() -> None:
    """A vote ends the claim, so that the second officer can take it."""
    first = after(Standing(2, STANDS, claim=CLAIM), APPROVAL)
    assert (first.outcome, first.claim) == ("open", None)
    second = APPROVAL.model_copy(update={"officer": OMAR})
    assert after(first, second).outcome == "approved"


def test_one_rejection_ends_the_vote() -> None:
    first = after(Standing(2, STANDS), APPROVAL)
    assert after(first, REJECTION).outcome == "rejected"


def test_a_claim_is_taken_given_and_lapses() -> None:
    taken = after(Standing(1, STANDS), OfficerVote(officer=OLIVIA, action="claim"))
    assert taken.claim == CLAIM
    given = OfficerVote(officer=OLIVIA, action="hand_over", to=OMAR)
    assert after(taken, given).claim == CLAIM.model_copy(update={"by": OMAR})
    freed = given.model_copy(update={"to": None})
    assert after(taken, freed).claim is None
    assert voting.lapsed(taken).claim is None


def test_who_asks_keeps_the_claim() -> None:
    """The answer comes back to them."""
    asked = OfficerVote(officer=OLIVIA, action="ask", text="Since when?")
    assert after(Standing(1, STANDS, claim=CLAIM), asked).claim == CLAIM


def test_other_conditions_begin_the_vote_anew() -> None:
    """Votes for something else don't add up; whoever changed it has voted for the change."""
    wish = Wish(amount=11_000_00)
    first = after(Standing(2, STANDS), APPROVAL)
    changed = after(first, APPROVAL.model_copy(update={"officer": OMAR, "wish": wish}))
    assert [vote.officer for vote in changed.votes] == [OMAR]
    assert changed.conditions == Conditions(amount=money(11_000_00), months=36)
    agreed = after(changed, APPROVAL)
    assert (agreed.outcome, agreed.conditions) == ("approved", changed.conditions)


def test_the_mandate_is_that_of_the_moment() -> None:
    """What one officer could approve takes two once more is owed, and the other way round."""
    assert after(Standing(1, STANDS), APPROVAL, needed=2).outcome == "open"
    assert after(Standing(2, STANDS), APPROVAL, needed=1).outcome == "approved"
