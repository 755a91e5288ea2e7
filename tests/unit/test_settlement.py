"""Paying back early, in part, or by withdrawal: the agreed figures, and what always holds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credit import schedule
from services.credit.schedule import InstalmentTooSmall
from services.loan import settlement
from services.loan.arrears import LateTerms
from services.loan.settlement import Position
from tests.unit.loans import CASES, LOANS, SHARES, Drawn

START = date(2026, 1, 15)
LOAN = Drawn(100_000, 12, Decimal(6), START)
LATE = LateTerms(annual_rate=Decimal(8), grace_days=3)
CHOICES: tuple[settlement.Choice, ...] = ("lower_instalment", "shorter_term")


def early(position: Position, on: date) -> settlement.Settlement:
    return settlement.early(position, on=on, late=LATE)


def partial(
    position: Position, payment: int, on: date, choice: settlement.Choice, minimum: int = 100
) -> settlement.PartialRepayment:
    return settlement.partial(
        position, payment=payment, on=on, choice=choice, minimum_instalment=minimum
    )


def test_right_after_the_sixth_instalment() -> None:
    """It costs the balance of 507.46 and saves 8.92."""
    found = early(LOAN.position(paid=6), date(2026, 7, 15))

    assert (found.total, found.interest, found.saved) == (507_46, 0, 8_92)


def test_interest_accrues_to_the_day() -> None:
    """Ten days of 507.46 at 6 %, actual/365, are 83.4 cents."""
    found = early(LOAN.position(paid=6), date(2026, 7, 25))

    assert (found.principal, found.interest, found.saved) == (507_46, 83, 8_09)


def test_the_day_of_an_instalment_is_the_same_before_and_after_it() -> None:
    """Whichever comes first, the customer pays the same that day."""
    due = date(2026, 7, 15)

    before, after = early(LOAN.position(paid=5), due), early(LOAN.position(paid=6), due)

    assert before.total == after.total + LOAN.plan.regular


def test_overdue_instalments_are_part_of_it() -> None:
    """Two are due, one of them past its grace: their interest, and late interest on principal."""
    rows = LOAN.plan.rows
    found = early(LOAN.position(paid=6), date(2026, 9, 16))

    assert found.principal == 507_46
    # 83.53 for 29 days at 8 %; and a day of 339.98 at 6 %, which isn't due.
    assert found.late_interest == 53
    assert found.interest == rows[6].interest + rows[7].interest + 6


def test_after_the_last_due_date_nothing_more_accrues() -> None:
    """What is overdue bears late interest, and no other beside it."""
    position = LOAN.position(paid=11)

    assert early(position, date(2027, 1, 15)).total == 86_03
    assert early(position, date(2027, 1, 18)).total == 86_03
    assert early(position, date(2027, 4, 18)).interest == 43
    assert early(position, date(2027, 4, 18)).late_interest == 169


def test_withdrawal_after_ten_days() -> None:
    """Capital plus 1.64, and a fee is given back."""
    position = LOAN.position(paid=0)
    on = START + timedelta(days=10)

    found = settlement.withdrawal(position, accepted_on=START, on=on)
    with_fee = settlement.withdrawal(position, accepted_on=START, on=on, fee=25_00)

    assert (found.principal, found.interest, found.total) == (100_000, 164, 100_164)
    assert with_fee.total == 100_164 - 25_00


def test_the_fourteenth_day_is_the_last_to_withdraw() -> None:
    """Days count from acceptance, interest from the day of disbursement."""
    position = LOAN.position(paid=0)
    accepted = START - timedelta(days=4)

    found = settlement.withdrawal(position, accepted_on=accepted, on=date(2026, 1, 25))

    assert found.interest == 164
    with pytest.raises(settlement.WithdrawalExpired):
        settlement.withdrawal(position, accepted_on=accepted, on=date(2026, 1, 26))


def test_a_part_on_a_due_date_with_lower_instalments() -> None:
    """307.46 of 507.46: what is left is a plain loan of 200.00 over six months."""
    done = partial(LOAN.position(paid=6), 307_46, date(2026, 7, 15), "lower_instalment")
    plain = schedule.annuity(200_00, months=6, annual_rate=Decimal(6), start=date(2026, 7, 15))

    rows = done.position.rows
    assert [(r.payment, r.interest, r.due) for r in rows] == [
        (r.payment, r.interest, r.due) for r in plain.rows
    ]
    assert [row.number for row in rows] == [7, 8, 9, 10, 11, 12]
    assert (done.interest, done.principal) == (0, 307_46)
    assert done.saved == 8_92 - plain.total_interest


def test_a_part_on_a_due_date_with_a_shorter_term() -> None:
    """The instalment stays 86.07; three are enough, and more interest is saved."""
    done = partial(LOAN.position(paid=6), 307_46, date(2026, 7, 15), "shorter_term")

    assert [(row.number, row.payment, row.balance) for row in done.position.rows] == [
        (7, 86_07, 114_93),
        (8, 86_07, 29_43),
        (9, 29_58, 0),
    ]
    assert done.saved == 8_92 - 1_00 - 57 - 15


def test_a_part_within_a_month_pays_the_interest_to_the_day() -> None:
    """0.83 of it are interest; the month ahead costs what its days before haven't."""
    done = partial(LOAN.position(paid=6), 200_83, date(2026, 7, 25), "lower_instalment")

    assert (done.interest, done.principal, done.position.principal) == (83, 200_00, 307_46)
    # A month of 307.46 is 1.537, of which ten days, 0.505, are over.
    assert done.position.rows[0].interest == 103
    assert done.position.rows[0].due == date(2026, 8, 15)
    assert early(done.position, date(2026, 7, 25)).interest == 0
    assert early(done.position, date(2026, 7, 30)).interest == 25


