"""The sub-ledger: sums to zero, balances equal entries, and each booking is seen once."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.account import ledger
from services.account.ledger import Booking, Books, Head, Leg, Part
from services.contracts.account import Transaction, Transfer
from services.contracts.keys import CreditId
from services.contracts.money import Money

TODAY = date(2026, 11, 20)
CREDIT = CreditId("CR-ABCDEFGH")
EMPTY = ledger.books(Head(opened=TODAY, booked_through=TODAY), None)


def feed(minor: int, *, number: int = 1, day: date = TODAY) -> Transaction:
    return Transaction(
        id=f"2026-11.{number:02}",
        day=day,
        amount=Money(minor=minor),
        description="Greenmarket groceries",
        category="groceries",
    )


def disbursement(
    minor: int, *, interest: int = 0, currency: str = "EUR", fee: int = 0, fee_in: str = "EUR"
) -> Transfer:
    return Transfer(
        id="CR-ABCDEFGH.disbursement",
        amount=Money(minor=minor, currency=currency),
        purpose="credit_disbursement",
        credit_id=CREDIT,
        description="Credit paid out",
        interest=Money(minor=interest),
        fee=Money(minor=fee, currency=fee_in),
    )


def instalment(minor: int, *, interest: int = 0, fee: int = 0) -> Transfer:
    return Transfer(
        id="CR-ABCDEFGH.1",
        amount=Money(minor=minor),
        purpose="credit_instalment",
        credit_id=CREDIT,
        description="Instalment 1 of 12",
        interest=Money(minor=interest),
        fee=Money(minor=fee),
    )


def repayment(minor: int, *, interest: int = 0, fee: int = 0) -> Transfer:
    return instalment(minor, interest=interest, fee=fee).model_copy(
        update={"id": "CR-ABCDEFGH.repayment.1", "purpose": "credit_repayment"}
    )


def write_off(minor: int, *, amount: int = 0) -> Transfer:
    return instalment(amount).model_copy(
        update={"purpose": "credit_write_off", "written_off": Money(minor=minor)}
    )


def balances(head: Head) -> dict[str, int]:
    return {account.name: account.balance.minor for account in ledger.accounts(head)}


def test_a_disbursement_is_money_lent() -> None:
    """The customer has what the bank has lent, in one booking."""
    head = ledger.transfer(EMPTY, disbursement(100_000), day=TODAY).head

    assert balances(head) == {
        "current": 100_000,
        "bank.loans": -100_000,
        "bank.interest": 0,
        "bank.fees": 0,
        "bank.clearing": 0,
        "bank.losses": 0,
    }
    assert [account.entries for account in ledger.accounts(head)] == [1, 1, 0, 0, 0, 0]


def test_a_fee_is_kept_back_of_a_disbursement() -> None:
    """25.00 of 1,000.00: the whole is owed, 975.00 arrive, and the bank has earned the rest."""
    head = ledger.transfer(EMPTY, disbursement(100_000, fee=2_500), day=TODAY).head

    assert balances(head) == {
        "current": 97_500,
        "bank.loans": -100_000,
        "bank.interest": 0,
        "bank.fees": 2_500,
        "bank.clearing": 0,
        "bank.losses": 0,
    }
    assert [account.entries for account in ledger.accounts(head)] == [1, 1, 0, 1, 0, 0]


def test_a_fee_may_leave_a_cent() -> None:
    """The customer sees what arrived, as one transaction."""
    books = ledger.transfer(EMPTY, disbursement(100, fee=99), day=TODAY)

    [seen] = ledger.customer_transactions(ledger.bookings(books.parts, books.head))
    assert (seen.amount.minor, seen.category) == (1, "credit_disbursement")


def test_an_instalment_pays_principal_and_interest() -> None:
    """8,607 paid, 500 of it interest: 8,107 less are lent."""
    lent = ledger.transfer(EMPTY, disbursement(100_000), day=TODAY)

    head = ledger.transfer(lent, instalment(-8_607, interest=500), day=TODAY).head

    assert balances(head) == {
        "current": 91_393,
        "bank.loans": -91_893,
        "bank.interest": 500,
        "bank.fees": 0,
        "bank.clearing": 0,
        "bank.losses": 0,
    }
    assert [account.entries for account in ledger.accounts(head)] == [2, 2, 1, 0, 0, 0]


def test_an_instalment_without_interest_has_no_interest_entry() -> None:
    """At 0 % nothing is booked on the interest account."""
    lent = ledger.transfer(EMPTY, disbursement(100), day=TODAY)

    head = ledger.transfer(lent, instalment(-100), day=TODAY).head

    assert [account.entries for account in ledger.accounts(head)] == [2, 2, 0, 0, 0, 0]


def test_a_short_account_pays_nothing() -> None:
    """One cent too little refuses the whole instalment; the exact amount is enough."""
    books = ledger.book(EMPTY, ledger.from_transaction(feed(8_606)))

    with pytest.raises(ledger.InsufficientFunds):
        ledger.transfer(books, instalment(-8_607, interest=500), day=TODAY)

    paid = ledger.transfer(books, instalment(-8_606, interest=500), day=TODAY).head
    assert ledger.balance(paid) == 0


def test_a_withdrawal_gives_the_fee_back() -> None:
    """1,000.00 less 25.00 kept back; 1.64 of interest: the bank has earned that alone."""
    lent = ledger.transfer(EMPTY, disbursement(100_000, fee=2_500), day=TODAY)
    funded = ledger.book(lent, ledger.from_transaction(feed(164)))

    head = ledger.transfer(funded, repayment(-97_664, interest=164, fee=2_500), day=TODAY).head

    assert balances(head) == {
        "current": 0,
        "bank.loans": 0,
        "bank.interest": 164,
        "bank.fees": 0,
        "bank.clearing": -164,
        "bank.losses": 0,
    }


def test_a_fee_larger_than_what_is_left_is_paid_out() -> None:
    """10.00 owed and 25.00 given back: 15.00 come, and are no new loan; equal sums move none."""
    lent = ledger.transfer(EMPTY, disbursement(5_000, fee=2_500), day=TODAY)
    owing = ledger.transfer(lent, repayment(-2_500), day=TODAY)

    back = ledger.transfer(owing, repayment(1_500, fee=2_500), day=TODAY)
    even = ledger.transfer(owing, repayment(0, fee=2_500), day=TODAY)

    assert (ledger.balance(back.head), balances(back.head)["bank.loans"]) == (1_500, -1_500)
    assert (ledger.balance(even.head), balances(even.head)["bank.loans"]) == (0, 0)


def test_a_write_off_is_the_banks_loss() -> None:
    """The customer's account does not know of it."""
    lent = ledger.transfer(EMPTY, disbursement(100_000), day=TODAY)

    books = ledger.transfer(lent, write_off(100_000), day=TODAY)

    found = balances(books.head)
    assert (found["bank.loans"], found["bank.losses"]) == (0, -100_000)
    assert ledger.balance(books.head) == 100_000
    seen = ledger.customer_transactions(ledger.bookings(books.parts, books.head))
    assert [each.category for each in seen] == ["credit_disbursement"]


