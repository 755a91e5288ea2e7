"""The loan at work: paid out once, collected by one timer at a time, and who is told of what."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.contracts import loan, posts
from services.loan import changes
from tests.unit.case import CREDIT, NOW, PLACE, application, money, terms
from tests.unit.loan_world import (
    DAY,
    FIRST_DUE,
    FOURTH_DUE,
    OFFICERS,
    THIRD_DUE,
    FakeLoan,
    opening,
    running,
)


async def test_a_loan_is_paid_out_once() -> None:
    """A second opening, as after a crash of the caller, does nothing."""
    fake = FakeLoan()
    await fake.opens(opening())
    await fake.opens(opening())
    [order] = fake.transfers
    assert (order.amount, order.fee) == (money(1000_00), money(0))
    [told] = fake.told(posts.Disbursed)
    assert (told.amount, told.first_due) == (money(1000_00), date(2026, 2, 28))
    assert [line.state for line in fake.summaries] == ["active"]
    assert fake.timers == [(1, FIRST_DUE - NOW)]


async def test_the_fee_is_kept_back_of_the_payout() -> None:
    fake = FakeLoan()
    await fake.opens(opening(fee=25_00))
    assert [(order.amount, order.fee) for order in fake.transfers] == [
        (money(1000_00), money(25_00))
    ]


async def test_the_day_of_the_payout_is_the_banks() -> None:
    """23:30 in London on the 31st is the 1st of February in Berlin."""
    fake = FakeLoan(now=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    await fake.opens(opening())
    assert fake.kept
    assert fake.kept.anchor == date(2026, 2, 1)
    assert fake.told(posts.Disbursed)[0].first_due == date(2026, 3, 1)


async def test_an_instalment_is_collected_and_the_next_timer_set() -> None:
    fake = await running(paid=2)
    await fake.collects(3, at=THIRD_DUE)
    [order] = fake.transfers
    assert (order.id, order.amount) == (f"{CREDIT}.instalment.3", money(-86_07))
    [told] = fake.told(posts.InstalmentCollected)
    assert (told.number, told.outstanding) == (3, money(755_57))
    assert fake.timers == [(4, FOURTH_DUE - THIRD_DUE)]


@pytest.mark.parametrize("number", [1, 2, 4])
async def test_an_old_timer_does_nothing(number: int) -> None:
    """Nor does one that came before its time."""
    fake = await running(paid=2)
    await fake.collects(number, at=THIRD_DUE)
    assert (fake.transfers, fake.posted, fake.timers) == ([], [], [])


async def test_the_last_instalment_closes_the_loan() -> None:
    """No timer is left."""
    fake = await running(paid=11)
    await fake.collects(12, at=datetime(2027, 1, 31, 7, tzinfo=UTC))
    assert [type(post.content) for post in fake.posted] == [
        posts.InstalmentCollected,
        posts.LoanClosed,
    ]
    assert fake.timers == []
    assert fake.summaries[-1].state == "closed"


async def test_a_short_account_is_tried_daily_and_told_twice() -> None:
    """When it falls due, and when it is overdue; the officers hear of the second."""
    fake = await running()
    told_after: list[int] = []
    for day in range(10):
        await fake.collects(1, at=FIRST_DUE + day * DAY, pays=False)
        told_after.append(len(fake.told(posts.InstalmentMissed)))
    assert [missed.overdue for missed in fake.told(posts.InstalmentMissed)] == [False, True]
    assert told_after == [1, 1, 1, 2, 2, 2, 2, 2, 2, 2]
    assert [task.final for task in fake.told(posts.OfficersTask)] == [False]
    assert fake.timers == [(1, DAY)] * 10
    assert len({order.id for order in fake.transfers}) == 1


async def test_after_ninety_days_it_is_the_officers_alone() -> None:
    """They are told so in a task of its own, and no timer is set any more."""
    fake = await running()
    await fake.collects(1, at=FIRST_DUE + 3 * DAY, pays=False)
    await fake.collects(1, at=FIRST_DUE + 89 * DAY, pays=False)
    assert len(fake.timers) == 2
    await fake.collects(1, at=FIRST_DUE + 90 * DAY, pays=False)
    assert len(fake.timers) == 2
    assert [task.final for task in fake.told(posts.OfficersTask)] == [False, True]
    tasks = [post for post in fake.posted if isinstance(post.content, posts.OfficersTask)]
    assert {post.place.room for post in tasks} == {OFFICERS}
    assert len({post.post_id for post in fake.posted}) == len(fake.posted)


@pytest.mark.parametrize(("days", "finals"), [(5, [False]), (200, [False, True])])
async def test_lateness_is_the_clocks_not_the_number_of_tries(
    days: int, finals: list[bool]
) -> None:
    """The desk was down past the grace period: the first try finds it overdue at once."""
    fake = await running()
    await fake.collects(1, at=FIRST_DUE + days * DAY, pays=False)
    assert [missed.overdue for missed in fake.told(posts.InstalmentMissed)] == [True]
    assert [task.final for task in fake.told(posts.OfficersTask)] == finals


async def test_paying_late_cures_when_nothing_else_is_overdue() -> None:
    """The customer is not told again of what is paid."""
    fake = await running(paid=2)
    await fake.collects(3, at=THIRD_DUE + 3 * DAY, pays=False)
    await fake.collects(3, at=THIRD_DUE + 4 * DAY)
    assert [line.state for line in fake.summaries] == ["in_arrears", "active"]
    assert fake.timers[-1] == (4, FOURTH_DUE - THIRD_DUE - 4 * DAY)


@pytest.mark.parametrize(
    ("late", "state"),
    [
        (-DAY, "active"),
        (timedelta(), "active"),
        (3 * DAY - timedelta(seconds=1), "active"),
        (3 * DAY, "in_arrears"),
        (10 * DAY, "in_arrears"),
    ],
)
async def test_arrears_last_while_the_next_is_overdue_too(late: timedelta, state: str) -> None:
    """The third is paid at a time counted from the fourth, which is tried as soon as it is due."""
    fake = await running(paid=2)
    await fake.collects(3, at=THIRD_DUE + 3 * DAY, pays=False)
    await fake.collects(3, at=FOURTH_DUE + late)
    assert fake.summaries[-1].state == state
    assert fake.timers[-1] == (4, max(timedelta(), -late))


async def test_each_of_two_overdue_instalments_is_told_of() -> None:
    """What was said of the third does not keep the fourth quiet."""
    fake = await running(paid=2)
    await fake.collects(3, at=THIRD_DUE + 3 * DAY, pays=False)
    await fake.collects(3, at=FOURTH_DUE + 4 * DAY)
    await fake.collects(4, at=FOURTH_DUE + 4 * DAY, pays=False)
    assert [missed.number for missed in fake.told(posts.InstalmentMissed)] == [3, 4]
    assert [task.number for task in fake.told(posts.OfficersTask)] == [3, 4]
    await fake.collects(4, at=FOURTH_DUE + 5 * DAY)
    assert fake.summaries[-1].state == "active"


async def test_a_reused_transfer_id_is_loud() -> None:
    """It is neither paid nor missed."""
    fake = await running()
    fake.now, fake.outcome = FIRST_DUE, "conflict"
    with pytest.raises(changes.TransferConflict):
        await fake.collects_now(1)
    assert (fake.posted, fake.timers) == ([], [])


async def test_all_that_is_said_of_a_loan_is_noted_in_its_thread() -> None:
    """So that the model knows what the customer has seen; the officers' task is not theirs."""
    fake = await running()
    await fake.collects(1, at=FIRST_DUE + 3 * DAY, pays=False)
    await fake.collects(1, at=FIRST_DUE + 4 * DAY)
    seen = [post for post in fake.posted if post.place == PLACE]
    assert len(fake.notes) == len(seen) == 2
    assert all(CREDIT in note for note in fake.notes)


async def test_the_audit_hears_of_every_step() -> None:
    """Paid out, missed, overdue, collected late: each once, in order."""
    fake = FakeLoan()
    await fake.opens(loan.LoanOpening(application=application(), terms=terms()))
    for days in range(5):
        await fake.collects(1, at=FIRST_DUE + days * DAY, pays=False)
    await fake.collects(1, at=FIRST_DUE + 5 * DAY)
    assert fake.audited == [
        "loan.disbursed",
        "loan.instalment_due",
        "loan.instalment_overdue",
        "loan.instalment_collected",
    ]
