"""What a customer's account holds: one approval at a time, by all that the customer has."""

import pytest

from services.account import commitments
from services.account.commitments import Commitment, Commitments
from services.contracts.account import Commit, Credits, CreditSummary, Exposure
from services.contracts.keys import CreditId
from services.contracts.lending import CreditState
from tests.unit.case import CREDIT, OTHER, money
from tests.unit.test_index import line

NOTHING = Exposure(total=money(0), instalments=money(0))
THIRD = CreditId("CR-DDDDDDDD")


def wanted(
    credit_id: CreditId = CREDIT,
    *,
    besides: Exposure = NOTHING,
    automatic: bool = True,
    accepted: bool = False,
) -> Commit:
    return Commit(
        credit_id=credit_id,
        amount=money(1000_00),
        instalment=money(86_07),
        besides=besides,
        automatic=automatic,
        accepted=accepted,
    )


def held(credit_id: CreditId = CREDIT, *, accepted: bool = False) -> Commitments:
    item = Commitment(
        credit_id=credit_id, amount=money(1000_00), instalment=money(86_07), accepted=accepted
    )
    return Commitments(items=(item,))


def besides(*lines: CreditSummary, of: CreditId = CREDIT, has: Commitments | None = None) -> int:
    counted = commitments.exposure(Credits(items=lines), has or Commitments(), besides=of)
    assert (counted.total == money(0)) == (counted.instalments == money(0))
    return counted.total.minor


def commit(
    order: Commit, *lines: CreditSummary, has: Commitments | None = None, stopped: bool = False
) -> tuple[Commitments, str]:
    before = has or Commitments()
    after, reply = commitments.committed(Credits(items=lines), before, order, stopped=stopped)
    assert (reply.outcome == "committed") or after == before
    return after, reply.outcome


def test_an_approval_is_held_from_its_moment_on() -> None:
    """Before the index knows: the workflow tells it later."""
    after, outcome = commit(wanted(), line(state="under_review"))
    assert (after, outcome) == (held(), "committed")
    assert besides(line(state="under_review"), of=OTHER, has=after) == 1000_00


def test_a_second_approval_does_not_count_on_the_same_room() -> None:
    """Its figures were found before the first was approved."""
    assert commit(wanted(OTHER), has=held()) == (held(), "exceeded")
    seen = Exposure(total=money(1000_00), instalments=money(86_07))
    after, outcome = commit(wanted(OTHER, besides=seen), has=held())
    assert (len(after.items), outcome) == (2, "committed")


def test_the_same_approval_again_is_one_commitment() -> None:
    assert commit(wanted(), has=held()) == (held(), "committed")


@pytest.mark.parametrize(
    "seen",
    [
        Exposure(total=money(999_99), instalments=money(86_07)),
        Exposure(total=money(1000_00), instalments=money(86_06)),
    ],
)
def test_more_than_was_seen_is_too_much(seen: Exposure) -> None:
    """Of either: a smaller sum may cost more a month."""
    assert commit(wanted(OTHER, besides=seen), has=held())[1] == "exceeded"


def test_less_than_was_seen_does_no_harm() -> None:
    seen = Exposure(total=money(5000_00), instalments=money(900_00))
    assert commit(wanted(OTHER, besides=seen), has=held())[1] == "committed"


def test_officers_who_stopped_the_automatic_path_stop_it_for_approvals_only() -> None:
    assert commit(wanted(), stopped=True)[1] == "stopped"
    assert commit(wanted(automatic=False), stopped=True)[1] == "committed"


def test_an_offer_binds_whatever_else_the_customer_has_by_then() -> None:
    order = wanted(automatic=False, accepted=True)
    after, outcome = commit(order, line(OTHER, state="active", amount=20_000_00), has=held())
    assert (after, outcome) == (held(accepted=True), "committed")


@pytest.mark.parametrize("state", sorted(commitments.RELEASED))
def test_an_application_that_ends_gives_back_what_it_held(state: CreditState) -> None:
    assert commitments.released(held(), Credits(items=(line(state=state),))).items == ()
    assert besides(line(state=state), of=OTHER, has=held()) == 0


@pytest.mark.parametrize("state", sorted(commitments.RELEASED))
def test_what_was_accepted_is_held_until_it_is_a_loan(state: CreditState) -> None:
    """Even where its workflow ends otherwise: the loan still comes."""
    kept = held(accepted=True)
    assert commitments.released(kept, Credits(items=(line(state=state),))) == kept
    lent = Credits(items=(line(state="pending_disbursement"),))
    assert commitments.released(kept, lent).items == ()


@pytest.mark.parametrize("state", ["submitted", "under_review", "referred", "approved"])
def test_an_application_under_way_keeps_what_it_holds(state: CreditState) -> None:
    lines = Credits(items=(line(state=state), line(OTHER, state="rejected")))
    assert commitments.released(held(), lines) == held()


def test_what_becomes_a_loan_counts_once() -> None:
    """By what is still owed, as soon as the index has it."""
    lent = line(state="active", outstanding=400_00)
    assert besides(lent, of=OTHER, has=held(accepted=True)) == 400_00
    assert besides(lent, of=CREDIT, has=held(accepted=True)) == 0


def test_what_is_decided_still_counts_for_nothing_and_a_loan_that_is_over_neither() -> None:
    lines = (line(CREDIT, state="referred"), line(THIRD, state="closed", outstanding=0))
    assert besides(*lines, of=OTHER) == 0


def test_an_offer_of_before_commitments_were_kept_counts_by_its_line() -> None:
    assert besides(line(state="approved"), of=OTHER) == 1000_00
