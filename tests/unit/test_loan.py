"""The loan's book and calendar: what is owed when, and how a loan ends."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from services.account import ledger
from services.contracts.account import Transaction
from services.contracts.loan import LoanOpening, LoanStatement
from services.loan import book, showing
from services.loan.arrears import Claim, LateTerms
from services.loan.calendar import Calendar
from tests.unit.case import BERLIN, CREDIT, NOW, TODAY, application, money, terms

LATE = LateTerms(annual_rate=Decimal(8), grace_days=3)
# LENDING: 1,000 over 12 months at 6 %, interest and balance month by month, in cents.
INTEREST = (500, 459, 419, 378, 337, 295, 254, 212, 170, 128, 85, 43)
BALANCE = (918_93, 837_45, 755_57, 673_28, 590_58, 507_46, 423_93, 339_98, 255_61, 170_82, 8560, 0)


def pending(*, fee: int = 0) -> book.Loan:
    """1,000.00 over 12 months at 6 %, to be paid out on the 31st of January."""
    agreed = terms().model_copy(update={"fee": money(fee)})
    opening = LoanOpening(application=application(), terms=agreed)
    return book.opened(opening, at=NOW, on=TODAY, late=LATE)


def active(*, paid: int = 0, fee: int = 0) -> book.Loan:
    loan = book.disbursed(pending(fee=fee))
    for _ in range(paid):
        loan = book.collected(loan, next_overdue=False)
    return loan


def behind(*, paid: int, days: int = 3) -> book.Loan:
    """In arrears with the next instalment, so many days late."""
    return book.fell_short(active(paid=paid), days=days, owed=86_07)


def seen(loan: book.Loan) -> LoanStatement:
    """The statement of the day of the payout: nothing is due by the calendar."""
    return showing.statement(loan, on=TODAY)


def claims(loan: book.Loan) -> tuple[Claim, ...]:
    """What all instalments together ask for, without late interest."""
    free = loan.model_copy(update={"late_annual_rate": Decimal(0)})
    return book.claims(free, on=date(2027, 1, 31))


def states(statement: LoanStatement) -> list[str]:
    return [line.state for line in statement.lines]


def test_the_schedule_follows_from_terms_and_anchor() -> None:
    """A loan that was stored and read back has the schedule that it had."""
    rows = book.rows(book.Loan.model_validate_json(pending().model_dump_json()))
    assert tuple(row.interest for row in rows) == INTEREST
    assert tuple(row.balance for row in rows) == BALANCE
    assert [row.due for row in rows[:4]] == [
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
        date(2026, 5, 31),
    ]


@pytest.mark.parametrize("offered_on", [date(2026, 1, 17), date(2025, 12, 31), TODAY])
def test_the_days_count_from_the_payout(offered_on: date) -> None:
    """Not from the offer, which may be two weeks old; amount, rate and instalment stay."""
    opening = LoanOpening(application=application(), terms=terms(start=offered_on))
    loan = book.opened(opening, at=NOW, on=TODAY, late=LATE)
    assert (loan.state, loan.paid, loan.missed) == ("pending_disbursement", 0, "")
    assert (loan.anchor, loan.disbursed_at) == (TODAY, NOW)
    assert loan.terms == terms()
    assert loan.terms.first_due == book.rows(loan)[0].due == date(2026, 2, 28)


def test_a_fee_is_kept_back_and_not_lent() -> None:
    """25.00 of 1,000.00: the instalments are those without a fee, the total is 1,057.80."""
    loan = pending(fee=25_00)
    order = book.disbursement(loan)
    assert (order.amount, order.fee) == (money(1000_00), money(25_00))
    assert book.rows(loan) == book.rows(pending())
    assert loan.terms.total_payable == money(1057_80)
    assert seen(loan).remaining == money(1032_80)


@pytest.mark.parametrize("paid", range(13))
def test_a_statement_sums_up_after_each_instalment(paid: int) -> None:
    """Eleven times 86.07, then 86.03: what was paid and what remains are 1,032.80."""
    stated = seen(active(paid=paid))
    already = sum(line.payment.minor for line in stated.lines if line.state == "paid")
    last = 86_03 if paid == 12 else 0
    assert already == 86_07 * min(paid, 11) + last
    assert stated.remaining == money(1032_80 - already)
    assert stated.outstanding == money((1000_00, *BALANCE)[paid])
    assert states(stated) == ["paid"] * paid + ["scheduled"] * (12 - paid)


def test_a_statement_names_the_next_instalment() -> None:
    stated = seen(active(paid=11))
    assert (stated.next_due, stated.next_payment) == (date(2027, 1, 31), money(86_03))


def test_a_loan_collected_to_the_end_is_closed() -> None:
    loan = active(paid=12)
    stated = seen(loan)
    assert (loan.state, stated.state) == ("closed", "closed")
    assert (stated.next_due, stated.next_payment) == (None, None)
    assert not book.is_next(loan, 13)
    with pytest.raises(book.IllegalTransition):
        book.collected(loan, next_overdue=False)


def test_a_loan_is_paid_out_once() -> None:
    with pytest.raises(book.IllegalTransition):
        book.disbursed(active())


def test_nothing_is_collected_before_the_loan_is_paid_out() -> None:
    assert not book.is_next(pending(), 1)
    with pytest.raises(book.IllegalTransition):
        book.collected(pending(), next_overdue=False)


@pytest.mark.parametrize(("number", "fits"), [(0, False), (3, False), (4, True), (5, False)])
def test_only_the_next_instalment_is_collected(number: int, *, fits: bool) -> None:
    """A late timer of a paid one, or an early one, finds nothing to do."""
    assert book.is_next(active(paid=3), number) is fits


@pytest.mark.parametrize(
    ("days", "state", "shown"),
    [
        (0, "active", "due"),
        (2, "active", "due"),
        (3, "in_arrears", "overdue"),
        (90, "in_arrears", "overdue"),
    ],
)
def test_a_short_account_is_in_arrears_after_the_grace_period(
    days: int, state: str, shown: str
) -> None:
    """Three days of grace: within them the instalment is due, then it is overdue."""
    loan = book.fell_short(active(paid=2), days=days, owed=86_07)
    assert (loan.state, loan.missed) == (state, shown)
    assert states(seen(loan)) == ["paid", "paid", shown] + ["scheduled"] * 9


def test_without_grace_an_instalment_is_overdue_at_once() -> None:
    strict = active().model_copy(update={"grace_days": 0})
    assert book.fell_short(strict, days=0, owed=86_07).state == "in_arrears"


@pytest.mark.parametrize("days", range(3))
def test_another_try_in_vain_changes_nothing_within_the_grace_period(days: int) -> None:
    """What the customer was told once is not told again; what is overdue stays so."""
    due = book.fell_short(active(paid=2), days=0, owed=86_07)
    assert book.fell_short(due, days=days, owed=86_07) == due
    assert book.fell_short(behind(paid=2), days=days, owed=86_07) == behind(paid=2)


@pytest.mark.parametrize("days", [0, 2, 3, 90])
def test_paying_cures_arrears(days: int) -> None:
    """Paid is paid, however late: nothing of it stays with the loan."""
    loan = behind(paid=2, days=days)
    assert book.is_next(loan, 3)
    cured = book.collected(loan, next_overdue=False)
    assert {task.state for task in cured.tasks} <= {"paid"}
    assert cured.model_copy(update={"tasks": ()}) == active(paid=3)


def test_arrears_last_until_nothing_is_overdue() -> None:
    """Two months missed: the first payment is not enough, the second is."""
    still = book.collected(behind(paid=2), next_overdue=True)
    assert (still.state, still.paid, still.missed) == ("in_arrears", 3, "")
    assert book.is_next(still, 4)
    assert book.collected(still, next_overdue=False) == active(paid=4)


def test_who_pays_is_not_put_in_arrears() -> None:
    """Where the desk itself was late, the next one is tried before anybody is blamed."""
    assert book.collected(active(paid=2), next_overdue=True) == active(paid=3)


def test_missing_changes_nothing_that_is_owed() -> None:
    before = seen(active(paid=2))
    after = seen(behind(paid=2))
    assert (after.remaining, after.outstanding) == (before.remaining, before.outstanding)


def test_the_last_instalment_closes_even_from_arrears() -> None:
    loan = book.collected(behind(paid=11, days=5), next_overdue=False)
    assert (loan.state, loan.missed) == ("closed", "")


@pytest.mark.parametrize("fee", [0, 25_00])
def test_all_transfers_of_a_loan_leave_the_ledger_with_the_interest(fee: int) -> None:
    """Paid out once and collected twelve times: nothing is lent, 32.80 and the fee are earned."""
    loan = active(fee=fee)
    books = ledger.books(ledger.Head(opened=TODAY, booked_through=TODAY), None)
    orders = [book.disbursement(loan), *(book.collection(loan, claim) for claim in claims(loan))]
    savings = Transaction(
        id="savings", day=TODAY, amount=money(100_00), description="", category="own_transfer"
    )
    books = ledger.book(books, ledger.from_transaction(savings))
    for order in orders:
        books = ledger.transfer(books, order, day=TODAY)
    balances = {each.name: each.balance.minor for each in ledger.accounts(books.head)}
    assert balances == {
        "current": 1100_00 - fee - 1032_80,
        "bank.loans": 0,
        "bank.interest": 32_80,
        "bank.fees": fee,
        "bank.clearing": -100_00,
        "bank.losses": 0,
    }


def test_each_transfer_has_an_id_of_its_own() -> None:
    """The same instalment is always the same transfer, another one never."""
    loan = active()
    ids = [book.collection(loan, claim).id for claim in claims(loan)]
    assert ids[3:] == [book.collection(active(paid=3), c).id for c in claims(active(paid=3))]
    assert len({book.disbursement(loan).id, *ids}) == 13
    assert all(CREDIT in name for name in ids)


def test_the_summary_tells_what_is_left() -> None:
    line = showing.summary(active(paid=1))
    assert (line.state, line.paid, line.outstanding) == ("active", 1, money(918_93))
    assert (line.remaining, line.next_payment) == (money(946_73), money(86_07))
    assert line.next_due == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("due", "moment"),
    [
        (date(2026, 2, 28), datetime(2026, 2, 28, 7, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 6, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 7, tzinfo=UTC)),
    ],
)
def test_instalments_are_collected_at_eight_in_the_morning(due: date, moment: datetime) -> None:
    """By the bank's clocks, in summer, in winter, and on the days when they change."""
    calendar = Calendar(zone=BERLIN)
    assert calendar.due_at(due, number=2, disbursed_at=NOW) == moment
    assert calendar.day == timedelta(days=1)


