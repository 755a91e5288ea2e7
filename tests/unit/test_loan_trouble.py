"""A loan in trouble: late interest, difficulties, and what two officers write off."""

from datetime import date, datetime, timedelta

import pytest

from services.audit import chain
from services.contracts import posts
from services.contracts.keys import PersonKey
from tests.unit.case import ALICE, BOB, CREDIT, OLIVIA, OMAR, PLACE, money
from tests.unit.loan_world import (
    DAY,
    FIRST_DUE,
    FOURTH_DUE,
    OFFICERS,
    THIRD_DUE,
    FakeLoan,
    running,
)

CAROL = PersonKey("T0DESK.U0CAROL")


async def behind() -> FakeLoan:
    """In arrears with the first instalment."""
    fake = await running()
    await fake.collects(1, at=FIRST_DUE + 3 * DAY, pays=False)
    return fake


def task(fake: FakeLoan, name: str = "task.1.overdue") -> posts.OfficersTask:
    """The officers' card as it is now."""
    card = fake.card(f"{CREDIT}.{name}")
    assert isinstance(card, posts.OfficersTask)
    return card


@pytest.mark.parametrize(("days", "late"), [(0, 0), (3, 0), (4, 2), (13, 18), (60, 1_01)])
async def test_an_instalment_is_collected_with_its_late_interest(days: int, late: int) -> None:
    """8 % a year on 81.07 of principal, from the fourth day on; it is said and booked."""
    fake = await running()
    await fake.collects(1, at=FIRST_DUE, pays=False)
    await fake.collects(1, at=FIRST_DUE + days * DAY)
    order = fake.transfers[-1]
    assert (order.amount, order.interest) == (money(-86_07 - late), money(5_00 + late))
    [told] = fake.told(posts.InstalmentCollected)
    assert (told.payment, told.late_interest) == (money(86_07 + late), money(late))


async def test_who_is_asked_late_pays_no_late_interest() -> None:
    """The desk was down for three weeks, the account was not short: neither costs the customer."""
    fake = await running()
    fake.now = FIRST_DUE + 20 * DAY
    assert (await fake.quotes("early")).quote
    card = fake.card(f"{CREDIT}.repayment.1")
    assert isinstance(card, posts.RepaymentOffered)
    assert card.quote.late_interest == money(0)
    await fake.collects(1, at=FIRST_DUE + 21 * DAY)
    assert fake.transfers[-1].amount == money(-86_07)


async def test_each_try_asks_for_that_days_sum_under_one_id() -> None:
    """A try in vain books nothing; so the ledger itself takes an instalment once."""
    fake = await running()
    for days in range(6):
        await fake.collects(1, at=FIRST_DUE + days * DAY, pays=False)
    await fake.collects(1, at=FIRST_DUE + 6 * DAY)
    assert [-order.amount.minor - 86_07 for order in fake.transfers] == [0, 0, 0, 0, 2, 4, 5]
    assert {order.id for order in fake.transfers} == {f"{CREDIT}.instalment.1"}


async def test_overdue_instalments_are_collected_oldest_first_each_at_once() -> None:
    """Two were missed: the timer of the second is due as soon as the first is paid."""
    fake = await running(paid=2)
    await fake.collects(3, at=THIRD_DUE + 3 * DAY, pays=False)
    await fake.collects(3, at=FOURTH_DUE + 4 * DAY)
    assert fake.timers[-1] == (4, timedelta())
    assert fake.held.state == "in_arrears"
    await fake.collects(4, at=FOURTH_DUE + 4 * DAY)
    assert (fake.held.state, fake.held.paid) == ("active", 4)
    assert [order.id[-1] for order in fake.transfers] == ["3", "3", "4"]


async def test_a_timer_before_its_day_waits_for_it() -> None:
    """Whatever made it early: nothing is taken before it is due."""
    fake = await running()
    await fake.collects(1, at=FIRST_DUE - DAY)
    assert (fake.transfers, fake.timers) == ([], [(1, DAY)])


async def test_the_statement_shows_what_is_overdue() -> None:
    """The first with its late interest, the second due and in grace, the third to come."""
    fake = await behind()
    fake.now = datetime.combine(date(2026, 4, 1), FIRST_DUE.timetz())
    stated = await fake.states()
    assert stated
    assert [line.state for line in stated.lines[:3]] == ["overdue", "due", "scheduled"]
    assert stated.late_interest == money(52)
    assert stated.overdue == money(2 * 86_07 + 52)
    assert (stated.on, stated.state) == (date(2026, 4, 1), "in_arrears")
    assert stated.remaining == money(1032_80)


async def test_a_task_is_done_when_its_instalment_is_paid() -> None:
    """Both cards of it: the first, and the one after the last try."""
    fake = await behind()
    await fake.collects(1, at=FIRST_DUE + 90 * DAY, pays=False)
    assert task(fake, "task.1.final").payment == money(87_62)
    await fake.collects(1, at=FIRST_DUE + 91 * DAY)
    assert (task(fake).state, task(fake, "task.1.final").state) == ("paid", "paid")
    assert fake.held.state == "in_arrears"


async def test_difficulties_are_told_to_the_officers_once_an_instalment() -> None:
    """In the customer's words; the audit keeps their hash alone."""
    fake = await behind()
    assert (await fake.suffers("I am ill.")).outcome == "done"
    assert (await fake.suffers("I am still ill.")).outcome == "already_done"
    [told] = fake.told(posts.HardshipReported)
    assert (told.text, told.overdue, told.customer) == ("I am ill.", money(86_07), ALICE)
    [post] = [post for post in fake.posted if isinstance(post.content, posts.HardshipReported)]
    assert post.place.room == OFFICERS
    event = fake.events[-1]
    assert (event.what, event.inputs) == ("loan.hardship_reported", chain.of("I am ill."))
    assert "ill" not in event.model_dump_json().replace(event.inputs, "")
    await fake.collects(1, at=FIRST_DUE + 5 * DAY)
    assert (await fake.suffers()).detail == "not_in_arrears"


