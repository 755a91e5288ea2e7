"""Paying back by quote and click: what it costs, who may click, when a click comes too late."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from services.contracts import loan, posts
from services.contracts.keys import Key, PersonKey, RoomKey
from services.contracts.session import Place
from services.loan import book, collecting, handlers, repaying, showing
from services.loan.arrears import LateTerms
from services.loan.calendar import Calendar
from tests.unit.case import ALICE, BERLIN, BOB, CREDIT, NOW, OLIVIA, PLACE, money
from tests.unit.loan_world import DAY, FIRST_DUE, PARTS, FakeLoan, opening, running

SIXTH_DUE = datetime(2026, 7, 31, 6, tzinfo=UTC)
"""Eight in the morning in Berlin; 507.46 are owed after it."""
SEVENTH_DUE = datetime(2026, 8, 31, 6, tzinfo=UTC)
ELSEWHERE = Place(room=RoomKey("T0DESK.D0ALICE"), thread=Key("1800000000.000100"))


async def halfway() -> FakeLoan:
    """Right after the sixth instalment."""
    fake = await running(paid=6)
    fake.now = SIXTH_DUE
    return fake


async def priced(fake: FakeLoan, kind: loan.RepaymentKind) -> loan.RepaymentQuote:
    quote = (await fake.quotes(kind)).quote
    assert quote
    return quote


def offered(fake: FakeLoan, number: int = 1) -> posts.RepaymentOffered:
    """The quote's card as it is now."""
    card = fake.card(f"{CREDIT}.repayment.{number}")
    assert isinstance(card, posts.RepaymentOffered)
    return card


async def test_repaying_all_halfway_costs_what_is_owed() -> None:
    """The agreed figures: 507.46, and 8.92 of interest are never paid."""
    fake = await halfway()
    quote = await priced(fake, "early")
    assert (quote.total, quote.saved) == (money(507_46), money(8_92))
    assert (quote.instalment, quote.instalments_left) == (None, 0)
    assert fake.transfers == []
    assert fake.posted[0].place == PLACE
    assert offered(fake) == posts.RepaymentOffered(credit_id=CREDIT, quote=quote)


async def test_a_click_repays_all_and_closes_the_loan() -> None:
    """One transfer of the quote's sum; the card, the index, thread and audit say so."""
    fake = await halfway()
    fake.now += 10 * DAY
    quote = await priced(fake, "early")
    assert await fake.clicks(1) == "done"
    [order] = fake.transfers
    assert (order.id, order.purpose) == (f"{CREDIT}.repayment.1", "credit_repayment")
    assert (order.amount, order.interest) == (money(-508_29), money(83))
    assert quote.total == money(508_29)
    assert offered(fake).state == "paid"
    assert [card.reason for card in fake.told(posts.LoanClosed)] == ["repaid_early"]
    line = fake.summaries[-1]
    assert (line.state, line.outstanding, line.next_due) == ("closed", money(0), None)
    assert fake.audited == ["loan.repayment_paid", "loan.closed"]
    assert {(event.who, event.role) for event in fake.events} == {(ALICE, "customer")}
    assert fake.events[-1].details == "repaid_early"


async def test_a_second_click_pays_nothing() -> None:
    fake = await halfway()
    await fake.quotes("early")
    await fake.clicks(1)
    assert await fake.clicks(1) == "already_done"
    assert await fake.clicks(1, accept=False) == "closed"
    assert len(fake.transfers) == 1


async def test_a_timer_after_the_end_does_nothing() -> None:
    """The seventh instalment's was set long before the click."""
    fake = await halfway()
    await fake.quotes("early")
    await fake.clicks(1)
    await fake.collects(7, at=SEVENTH_DUE)
    assert len(fake.transfers) == 1
    assert fake.held.paid == 6