@pytest.mark.parametrize("number", [1, 2, 12])
def test_a_short_month_counts_from_the_disbursement(number: int) -> None:
    """With a month of a minute instalment 12 is due after twelve minutes."""
    calendar = Calendar(zone=BERLIN, month=timedelta(minutes=1))
    due_at = calendar.due_at(date(2030, 1, 1), number=number, disbursed_at=NOW)
    assert due_at == NOW + timedelta(minutes=number)
    assert calendar.day == timedelta(seconds=2)


SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("late", "days"),
    [
        (-30 * DAY, 0),
        (-SECOND, 0),
        (timedelta(), 0),
        (DAY - SECOND, 0),
        (DAY, 1),
        (3 * DAY - SECOND, 2),
        (3 * DAY, 3),
        (90 * DAY, 90),
    ],
)
def test_lateness_is_counted_in_whole_days(late: timedelta, days: int) -> None:
    """From the due moment on; before it nothing is late. 28 March 2026 is just before summer."""
    calendar = Calendar(zone=BERLIN)
    since = calendar.due_at(date(2026, 3, 28), number=2, disbursed_at=NOW)
    assert since.astimezone(UTC) == datetime(2026, 3, 28, 7, tzinfo=UTC)
    assert calendar.days_late(since, now=since.astimezone(UTC) + late) == days


