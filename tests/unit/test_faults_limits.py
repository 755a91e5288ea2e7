"""What the faults run says of limits, told as small looks in which one thing is wrong."""

from typing import TYPE_CHECKING

import pytest

from services.account.commitments import Commitment, Commitments
from services.contracts.account import Credits, CreditSummary
from services.contracts.keys import CreditId
from services.contracts.lending import CreditState
from tests.faults import check_limits, plan
from tests.faults.final import Final, Look
from tests.unit.case import ALICE, CREDIT, OLIVIA, OMAR, OTHER, money, view
from tests.unit.test_index import line

if TYPE_CHECKING:
    from services.contracts.credit import ApplicationView

TEAMED = {0: "policy", 1: f"{OLIVIA}", 2: f"{OLIVIA}, {OMAR}"}


def look(*held: tuple[CreditId, int], lent: tuple[CreditSummary, ...] = ()) -> Look:
    items = tuple(
        Commitment(credit_id=credit, amount=money(euros * 100), instalment=money(1))
        for credit, euros in held
    )
    return Look(ALICE, Commitments(items=items), Credits(items=lent))


def final(
    state: CreditState = "approved", *, by: dict[CreditId, int] | None = None, account: Look
) -> Final:
    views: dict[CreditId, ApplicationView] = {
        credit: view(state).model_copy(update={"decided_by": TEAMED[officers]})
        for credit, officers in (by or {CREDIT: 0}).items()
    }
    return Final(views, {}, {}, {}, {}, (account,))


def broken(*looks: Look, by: dict[CreditId, int]) -> list[str]:
    ended = final(by=by, account=looks[-1])
    return [each.key for each in check_limits.within_mandates(looks, ended, limits=plan.LIMITS)]


MOST = plan.AUTOMATIC


def test_one_within_its_mandate_is_fine() -> None:
    assert broken(look((CREDIT, MOST)), by={CREDIT: 0}) == []
    assert broken(look((CREDIT, MOST + 1)), by={CREDIT: 0}) == [CREDIT]


@pytest.mark.parametrize(("officers", "found"), [(0, [OTHER]), (1, []), (2, [])])
def test_the_second_counts_with_the_first(officers: int, found: list[CreditId]) -> None:
    """Seen at once or one after the other; the first is not to blame."""
    both = look((CREDIT, MOST), (OTHER, 100))
    by = {CREDIT: 0, OTHER: officers}
    assert broken(both, by=by) == broken(look((CREDIT, MOST)), both, by=by) == found


def test_a_loan_counts_where_it_was_there_before() -> None:
    lent = line(CREDIT, state="active", amount=MOST * 100)
    after = look((OTHER, 100), lent=(lent,))
    by = {CREDIT: 0, OTHER: 0}
    assert broken(look((CREDIT, MOST)), after, by=by) == [OTHER]
    assert broken(after, by=by) == []  # it may have come later


def test_what_has_ended_counts_no_more() -> None:
    by = {CREDIT: 0, OTHER: 0}
    assert broken(look((CREDIT, MOST)), look(), look((OTHER, MOST)), by=by) == []


@pytest.mark.parametrize("state", ["rejected", "withdrawn", "accepted", "aborted"])
def test_what_is_over_holds_nothing(state: CreditState) -> None:
    held = check_limits.held_rightly(final(state, account=look((CREDIT, 1))))
    assert [each.promise for each in held] == ["held for nothing"]


def test_an_offer_is_held() -> None:
    assert list(check_limits.held_rightly(final(account=look((CREDIT, 1))))) == []
    lacking = check_limits.held_rightly(final(account=look()))
    assert [each.promise for each in lacking] == ["not held"]


def test_index_and_workflow_agree() -> None:
    agrees = look(lent=(line(state="approved"),))
    assert list(check_limits.agreed(final(account=agrees))) == []
    paid = look(lent=(line(state="active"),))
    assert list(check_limits.agreed(final("accepted", account=paid))) == []
    differs = check_limits.agreed(final("rejected", account=agrees))
    assert [each.promise for each in differs] == ["index differs"]