@pytest.mark.parametrize("by", [BOB, OLIVIA])
async def test_nobody_else_asks_or_clicks(by: PersonKey) -> None:
    """Officers neither; they are told what who asks for no loan at all is told."""
    fake = await halfway()
    await fake.quotes("early")
    assert (await fake.quotes("early", by=by)).receipt.outcome == "unknown"
    assert await fake.clicks(1, by=by) == "unknown"
    assert await fake.states(by=by) is None
    nothing = FakeLoan()
    assert (await nothing.quotes("early")).receipt.outcome == "unknown"
    assert await nothing.clicks(1) == "unknown"
    assert await nothing.states() is None
    assert (fake.transfers, nothing.kept) == ([], None)
    assert offered(fake).state == "open"


async def test_a_short_account_leaves_the_quote_open() -> None:
    """The second click pays, by the same transfer."""
    fake = await halfway()
    await fake.quotes("early")
    fake.outcome = "insufficient_funds"
    assert await fake.clicks(1) == "insufficient_funds"
    assert (fake.held.state, offered(fake).state) == ("active", "open")
    fake.outcome = "booked"
    assert await fake.clicks(1) == "done"
    assert fake.transfers[0] == fake.transfers[1]


async def test_a_declined_quote_pays_nothing() -> None:
    fake = await halfway()
    await fake.quotes("early")
    assert await fake.clicks(1, accept=False) == "done"
    assert await fake.clicks(1, accept=False) == "already_done"
    assert await fake.clicks(1) == "closed"
    assert (fake.transfers, offered(fake).state) == ([], "declined")
    assert fake.audited == ["loan.repayment_declined"]


@pytest.mark.parametrize("accept", [True, False])
async def test_a_quote_holds_on_its_day_alone(*, accept: bool) -> None:
    """A minute before midnight in Berlin it does; after it the card is outdated."""
    fake = await halfway()
    fake.now = datetime(2026, 8, 1, 21, 59, tzinfo=UTC)
    await fake.quotes("early")
    fake.now = datetime(2026, 8, 1, 22, 0, tzinfo=UTC)
    assert await fake.clicks(1, accept=accept) == "stale"
    assert (fake.transfers, offered(fake).state) == ([], "outdated")
    assert await fake.clicks(1, accept=accept) == "stale"
    assert len(fake.updated) == 1


async def test_another_quote_outdates_the_first() -> None:
    """Its card says so at once, in the place where it is."""
    fake = await halfway()
    await fake.quotes("early", place=ELSEWHERE)
    await fake.quotes("partial", 100_00)
    assert (offered(fake).state, offered(fake, 2).state) == ("outdated", "open")
    assert [update.place for update in fake.updated] == [ELSEWHERE]
    assert await fake.clicks(1) == "stale"
    assert await fake.clicks(2) == "done"
    assert [order.amount for order in fake.transfers] == [money(-100_00)]


async def test_a_quote_that_was_never_made_is_unknown() -> None:
    fake = await halfway()
    assert await fake.clicks(1) == "unknown"
    await fake.quotes("early")
    assert await fake.clicks(2) == "unknown"
    assert offered(fake).state == "open"


async def test_a_collection_between_quote_and_click_makes_the_quote_stale() -> None:
    """On a due date all costs the same before and with the instalment: nothing is paid twice."""
    fake = await halfway()
    fake.now = SEVENTH_DUE - DAY / 24
    before = await priced(fake, "early")
    await fake.collects(7, at=SEVENTH_DUE)
    assert offered(fake).state == "outdated"
    assert await fake.clicks(1) == "stale"
    after = await priced(fake, "early")
    assert before.total.minor == after.total.minor + 86_07
    assert await fake.clicks(2) == "done"
    assert [order.amount.minor for order in fake.transfers] == [-86_07, -after.total.minor]