def test_who_cannot_pay_a_repayment_pays_nothing() -> None:
    """One cent too little; and what is not lent is neither repaid nor written off."""
    lent = ledger.transfer(EMPTY, disbursement(100), day=TODAY)

    with pytest.raises(ledger.InsufficientFunds):
        ledger.transfer(lent, repayment(-101, interest=1), day=TODAY)
    funded = ledger.book(lent, ledger.from_transaction(feed(1_000)))
    for order in (repayment(-101), write_off(101)):
        with pytest.raises(ledger.InvalidTransfer):
            ledger.transfer(funded, order, day=TODAY)


def test_a_head_from_before_the_losses_is_read() -> None:
    """Stored with five accounts; a write-off then still sums to zero."""
    lent = ledger.transfer(EMPTY, disbursement(100), day=TODAY)
    stored = lent.head.model_dump(mode="json")
    stored["tallies"] = [each for each in stored["tallies"] if each["account"] != "losses"]

    old = Head.model_validate(stored)

    assert old == lent.head
    head = ledger.transfer(ledger.books(old, lent.growing), write_off(100), day=TODAY).head
    assert balances(Head.model_validate_json(head.model_dump_json()))["bank.losses"] == -100


@pytest.mark.parametrize(
    "order",
    [
        repayment(0),
        repayment(100),
        repayment(-100, interest=100),
        repayment(-100, interest=-1),
        repayment(-100, fee=-1),
        repayment(-100).model_copy(update={"written_off": Money(minor=1)}),
        instalment(-100).model_copy(update={"written_off": Money(minor=1)}),
        disbursement(100).model_copy(update={"written_off": Money(minor=1)}),
        write_off(0),
        write_off(-1),
        write_off(100, amount=-100),
        write_off(100, amount=100),
        disbursement(0),
        disbursement(-1),
        disbursement(100, interest=1),
        disbursement(100, currency="USD"),
        disbursement(100, fee=100),
        disbursement(100, fee=101),
        disbursement(100, fee=-1),
        disbursement(100, fee=1, fee_in="USD"),
        instalment(0),
        instalment(1),
        instalment(-100, interest=101),
        instalment(-100, interest=-1),
        instalment(-100, fee=1),
        instalment(-100, fee=-1),
    ],
)
def test_nonsense_is_refused(order: Transfer) -> None:
    """Wrong sign, wrong interest part, a fee that eats the credit, foreign currency."""
    lent = ledger.transfer(EMPTY, disbursement(100_000), day=TODAY)
    rich = ledger.book(lent, ledger.from_transaction(feed(1_000_000)))

    with pytest.raises(ledger.InvalidTransfer):
        ledger.transfer(rich, order, day=TODAY)