def test_a_tiny_rest_goes_into_the_instalment_before() -> None:
    """No last instalment of 43 cents: the one before takes it."""
    balance = LOAN.plan.rows[5].balance
    done = partial(
        LOAN.position(paid=6), balance - 86_07, date(2026, 7, 15), "shorter_term"
    ).position.rows

    assert [row.payment for row in done] == [86_50]


@pytest.mark.parametrize(
    ("payment", "on", "refusal"),
    [
        (83, date(2026, 7, 25), settlement.PaymentTooSmall),
        (-5, date(2026, 7, 25), settlement.PaymentTooSmall),
        (508_29, date(2026, 7, 25), settlement.PaymentTooLarge),
        (100_00, date(2026, 8, 15), settlement.InstalmentDue),
        (100_00, date(2026, 7, 14), settlement.TooEarly),
    ],
)
def test_parts_that_are_refused(payment: int, on: date, refusal: type[ValueError]) -> None:
    """Only interest, everything, while an instalment is due, before the interest paid."""
    with pytest.raises(refusal):
        partial(LOAN.position(paid=6), payment, on, "lower_instalment")


def test_instalments_too_small_leave_the_shorter_term() -> None:
    """Six instalments of 1.00 each would be under a minimum of 5.00."""
    position, on = LOAN.position(paid=6), date(2026, 7, 15)

    with pytest.raises(InstalmentTooSmall):
        partial(position, 501_46, on, "lower_instalment", 5_00)
    assert len(partial(position, 501_46, on, "shorter_term", 5_00).position.rows) == 1


def test_a_loan_paid_back_owes_nothing() -> None:
    """There is nothing to repay early or to withdraw from."""
    position = LOAN.position(paid=12)

    with pytest.raises(settlement.NothingOwed):
        early(position, date(2027, 1, 15))
    with pytest.raises(settlement.NothingOwed):
        settlement.withdrawal(position, accepted_on=START, on=START)


@CASES
@given(loan=LOANS, done=SHARES, part=SHARES)
def test_early_repayment_never_costs_more_than_waiting(loan: Drawn, done: int, part: int) -> None:
    """Between any two due dates it lies between the balance and the sum of the instalments."""
    position = loan.position(paid=loan.months * done // 1000)
    begun, due = position.since, position.rows[0].due
    on = begun + (due - begun) * part // 1000

    found = early(position, on)

    assert position.principal <= found.total
    assert found.total + found.saved == sum(row.payment for row in position.rows)
    assert found.saved >= 0
    assert found.late_interest == 0


@CASES
@given(loan=LOANS, done=SHARES, part=SHARES, pays=SHARES, choice=st.sampled_from(CHOICES))
def test_what_every_partial_repayment_keeps(
    loan: Drawn, done: int, part: int, pays: int, choice: settlement.Choice
) -> None:
    """Principal adds up, due dates stay, nothing is saved below zero, the choice is kept."""
    before = loan.position(paid=loan.months * done // 1000)
    begun, due = before.since, before.rows[0].due
    on = begun + (due - begun) * part // 1000
    most = early(before, on).total
    least = most - before.principal + 1
    if least >= most:
        return
    payment = least + (most - least) * pays // 1000
    try:
        found = partial(before, payment, on, choice, minimum=1)
    except InstalmentTooSmall:
        assert choice == "lower_instalment"
        return
    rows = found.position.rows

    assert found.interest + found.principal == payment
    assert found.principal + sum(row.principal for row in rows) == before.principal
    assert rows[-1].balance == 0
    assert all(row.payment == row.interest + row.principal > 0 for row in rows)
    assert [row.due for row in rows] == [row.due for row in before.rows][: len(rows)]
    assert found.position.since == on
    # Each month's interest is rounded on its own: a cent a month is all that can differ.
    assert found.saved >= -len(before.rows)
    if choice == "lower_instalment":
        assert len(rows) == len(before.rows)
        assert rows[0].payment <= before.rows[0].payment
    else:
        assert {row.payment for row in rows[:-1]} <= {before.rows[0].payment}


@CASES
@given(loan=LOANS, days=st.integers(0, 14))
def test_withdrawal_costs_the_days_alone(loan: Drawn, days: int) -> None:
    """Capital, and never more than a month's interest."""
    position = loan.position(paid=0)
    on = loan.start + timedelta(days=days)

    found = settlement.withdrawal(position, accepted_on=loan.start, on=on)

    assert found.principal == loan.principal
    assert 0 <= found.interest <= position.rows[0].interest
    exact = Decimal(loan.principal) * loan.rate * days / 36500
    assert abs(found.interest - exact) <= Decimal("0.5")