async def test_a_collection_in_vain_leaves_the_quote_as_it_is() -> None:
    """It holds the instalment that is due, and closes the loan with it."""
    fake = await halfway()
    fake.now = SEVENTH_DUE - DAY / 24
    await fake.quotes("early")
    await fake.collects(7, at=SEVENTH_DUE, pays=False)
    fake.outcome = "booked"
    assert await fake.clicks(1) == "done"
    await fake.collects(7, at=SEVENTH_DUE + DAY)
    assert [order.purpose for order in fake.transfers] == ["credit_instalment", "credit_repayment"]


async def test_repaying_all_from_arrears_pays_late_interest_and_ends_the_tasks() -> None:
    fake = await running()
    await fake.collects(1, at=FIRST_DUE + 3 * DAY, pays=False)
    fake.now, fake.outcome = FIRST_DUE + 13 * DAY, "booked"
    quote = await priced(fake, "early")
    assert quote.late_interest == money(18)  # ten days of 81.07 at 8 %
    assert await fake.clicks(1) == "done"
    task = fake.card(f"{CREDIT}.task.1.overdue")
    assert isinstance(task, posts.OfficersTask)
    assert (task.state, fake.held.reason) == ("paid", "repaid_early")
    assert fake.transfers[-1].interest.minor == quote.interest.minor + 18


async def test_withdrawing_after_ten_days_costs_the_days() -> None:
    """1.64 of interest, and the fee comes back."""
    fake = FakeLoan()
    await fake.opens(opening(fee=25_00))
    fake.now = NOW + 10 * DAY
    quote = await priced(fake, "withdrawal")
    assert (quote.principal, quote.interest) == (money(1000_00), money(1_64))
    assert (quote.fee_returned, quote.total) == (money(25_00), money(976_64))
    assert await fake.clicks(1) == "done"
    assert fake.transfers[-1].fee == money(25_00)
    assert fake.held.reason == "withdrawn_14d"
    assert [card.reason for card in fake.told(posts.LoanClosed)] == ["withdrawn_14d"]


@pytest.mark.parametrize(("days", "outcome"), [(14, "done"), (15, "invalid")])
async def test_the_time_to_withdraw_counts_from_the_click(days: int, outcome: str) -> None:
    """The offer was accepted two days before the money came; the fourteenth day still counts."""
    fake = FakeLoan()
    await fake.opens(opening().model_copy(update={"accepted_on": date(2026, 1, 29)}))
    fake.now = NOW + (days - 2) * DAY
    reply = await fake.quotes("withdrawal")
    assert reply.receipt.outcome == outcome
    assert reply.receipt.detail == ("" if outcome == "done" else "withdrawal_expired")
    stated = await fake.states()
    assert stated
    assert stated.withdrawal_until == (date(2026, 2, 12) if outcome == "done" else None)


async def test_a_part_with_a_lower_instalment() -> None:
    """307.46 of 507.46: six instalments of a plain loan of 200.00 are left, on the same days."""
    fake = await halfway()
    reply = await fake.quotes("partial", 307_46)
    quote = reply.quote
    assert quote
    assert (quote.instalment, quote.instalments_left) == (money(33_92), 6)
    assert await fake.clicks(1) == "done"
    line = fake.summaries[-1]
    assert (line.state, line.outstanding, line.next_payment) == (
        "active",
        money(200_00),
        money(33_92),
    )
    assert (line.months, line.next_due) == (12, date(2026, 8, 31))
    assert line.terms
    assert line.terms.instalment == money(33_92)
    assert line.terms.total_interest == money(32_80 - quote.saved.minor)
    await fake.collects(7, at=SEVENTH_DUE)
    assert fake.transfers[-1].amount == money(-33_92)
    assert fake.told(posts.InstalmentCollected)[-1].months == 12