def test_in_a_short_month_a_day_is_short_too() -> None:
    """With a month of a minute, three days of grace are six seconds."""
    calendar = Calendar(zone=BERLIN, month=timedelta(minutes=1))
    since = calendar.due_at(TODAY, number=1, disbursed_at=NOW)
    assert calendar.days_late(since, now=since + 5 * SECOND) == 2
    assert calendar.days_late(since, now=since + 6 * SECOND) == 3


@pytest.mark.parametrize(
    ("after", "day"),
    [
        (0, date(2026, 1, 31)),
        (2, date(2026, 2, 1)),
        (59, date(2026, 2, 27)),
        (60, date(2026, 2, 28)),
        (3 * 60, date(2026, 4, 30)),
        (12 * 60 + 4, date(2027, 2, 2)),
    ],
)
def test_in_a_short_month_the_day_is_that_of_the_schedule(after: int, day: date) -> None:
    """With a month of a minute: an instalment is collected on the day on which it is due."""
    calendar = Calendar(zone=BERLIN, month=timedelta(minutes=1))
    now = NOW + after * SECOND
    assert calendar.today(now, anchor=TODAY, disbursed_at=NOW) == day
    far = NOW + timedelta(days=365)
    assert calendar.today(far, anchor=TODAY, disbursed_at=NOW).year == 2126


def test_in_a_real_month_the_day_is_the_banks() -> None:
    """23:30 in London is tomorrow in Berlin, whenever the loan was paid out."""
    calendar = Calendar(zone=BERLIN)
    now = datetime(2026, 2, 3, 23, 30, tzinfo=UTC)
    assert calendar.today(now, anchor=TODAY, disbursed_at=NOW) == date(2026, 2, 4)
