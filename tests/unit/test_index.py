"""The customer's index of credits: what is admitted, and what is owed."""

from datetime import date

import pytest

from services.account import index
from services.contracts.account import Admission, Credits, CreditSummary
from services.contracts.credit import Application
from services.contracts.keys import CreditId
from services.contracts.lending import CreditState
from tests.unit.case import CREDIT, OTHER, PLACE, TODAY, application, money, terms

NEW = CreditId("CR-CCCCCCCC")
THIRD = CreditId("CR-DDDDDDDD")


def line(
    credit_id: CreditId = CREDIT,
    *,
    state: CreditState = "under_review",
    amount: int = 1000_00,
    months: int = 12,
    outstanding: int | None = None,
) -> CreditSummary:
    return CreditSummary(
        credit_id=credit_id,
        amount=money(amount),
        months=months,
        state=state,
        submitted_on=TODAY,
        terms=terms(amount=amount, months=months),
        outstanding=None if outstanding is None else money(outstanding),
    )


def applied(*, amount: int, months: int) -> Application:
    asked = {"amount": money(amount), "months": months}
    return application(NEW).model_copy(update=asked)


def admitted(*lines: CreditSummary, amount: int = 2000_00, months: int = 24) -> Admission:
    entry = applied(amount=amount, months=months)
    return index.admitted(Credits(items=lines), entry, most_open=3, most_owed=money(25_000_00))


def test_the_first_application_is_admitted() -> None:
    assert admitted() == Admission(admitted=True)


@pytest.mark.parametrize("state", sorted(index.PENDING))
def test_a_twin_under_way_is_named(state: CreditState) -> None:
    """The same amount and term again is most likely the same wish told twice."""
    admission = admitted(line(state=state), amount=1000_00, months=12)
    assert (admission.admitted, admission.refusal) == (False, "duplicate")
    assert CREDIT in admission.detail


@pytest.mark.parametrize(
    "state", ["rejected", "expired", "withdrawn", "aborted", "active", "in_arrears", "closed"]
)
def test_what_is_decided_is_no_twin(state: CreditState) -> None:
    """After a rejection, or beside a running loan, the same may be asked for again."""
    assert admitted(line(state=state), amount=1000_00, months=12).admitted


@pytest.mark.parametrize(("amount", "months"), [(1000_01, 12), (1000_00, 13)])
def test_another_amount_or_term_is_no_twin(amount: int, months: int) -> None:
    assert admitted(line(), amount=amount, months=months).admitted


def test_a_fourth_open_application_is_too_many() -> None:
    """Loans and ended applications don't count as open."""
    two = (line(CREDIT, months=6), line(OTHER, months=9))
    assert admitted(*two, line(THIRD, state="active"), line(THIRD, state="rejected")).admitted
    admission = admitted(*two, line(THIRD))
    assert (admission.refusal, "3" in admission.detail) == ("too_many_open", True)


def test_all_credits_together_stay_within_the_limit() -> None:
    """20,000 lent, of which 15,000 are owed, and 4,000 asked for leave 6,000."""
    lines = (
        line(CREDIT, state="active", amount=20_000_00, outstanding=15_000_00),
        line(OTHER, amount=4000_00),
    )
    assert admitted(*lines, amount=6000_00).admitted
    admission = admitted(*lines, amount=6000_01)
    assert admission.refusal == "exposure"
    assert "25,000.00 EUR" in admission.detail


def test_an_entered_application_is_a_new_line_at_the_end() -> None:
    entry = applied(amount=500_00, months=6)
    credits = index.entered(Credits(items=(line(),)), entry, on=TODAY)
    assert credits.items == (
        line(),
        CreditSummary(
            credit_id=NEW,
            amount=money(500_00),
            months=6,
            state="submitted",
            submitted_on=TODAY,
            place=PLACE,
        ),
    )


def test_an_application_by_form_has_no_thread_to_be_found_in_yet() -> None:
    entry = applied(amount=500_00, months=6).model_copy(update={"by_form": True})
    (entered,) = index.entered(Credits(items=()), entry, on=TODAY).items
    assert entered.place is None


def test_progress_replaces_the_line_in_its_place() -> None:
    credits = Credits(items=(line(CREDIT), line(OTHER)))
    after = index.replaced(credits, line(CREDIT, state="approved"))
    assert after.items == (line(CREDIT, state="approved"), line(OTHER))


def test_progress_of_an_unknown_credit_adds_its_line() -> None:
    assert index.replaced(Credits(items=()), line()).items == (line(),)


def test_the_day_of_submission_stays_as_it_was_entered() -> None:
    """At 00:30 in Berlin it is still yesterday in UTC; the bank's day counts."""
    reported = line(state="approved").model_copy(update={"submitted_on": date(2026, 1, 30)})
    after = index.replaced(Credits(items=(line(),)), reported)
    assert (after.items[0].state, after.items[0].submitted_on) == ("approved", TODAY)


@pytest.mark.parametrize("state", sorted(index.LOANS))
def test_what_is_told_late_of_an_application_does_not_touch_its_loan(state: CreditState) -> None:
    lent = Credits(items=(line(state=state),))
    assert index.replaced(lent, line(state="aborted")) == lent


def test_owed_is_the_principal_of_running_loans() -> None:
    """What waits for its disbursement owes all; what is closed or only asked for owes nothing."""
    credits = Credits(
        items=(
            line(CREDIT, state="active", outstanding=507_46),
            line(OTHER, state="pending_disbursement", amount=200_00),
            line(THIRD, state="closed", outstanding=0),
            line(NEW, state="approved"),
        )
    )
    assert index.owed(credits) == money(707_46)
    assert index.owed(credits, besides=CREDIT) == money(200_00)


def test_a_loan_paid_to_zero_owes_zero() -> None:
    """Nothing outstanding is not the same as not known."""
    assert index.owed(Credits(items=(line(state="active", outstanding=0),))) == money(0)
