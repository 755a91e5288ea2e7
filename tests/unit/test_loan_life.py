"""A loan's whole life, at random, against a model that is simple to believe.

Real are the loan's handlers, its cards and the ledger; the machine here plays time, the
customer's account and people, and follows the money by what the ledger has booked.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.account import ledger
from services.account.ledger import Books, Head
from services.contracts import account, loan, posts
from services.contracts.account import Transaction
from services.contracts.keys import PersonKey
from services.credit import offer, schedule
from services.loan import showing
from tests.unit.case import (
    ALICE,
    BERLIN,
    BOB,
    CREDIT,
    OLIVIA,
    OMAR,
    RULES,
    TODAY,
    application,
    money,
)
from tests.unit.doors import done
from tests.unit.loan_world import FakeLoan, Outcome

LEGAL = {
    ("active", "in_arrears"),
    ("in_arrears", "active"),
    ("active", "closed"),
    ("in_arrears", "closed"),
}
PEOPLE = st.sampled_from([ALICE] * 5 + [BOB, OLIVIA])
RARELY = st.sampled_from([False] * 5 + [True])
NO_BOOKS = ledger.books(Head(opened=TODAY, booked_through=TODAY), None)


@dataclass
class World(FakeLoan):
    """The loan with a real ledger: what is booked, and what was tried in vain."""

    ledger: Books = NO_BOOKS
    prints: dict[str, str] = field(default_factory=dict[str, str])
    booked: list[account.Transfer] = field(default_factory=list[account.Transfer])
    failed: list[str] = field(default_factory=list[str])

    def books(self, order: account.Transfer) -> Outcome:
        seen = self.prints.get(order.id)
        if seen is not None:
            return "booked" if seen == ledger.fingerprint(order) else "conflict"
        try:
            self.ledger = ledger.transfer(self.ledger, order, day=self.day)
        except ledger.InsufficientFunds:
            self.failed.append(order.id)
            return "insufficient_funds"
        self.prints[order.id] = ledger.fingerprint(order)
        self.booked.append(order)
        return "booked"

    @property
    def day(self) -> date:
        return self.now.astimezone(BERLIN).date()

    @property
    def funds(self) -> int:
        return ledger.balance(self.ledger.head)


class Life(RuleBasedStateMachine):
    """`world` is the desk's; what begins with `model_` is what must be true."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.state = "active"
        self.last = ""
        self.model_quotes: list[str] = []
        """What became of each quote: `open`, `paid`, `declined`, or `stale` for good."""
        self.model_told: set[int] = set()
        self.model_votes: list[PersonKey] = []
        self.model_day: tuple[date, int] = (TODAY, 0)
        """When the newest quote was made: the day, and how much was booked by then."""

    @initialize(
        amount=st.sampled_from([100_00, 1000_00, 2500_00]),
        months=st.sampled_from([3, 4, 6]),
        rate=st.sampled_from(["0", "6", "24.9"]),
        fee=st.sampled_from([0, 25_00]),
    )
    def begin(self, amount: int, months: int, rate: str, fee: int) -> None:
        terms = {"annual_rate": Decimal(rate), "fee": fee}
        product = RULES.product.model_copy(update=terms)
        offered = offer.terms(
            RULES.model_copy(update={"product": product}),
            amount=amount,
            months=months,
            start=TODAY,
        )
        done(self.world.opens(loan.LoanOpening(application=application(), terms=offered)))

    # What is known simply -----------------------------------------------------------------------

    @property
    def alive(self) -> bool:
        return self.world.held.state != "closed"

    def booked(self, purpose: str) -> list[account.Transfer]:
        return [order for order in self.world.booked if order.purpose == purpose]

    @property
    def model_paid(self) -> int:
        return len(self.booked("credit_instalment"))

    @property
    def model_owed(self) -> int:
        """Principal: what was lent, less what each booked transfer holds of it."""
        owed = self.world.held.terms.amount.minor
        for order in self.world.booked:
            match order.purpose:
                case "credit_disbursement":
                    pass
                case "credit_instalment" | "credit_repayment":
                    owed -= order.fee.minor - order.amount.minor - order.interest.minor
                case "credit_write_off":
                    owed -= order.written_off.minor
        return owed

    @property
    def model_due(self) -> bool:
        """Whether an instalment is due and not paid."""
        return schedule.due_date(TODAY, self.model_paid + 1) <= self.world.day

    # Time and money -----------------------------------------------------------------------------

    def fire(self) -> None:
        """All timers of the past, each once; what they set anew counts from now."""
        timers, self.world.timers = self.world.timers, []
        for number, after in timers:
            if after <= timedelta():
                self.tries(number)
            else:
                self.world.timers.append((number, after))

    def tries(self, number: int) -> None:
        before = len(self.world.booked)
        done(self.world.collects_now(number))
        self.after_booking(before)

    def after_booking(self, before: int) -> None:
        """Money that came in changes what an open quote says; cured arrears end the votes."""
        if len(self.world.booked) > before:
            if self.model_quotes and self.model_quotes[-1] == "open":
                self.model_quotes[-1] = "stale"
            if self.world.held.state == "active":
                self.model_votes = []

    @rule(days=st.sampled_from([1, 1, 3, 12, 31, 31, 95]), awake=st.booleans())
    def time_passes(self, days: int, *, awake: bool) -> None:
        """The desk works on each day of it, or finds all at its end."""
        for _ in range(days if awake else 1):
            step = timedelta(days=1 if awake else days)
            self.world.now += step
            self.world.timers = [(n, after - step) for n, after in self.world.timers]
            for _ in range(8):
                self.fire()

    @rule(number=st.integers(1, 7))
    def an_old_timer_comes(self, number: int) -> None:
        """Twice, or late: of whatever instalment."""
        self.tries(number)

    @rule(minor=st.sampled_from([50_00, 500_00, 3000_00]))
    def money_comes_in(self, minor: int) -> None:
        self.moves(minor)

    @rule(choice=st.sampled_from(["lower_instalment", "shorter_term"]), share=st.integers(100, 900))
    def repays_a_part(self, choice: loan.Choice, share: int) -> None:
        """As one who can pay does it: asks, and clicks at once."""
        self.moves(self.model_owed)
        self.asks(ALICE, "partial", share, choice)
        if self.model_quotes:
            self.clicks(ALICE, 0, accept=True)

    @rule(really=RARELY)
    def money_goes_out(self, *, really: bool) -> None:
        """All of it."""
        if really:
            self.moves(-self.world.funds)

    def moves(self, minor: int) -> None:
        if not minor:
            return
        moved = Transaction(
            id="feed", day=TODAY, amount=money(minor), description="", category="other_income"
        )
        self.world.ledger = ledger.book(self.world.ledger, ledger.from_transaction(moved))

    # People ---------------------------------------------------------------------------------------

    @rule(
        by=PEOPLE,
        kind=st.sampled_from(["early", "partial", "partial", "partial", "withdrawal"]),
        share=st.sampled_from([None, -1, 0, 1, 50, 200, 400, 700, 999, 1000, 1100]),
        choice=st.sampled_from(["lower_instalment", "shorter_term"]),
    )
    def asks(
        self, by: PersonKey, kind: loan.RepaymentKind, share: int | None, choice: loan.Choice
    ) -> None:
        """What a repayment costs, a part in thousandths of what is owed; it moves nothing."""
        payment = None if share is None else self.model_owed * share // 1000
        before = len(self.world.transfers)
        reply = done(self.world.quotes(kind, payment, choice, by=by))
        assert len(self.world.transfers) == before
        if by != ALICE:
            assert reply.receipt.outcome == "unknown"
        elif not self.alive:
            assert reply.receipt.detail == "nothing_owed"
        elif reply.quote is None:
            assert reply.receipt.outcome == "invalid"
            assert reply.receipt.detail in self.refusals(kind, payment)
        else:
            self.learns(reply.quote, payment)

    def refusals(self, kind: loan.RepaymentKind, payment: int | None) -> set[str]:
        """Why there may be no quote."""
        if kind == "withdrawal":
            late = self.world.day > TODAY + timedelta(days=14)
            return {"withdrawal_expired"} if late else set()
        if kind == "early":
            return set()
        if payment is None:
            return {"payment_missing"}
        if self.model_due:
            return {"instalment_due"}
        if payment > self.model_owed * 1.05:
            return {"payment_too_large"}
        around = {"payment_too_large"} if payment >= self.model_owed else {"payment_too_small"}
        return {*around, "instalment_too_small"}

    def learns(self, quote: loan.RepaymentQuote, payment: int | None) -> None:
        if self.model_quotes and self.model_quotes[-1] == "open":
            self.model_quotes[-1] = "stale"
        self.model_quotes.append("open")
        self.model_day = (self.world.day, len(self.world.booked))
        assert quote.name == f"repayment.{len(self.model_quotes)}"
        owed = quote.principal.minor + quote.interest.minor + quote.late_interest.minor
        assert quote.total.minor == owed - quote.fee_returned.minor
        if quote.kind == "partial":
            assert not self.model_due
            assert payment == quote.total.minor
            assert 0 < quote.principal.minor < self.model_owed
        else:
            assert quote.principal.minor == self.model_owed
        if quote.kind == "withdrawal":
            assert self.world.day <= TODAY + timedelta(days=14)

    @precondition(lambda self: self.model_quotes)
    @rule(
        by=PEOPLE,
        back=st.sampled_from([0, 0, 0, 0, 1, -1]),
        accept=st.sampled_from([True, True, False]),
    )
    def clicks(self, by: PersonKey, back: int, *, accept: bool) -> None:
        number = max(1, len(self.model_quotes) - back)
        before = len(self.world.booked)
        funds = self.world.funds
        told = done(self.world.clicks(number, accept=accept, by=by))
        assert told == self.expected(by, number, funds, accept=accept), (by, number, accept)
        assert (len(self.world.booked) > before) == (told == "done" and accept)
        if told == "done":
            self.model_quotes[-1] = "paid" if accept else "declined"
        if told == "stale" and number == len(self.model_quotes):
            self.model_quotes[-1] = "stale"
        self.after_booking(before)

    def expected(self, by: PersonKey, number: int, funds: int, *, accept: bool) -> str:
        if by != ALICE or number > len(self.model_quotes):
            return "unknown"
        became = self.model_quotes[-1]
        if number < len(self.model_quotes) or became == "stale":
            return "stale"
        if became != "open":
            return "already_done" if (became == "paid") == accept else "closed"
        if self.model_day[0] != self.world.day:
            return "stale"
        assert self.model_day[1] <= len(self.world.booked)
        if not accept:
            return "done"
        card = self.world.card(f"{CREDIT}.repayment.{number}")
        assert isinstance(card, posts.RepaymentOffered)
        return "done" if card.quote.total.minor <= funds else "insufficient_funds"

    @rule(by=PEOPLE)
    def suffers(self, by: PersonKey) -> None:
        receipt = done(self.world.suffers(by=by))
        number = self.model_paid + 1
        behind = f"{CREDIT}.instalment.{number}" in self.world.failed or self.state == "in_arrears"
        if by != ALICE:
            expected = "unknown"
        elif not (self.alive and behind):
            expected = "invalid"
        else:
            expected = "already_done" if number in self.model_told else "done"
            self.model_told.add(number)
        assert receipt.outcome == expected

    @rule(officer=st.sampled_from([OLIVIA, OMAR, OMAR, BOB, ALICE]), really=RARELY)
    def writes_off(self, officer: PersonKey, *, really: bool) -> None:
        if not really:
            return
        before = len(self.world.booked)
        alive, funds = self.alive, self.world.funds
        told = done(self.world.writes_off(officer))
        if officer not in {OLIVIA, OMAR}:
            assert told == "not_an_officer"
        elif not alive:
            assert told == "closed"
        elif self.state != "in_arrears":
            assert told == "invalid"
        elif officer in self.model_votes:
            assert told == "already_voted"
        else:
            assert told == "done"
            self.model_votes.append(officer)
        assert (len(self.world.booked) > before) == (told == "done" and len(self.model_votes) == 2)
        assert self.world.funds == funds
        self.after_booking(before)

    # What must always hold ------------------------------------------------------------------------

    @invariant()
    def the_states_are_legal(self) -> None:
        now = self.world.held.state
        assert now == self.state or (self.state, now) in LEGAL
        self.state = now

    @invariant()
    def the_ledger_sums_to_zero(self) -> None:
        balances = {
            each.name: each.balance.minor for each in ledger.accounts(self.world.ledger.head)
        }
        assert sum(balances.values()) == 0
        assert balances["bank.loans"] == -self.model_owed
        assert self.world.funds >= 0

    @invariant()
    def what_is_lent_is_owed_repaid_or_written_off(self) -> None:
        """In the statement and in the index alike."""
        stated = showing.statement(self.world.held, on=self.world.day)
        assert stated.outstanding.minor == self.model_owed >= 0
        assert stated.remaining.minor >= stated.outstanding.minor
        assert self.world.summaries[-1] == showing.summary(self.world.held)

    @invariant()
    def each_instalment_is_collected_once(self) -> None:
        """In order, never before it is due, and dearer only where the account was short."""
        ids = [order.id for order in self.booked("credit_instalment")]
        assert ids == [f"{CREDIT}.instalment.{n}" for n in range(1, len(ids) + 1)]
        assert self.world.held.paid == len(ids)
        late = [
            told.number
            for told in self.world.told(posts.InstalmentCollected)
            if told.late_interest.minor
        ]
        assert self.world.failed or not late
        if ids:
            assert schedule.due_date(TODAY, len(ids)) <= self.world.day

    @invariant()
    def a_closed_loan_owes_nothing_and_never_moves(self) -> None:
        if self.alive:
            assert self.model_owed > 0
            assert "loan.closed" not in self.world.audited
            return
        now = f"{self.world.held.model_dump_json()} {len(self.world.booked)}"
        assert self.last in ("", now)
        self.last = now
        assert self.model_owed == 0
        assert showing.statement(self.world.held, on=self.world.day).overdue == money(0)
        assert self.world.audited.count("loan.closed") == 1
        reasons = [card.reason for card in self.world.told(posts.LoanClosed)]
        assert reasons == [self.world.held.reason]

    @invariant()
    def the_cards_show_what_is(self) -> None:
        assert len({post.post_id for post in self.world.posted}) == len(self.world.posted)
        for number, became in enumerate(self.model_quotes, start=1):
            card = self.world.card(f"{CREDIT}.repayment.{number}")
            assert isinstance(card, posts.RepaymentOffered)
            assert card.state == ("outdated" if became == "stale" else became)
        for post in self.world.posted:
            card = self.world.card(post.post_id)
            if isinstance(card, posts.OfficersTask):
                self.shows_the_task(card)

    def shows_the_task(self, card: posts.OfficersTask) -> None:
        pending = card.number == self.model_paid + 1
        if not pending:
            assert card.state == "paid"
        elif self.alive:
            assert (card.state, list(card.written_off_by)) == ("open", self.model_votes)
        else:
            over = "written_off" if self.world.held.reason == "written_off" else "paid"
            assert card.state == over


LifeOfALoan = pytest.mark.timeout(600)(Life.TestCase)
"""Minutes where the machine is loaded."""
LifeOfALoan.settings = settings(max_examples=500, stateful_step_count=25, deadline=None)