async def test_difficulties_with_the_next_instalment_are_told_again() -> None:
    fake = await behind()
    await fake.suffers()
    await fake.collects(1, at=FIRST_DUE + 5 * DAY)
    await fake.collects(2, at=FIRST_DUE + 31 * DAY, pays=False)
    assert (await fake.suffers()).outcome == "done"
    assert len(fake.told(posts.HardshipReported)) == 2


@pytest.mark.parametrize("by", [BOB, OLIVIA])
async def test_nobody_else_tells_of_difficulties(by: PersonKey) -> None:
    fake = await behind()
    assert (await fake.suffers(by=by)).outcome == "unknown"
    assert (await FakeLoan().suffers()).outcome == "unknown"
    assert fake.told(posts.HardshipReported) == []


async def test_who_owes_nothing_yet_has_no_difficulties_to_tell() -> None:
    fake = await running()
    receipt = await fake.suffers()
    assert (receipt.outcome, receipt.detail) == ("invalid", "not_in_arrears")


async def test_two_officers_write_the_rest_off() -> None:
    """The bank bears the principal, the customer's account is not touched, the cards say who."""
    fake = await behind()
    assert await fake.writes_off(OLIVIA) == "done"
    assert (fake.held.state, task(fake).written_off_by) == ("in_arrears", (OLIVIA,))
    assert len(fake.transfers) == 1
    assert await fake.writes_off(OMAR) == "done"
    order = fake.transfers[-1]
    assert (order.purpose, order.amount, order.written_off) == (
        "credit_write_off",
        money(0),
        money(1000_00),
    )
    assert (task(fake).state, task(fake).written_off_by) == ("written_off", (OLIVIA, OMAR))
    assert (fake.held.state, fake.held.reason) == ("closed", "written_off")
    assert [post.place for post in fake.posted if isinstance(post.content, posts.LoanClosed)] == [
        PLACE
    ]
    votes = [event for event in fake.events if event.what == "loan.write_off_vote"]
    assert [(event.who, event.role, event.details) for event in votes] == [
        (OLIVIA, "officer", "1 of 2"),
        (OMAR, "officer", "2 of 2"),
    ]
    assert fake.events[-1].details == "written_off"
    assert fake.summaries[-1].outstanding == money(0)


async def test_an_officer_counts_once() -> None:
    fake = await behind()
    await fake.writes_off(OLIVIA)
    assert await fake.writes_off(OLIVIA) == "already_voted"
    assert fake.held.state == "in_arrears"


async def test_only_officers_write_off_and_never_their_own() -> None:
    fake = await behind()
    assert await fake.writes_off(BOB) == "not_an_officer"
    assert await fake.writes_off(ALICE) == "not_an_officer"
    application = fake.held.application.model_copy(update={"customer": OLIVIA})
    fake.kept = fake.held.model_copy(update={"application": application})
    assert await fake.writes_off(OLIVIA) == "own_application"
    assert await FakeLoan().writes_off(OLIVIA) == "unknown"
    assert fake.held.write_off_votes == ()


async def test_a_loan_that_is_paid_on_time_is_not_written_off() -> None:
    """A click on a card from before the arrears were cured counts for nothing."""
    fake = await running()
    assert await fake.writes_off(OLIVIA) == "invalid"
    assert (fake.held.state, fake.held.write_off_votes) == ("active", ())


async def test_what_is_closed_is_not_written_off() -> None:
    """Not even by the officer who was on the way when the customer paid."""
    fake = await behind()
    await fake.writes_off(OLIVIA)
    fake.outcome = "booked"
    await fake.quotes("early")
    await fake.clicks(1)
    assert await fake.writes_off(OMAR) == "closed"
    assert (task(fake).state, fake.held.reason) == ("paid", "repaid_early")


async def test_a_vote_from_before_the_arrears_were_paid_does_not_count_later() -> None:
    fake = await behind()
    await fake.writes_off(OLIVIA)
    await fake.collects(1, at=FIRST_DUE + 5 * DAY)
    assert (fake.held.state, fake.held.write_off_votes) == ("active", ())
    await fake.collects(2, at=FIRST_DUE + 40 * DAY, pays=False)
    await fake.writes_off(OMAR)
    assert fake.held.state == "in_arrears"


async def test_a_vote_stays_while_another_instalment_is_overdue() -> None:
    """The next one's card shows it."""
    fake = await running(paid=2)
    await fake.collects(3, at=THIRD_DUE + 3 * DAY, pays=False)
    await fake.writes_off(OLIVIA)
    await fake.collects(3, at=FOURTH_DUE + 4 * DAY)
    await fake.collects(4, at=FOURTH_DUE + 4 * DAY, pays=False)
    assert task(fake, "task.3.overdue").state == "paid"
    assert task(fake, "task.4.overdue").written_off_by == (OLIVIA,)


async def test_a_write_off_outdates_the_open_quote() -> None:
    fake = await behind()
    fake.outcome = "booked"
    await fake.quotes("early")
    for officer in (OLIVIA, OMAR):
        await fake.writes_off(officer)
    assert await fake.clicks(1) == "stale"
    assert [order.purpose for order in fake.transfers] == ["credit_instalment", "credit_write_off"]