@pytest.mark.parametrize("minors", [(), (0,), (5,), (5, -4), (5, 5, -9)])
def test_an_unbalanced_booking_cannot_be_made(minors: tuple[int, ...]) -> None:
    """A booking has two sides that sum to zero."""
    legs = tuple(Leg(account="current", minor=minor) for minor in minors)

    with pytest.raises(ledger.Unbalanced):
        Booking(id="x", day=TODAY, description="", category="cash", legs=legs)


def test_an_unbalanced_head_cannot_be_read() -> None:
    """Stored balances that do not sum to zero are a bug, and loud."""
    with pytest.raises(ledger.Unbalanced):
        Head(
            opened=TODAY,
            booked_through=TODAY,
            tallies=(ledger.Tally(account="current", minor=1, entries=1),),
        )


def test_a_fingerprint_tells_content_apart() -> None:
    """The same content has the same fingerprint; another amount or split has another."""
    order = instalment(-8_607, interest=500)
    again = Transfer.model_validate_json(order.model_dump_json())

    assert ledger.fingerprint(again) == ledger.fingerprint(order)
    others = [
        instalment(-8_607, interest=501),
        instalment(-8_608, interest=500),
        order.model_copy(update={"description": "Instalment 2 of 12"}),
        order.model_copy(update={"credit_id": CreditId("CR-ABCDEFGJ")}),
    ]
    assert len({ledger.fingerprint(each) for each in [order, *others]}) == 5


def test_a_fingerprint_tells_fees_apart() -> None:
    """The same credit under another fee is another transfer."""
    prints = {ledger.fingerprint(disbursement(100_000, fee=fee)) for fee in (0, 2_500)}
    assert len(prints) == 2


def test_the_customer_sees_the_feed_as_it_came() -> None:
    """Booking a transaction and reading it back gives the same transaction."""
    history = [feed(320_000, number=1), feed(-4_250, number=2)]

    books = ledger.opened(history, through=TODAY)

    assert ledger.customer_transactions(ledger.bookings(books.parts, books.head)) == history


def test_catching_up_books_each_day_once() -> None:
    """Days already booked and days to come are left out, whatever is handed in."""
    days = [TODAY + timedelta(days=offset) for offset in range(-2, 3)]
    history = [feed(100, number=number, day=day) for number, day in enumerate(days)]
    tomorrow = TODAY + timedelta(days=1)
    books = ledger.opened(history, through=TODAY)

    later = ledger.caught_up(books, history, through=tomorrow)
    back = ledger.caught_up(later, history, through=TODAY - timedelta(days=1))

    assert ledger.balance(books.head) == 300
    assert ledger.balance(later.head) == 400
    assert back == later
    assert (later.head.opened, later.head.booked_through) == (TODAY, tomorrow)


def test_a_balance_needs_no_parts() -> None:
    """From the head and what is new, the balance is that of the books once caught up."""
    days = [TODAY + timedelta(days=offset) for offset in range(-2, 3)]
    history = [feed(100, number=number, day=day) for number, day in enumerate(days)]
    books = ledger.opened(history, through=TODAY)

    for through in (TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=9)):
        caught_up = ledger.caught_up(books, history, through=through)
        early = ledger.balance_after(books.head, history, through=through)
        assert early == ledger.balance(caught_up.head)