async def test_a_part_with_a_shorter_term() -> None:
    """The instalment stays; the ninth, 29.58, is the last."""
    fake = await halfway()
    await fake.quotes("partial", 307_46, "shorter_term")
    await fake.clicks(1)
    assert fake.summaries[-1].months == 9
    for number, (month, day) in {7: (8, 31), 8: (9, 30), 9: (10, 31)}.items():
        await fake.collects(number, at=datetime(2026, month, day, 8, tzinfo=UTC))
    assert [order.amount.minor for order in fake.transfers] == [-307_46, -86_07, -86_07, -29_58]
    assert (fake.held.state, fake.held.reason) == ("closed", "repaid")
    assert [number for number, _ in fake.timers] == [8, 9]


async def test_a_loan_is_read_back_with_the_schedule_it_has() -> None:
    """After two partial repayments in one month and one in the next; the first two are one."""
    fake = await halfway()
    for days, payment in ((2, 50_00), (4, 60_00), (40, 70_00)):
        if days == 40:
            await fake.collects(7, at=SEVENTH_DUE)
        fake.now = SIXTH_DUE + days * DAY
        quote = (await fake.quotes("partial", payment)).quote
        assert quote
        assert await fake.clicks(fake.held.quotes) == "done"
        again = book.Loan.model_validate_json(fake.held.model_dump_json())
        left = book.position(again).rows
        assert quote.instalments_left == len(left)
        assert quote.instalment == money(left[0].payment)
    assert [each.first for each in fake.held.rescheduled] == [7, 8]
    principal = sum(-o.amount.minor - o.interest.minor for o in fake.transfers)
    assert book.position(fake.held).principal == 507_46 - principal


@pytest.mark.parametrize(
    ("payment", "detail", "limit"),
    [
        (None, "payment_missing", ""),
        (-1, "payment_too_small", "0.83 EUR"),
        (0, "payment_too_small", "0.83 EUR"),
        (83, "payment_too_small", "0.83 EUR"),
        (508_29, "payment_too_large", "508.29 EUR"),
        (900_00, "payment_too_large", "508.29 EUR"),
        (507_00, "instalment_too_small", "1.00 EUR"),
    ],
)
async def test_a_part_that_cannot_be_is_refused(
    payment: int | None, detail: str, limit: str
) -> None:
    """With the figure that it is held against; no card is posted."""
    fake = await halfway()
    fake.now += 10 * DAY
    reply = await fake.quotes("partial", payment)
    assert reply.quote is None
    receipt = reply.receipt
    assert (receipt.outcome, receipt.detail, receipt.limit) == ("invalid", detail, limit)
    assert (fake.posted, fake.held.quotes) == ([], 0)


async def test_what_is_due_comes_before_a_part() -> None:
    fake = await halfway()
    fake.now = SEVENTH_DUE
    receipt = (await fake.quotes("partial", 100_00)).receipt
    assert (receipt.detail, receipt.limit) == ("instalment_due", "86.07 EUR")


@pytest.mark.parametrize("kind", ["early", "partial", "withdrawal"])
async def test_a_closed_loan_costs_nothing(kind: loan.RepaymentKind) -> None:
    """Nor can the click that closed it be followed by another."""
    fake = await halfway()
    await fake.quotes("early")
    await fake.clicks(1)
    receipt = (await fake.quotes(kind, 100_00)).receipt
    assert (receipt.outcome, receipt.detail) == ("invalid", "nothing_owed")
    stated = await fake.states()
    assert stated
    assert (stated.state, stated.closed, stated.months) == ("closed", "repaid_early", 6)
    assert (stated.remaining, stated.overdue, stated.next_due) == (money(0), money(0), None)


async def test_the_thread_hears_of_a_quote_that_is_shown_in_it() -> None:
    """One asked for elsewhere is known there; what a click did is always noted."""
    fake = await halfway()
    await fake.quotes("partial", 100_00, place=ELSEWHERE)
    assert fake.notes == []
    await fake.quotes("early")
    assert fake.notes == [
        f"offered for today: repaying all of {CREDIT} for 507.46 EUR; "
        "only the customer's click pays it"
    ]
    await fake.clicks(2)
    assert fake.notes[1:] == [
        f"paid by the customer's click: repaying all of {CREDIT} for 507.46 EUR",
        f"{CREDIT} is paid back early and closed",
    ]