def test_a_full_part_never_changes_again() -> None:
    """The next booking begins a new part, so a long ledger costs what a short one does."""
    history = [feed(1, number=number) for number in range(2 * ledger.PART_SIZE + 3)]

    books = ledger.opened(history, through=TODAY)

    assert [(part.number, len(part.bookings)) for part in books.filled] == [(0, 50), (1, 50)]
    assert (books.growing.number, len(books.growing.bookings)) == (2, 3)
    reopened = ledger.books(books.head, books.growing)
    more = ledger.book(reopened, ledger.from_transaction(feed(1, number=0)))
    assert [part.number for part in more.parts] == [2]


def test_a_missing_part_is_loud() -> None:
    """A head whose parts are not all there is never read as if they were empty."""
    full = ledger.opened([feed(1)] * ledger.PART_SIZE, through=TODAY)
    partly = ledger.opened([feed(1)] * 3, through=TODAY)
    short = partly.growing.model_copy(update={"bookings": partly.growing.bookings[:2]})

    assert len(ledger.bookings(full.parts, full.head)) == ledger.PART_SIZE
    for missing in (
        lambda: ledger.bookings((), full.head),
        lambda: ledger.books(partly.head, None),
    ):
        with pytest.raises(ledger.MissingPart):
            missing()
    with pytest.raises(ledger.MissingPart):
        ledger.recent([short], partly.head)
    with pytest.raises(ledger.MissingPart):
        ledger.books(partly.head, short)


def test_recent_bookings_need_the_newest_parts_alone() -> None:
    """A reader of the last weeks leaves old parts where they are, but may skip none between."""
    history = [feed(1, number=number) for number in range(3 * ledger.PART_SIZE + 2)]
    books = ledger.opened(history, through=TODAY)
    parts, head = books.parts, books.head
    everything = ledger.bookings(parts, head)

    assert ledger.recent((), head) == ()
    assert ledger.recent(parts[3:], head) == everything[-2:]
    assert ledger.recent(parts[1:], head) == everything[ledger.PART_SIZE :]
    assert ledger.recent(reversed(parts), head) == everything
    with pytest.raises(ledger.MissingPart):
        ledger.recent([parts[0], parts[2], parts[3]], head)


def test_head_and_part_survive_storage() -> None:
    """What is stored as JSON is read back equal."""
    books = ledger.opened([feed(1)] * (ledger.PART_SIZE + 1), through=TODAY)

    assert Head.model_validate_json(books.head.model_dump_json()) == books.head
    for part in books.parts:
        assert Part.model_validate_json(part.model_dump_json()) == part


Act = tuple[str, int, int]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["feed", "lend", "pay", "repay", "write off"]),
        st.integers(1, 10_000),
        st.integers(0, 100),
    ),
    max_size=130,
)


def acted(books: Books, act: Act, *, number: int) -> Books | None:
    kind, minor, percent = act
    if kind == "feed":
        return ledger.book(books, ledger.from_transaction(feed(minor - 5_000, number=number)))
    order = {
        "lend": disbursement(minor, fee=percent),
        "pay": instalment(-minor, interest=percent),
        "repay": repayment(-minor, interest=percent, fee=percent // 2),
        "write off": write_off(minor),
    }[kind]
    try:
        return ledger.transfer(
            books, order.model_copy(update={"id": f"{kind}.{number}"}), day=TODAY
        )
    except (ledger.InsufficientFunds, ledger.InvalidTransfer):
        return None


def holds(head: Head, stored: Iterable[Part], ids: list[str]) -> None:
    """The three facts that every reader must find."""
    seen = ledger.bookings(stored, head)
    assert [booking.id for booking in seen] == ids
    assert sum(account.balance.minor for account in ledger.accounts(head)) == 0
    for tally in head.tallies:
        legs = [leg for booking in seen for leg in booking.legs if leg.account == tally.account]
        assert (sum(leg.minor for leg in legs), len(legs)) == (tally.minor, tally.entries)


@settings(deadline=None, max_examples=40)
@given(acts=ACTS)
def test_whatever_is_booked(acts: list[Act]) -> None:
    """After every booking, and between storing a part and storing its head, all adds up."""
    head, stored, ids = EMPTY.head, dict[int, Part](), list[str]()
    for number, act in enumerate(acts):
        after = acted(ledger.books(head, stored.get(ledger.last_part(head))), act, number=number)
        if after is None:
            continue
        stored |= {part.number: part for part in after.parts}
        looked_at = bool(after.filled) or number % 25 == 0
        if looked_at:
            holds(head, stored.values(), ids)
        changed = next(part for part in reversed(after.parts) if part.bookings)
        head, ids = after.head, [*ids, changed.bookings[-1].id]
        if looked_at:
            holds(head, stored.values(), ids)
    holds(head, stored.values(), ids)