async def test_a_loan_from_before_has_terms_that_it_had() -> None:
    """Stored without the newer fields: no late interest, withdrawal counts from the payout."""
    fake = await running()
    first = {"application", "terms", "anchor", "disbursed_at", "state", "paid", "missed"}
    old = book.Loan.model_validate_json(fake.held.model_dump_json(include=first))
    assert (old.late_annual_rate, old.grace_days) == (0, 3)
    stated = showing.statement(old, on=date(2026, 2, 1))
    assert stated.withdrawal_until == date(2026, 2, 14)
    closed = old.model_copy(update={"state": "closed", "paid": 12})
    assert showing.statement(closed, on=date(2027, 2, 1)).closed == "repaid"


async def test_another_policy_touches_new_loans_only() -> None:
    """What lateness costs is fixed when the loan is opened: 8 % after three days, for good."""
    fake = await running()
    strict = replace(PARTS, late=LateTerms(annual_rate=Decimal(20), grace_days=0))
    await fake.collects(1, at=FIRST_DUE, pays=False)
    fake.outcome = "booked"
    fake.now = FIRST_DUE + 10 * DAY
    await collecting.collect(
        fake.context(), loan.Collection(number=1, timer=fake.held.timer), strict
    )
    assert fake.transfers[-1].amount == money(-86_07 - 12)
    newer = FakeLoan()
    await handlers.disburse(newer.context(), opening(), strict)
    assert (newer.held.late_annual_rate, newer.held.grace_days) == (20, 0)


async def test_the_schedule_is_posted_as_often_as_it_is_asked_for() -> None:
    """As it stands then, where it was asked for; strangers get none."""
    fake = await halfway()
    wish = loan.ScheduleWish(by=ALICE, place=ELSEWHERE)
    for _ in range(2):
        assert (await handlers.post_schedule(fake.context(), wish, PARTS)).outcome == "done"
    other = wish.model_copy(update={"by": BOB})
    assert (await handlers.post_schedule(fake.context(), other, PARTS)).outcome == "unknown"
    assert [post.post_id for post in fake.posted] == [f"{CREDIT}.schedule.{n}" for n in (1, 2)]
    assert [post.place for post in fake.posted] == [ELSEWHERE, ELSEWHERE]
    card = fake.told(posts.LoanSchedule)[-1]
    assert card.statement == await fake.states()
    assert [line.state for line in card.statement.lines] == ["paid"] * 6 + ["scheduled"] * 6


async def test_a_clock_that_was_set_back_gives_no_interest_back() -> None:
    """The price is that of the day until which interest is paid."""
    fake = await halfway()
    fake.now -= 5 * DAY
    quote = await priced(fake, "early")
    assert (quote.on, quote.total) == (date(2026, 7, 31), money(507_46))
    assert await fake.clicks(1) == "done"


async def test_in_a_short_month_a_quote_holds_while_nothing_is_collected() -> None:
    """The loan's day lasts two seconds then; the bank's is long enough for a click."""
    parts = replace(PARTS, calendar=Calendar(zone=BERLIN, month=timedelta(minutes=1)))
    fake = await running()
    fake.now = NOW + timedelta(seconds=20)
    wish = loan.RepaymentWish(by=ALICE, kind="withdrawal", place=PLACE)
    quote = (await repaying.offer(fake.context(), wish, parts)).quote
    assert quote
    assert (quote.on, quote.interest) == (date(2026, 2, 10), money(1_64))
    fake.now += timedelta(seconds=30)
    click = loan.RepaymentConfirmation(by=ALICE, quote=quote.name, accept=True)
    assert (await repaying.answer(fake.context(), click, parts)).outcome == "done"
