"""The agents' tools on a loan that runs: bound to its owner, quoting only what was asked for."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import pytest
from pydantic import ValidationError

from services.agent import tool
from services.contracts import account, loan
from services.contracts.account import CreditSummary
from services.contracts.credit import Receipt
from services.contracts.keys import CreditId
from services.contracts.money import Money
from services.contracts.wire import Wire
from services.desk import repaying
from tests.unit.case import ALICE, PLACE, THREAD, TODAY

ONE, TWO = CreditId("CR-22222222"), CreditId("CR-33333333")
MONEY = Money(minor=507_46)
NONE = Money(minor=0)
TOOLS = {each.name: each for each in (*repaying.reading_tools(), *repaying.acting_tools())}
WORDS = " I lost my *job*.\n"


def line(credit_id: CreditId = ONE, state: Any = "active") -> CreditSummary:
    return CreditSummary(
        credit_id=credit_id, amount=MONEY, months=12, state=state, submitted_on=TODAY
    )


@dataclass
class FakeContext:
    """Answers each handler by its name, and keeps what it was asked, by whose key."""

    replies: dict[str, Wire]
    asked: list[tuple[str, str, bytes]] = field(default_factory=list[tuple[str, str, bytes]])

    async def generic_call(self, service: str, name: str, body: bytes, *, key: str) -> bytes:
        self.asked.append((f"{service}.{name}", key, body))
        return self.replies[name].model_dump_json().encode()

    def last(self, kind: type[Wire]) -> Any:
        return kind.model_validate_json(self.asked[-1][2])


def desk(*items: CreditSummary, **replies: Wire) -> FakeContext:
    """Alice's desk: her credits, and what her loans answer."""
    return FakeContext({"credits": account.Credits(items=items or (line(),)), **replies})


async def used(ctx: FakeContext, name: str, **arguments: Any) -> tool.Output:
    """What the tool tells the model on Alice's behalf."""
    scope = tool.Scope(
        ctx=cast("Any", ctx),
        customer=ALICE,
        thread=THREAD,
        place=PLACE,
        words=WORDS,
        today=TODAY,
    )
    move = TOOLS[name]
    return await move.start(scope, move.arguments.model_validate(arguments)).finish()


STATEMENT = loan.StatementReply(
    statement=loan.LoanStatement(
        on=TODAY,
        state="active",
        paid=6,
        months=12,
        outstanding=MONEY,
        remaining=MONEY,
        overdue=NONE,
        late_interest=NONE,
        next_due=date(2026, 12, 1),
        next_payment=Money(minor=86_07),
        lines=(),
    )
)
QUOTE = loan.QuoteReply(
    receipt=Receipt(outcome="done"),
    quote=loan.RepaymentQuote(
        name="repayment.1",
        kind="partial",
        choice="shorter_term",
        on=TODAY,
        total=MONEY,
        principal=MONEY,
        interest=NONE,
        late_interest=NONE,
        fee_returned=NONE,
        saved=NONE,
        instalment=Money(minor=86_07),
        instalments_left=3,
    ),
)
DONE = Receipt(outcome="done")


async def test_a_statement_is_the_owners() -> None:
    """Of the only loan that runs, asked for in the owner's name."""
    ctx = desk(line(), line(TWO, "closed"), statement=STATEMENT)
    told = (await used(ctx, "loan_statement")).value
    assert told["principal_owed"] == "507.46 EUR"
    assert told["next_due"] == "2026-12-01"
    assert ctx.last(loan.StatementQuery).by == ALICE
    assert [(name, key) for name, key, _ in ctx.asked] == [
        ("Account.credits", ALICE),
        ("Loan.statement", ONE),
    ]


@pytest.mark.parametrize("name", sorted(TOOLS))
async def test_a_strangers_loan_is_like_none(name: str) -> None:
    """Its object is never asked, whatever id the model names."""
    more: dict[str, Any] = {"kind": "early"} if name == "quote_repayment" else {}
    ctx = desk()
    told = await used(ctx, name, credit_id="CR-ABCDEFGH", **more)
    assert told.value == {"outcome": "unknown"}
    assert [name for name, _, _ in ctx.asked] == ["Account.credits"]


async def test_of_several_loans_none_is_guessed() -> None:
    """Not even the one in arrears; without any loan the tool says that."""
    several = await used(desk(line(), line(TWO, "in_arrears")), "quote_repayment", kind="early")
    assert several.value == {"outcome": "which", "loans": {ONE: str(MONEY), TWO: str(MONEY)}}
    none = await used(desk(line(state="closed")), "loan_statement")
    assert none.value == {"outcome": "no_loan"}


async def test_an_application_is_no_loan() -> None:
    ctx = desk(line(state="under_review"), statement=loan.StatementReply())
    assert (await used(ctx, "loan_statement", credit_id=ONE)).value == {"outcome": "no_loan"}


async def test_the_schedule_is_the_answer() -> None:
    """It is posted where the customer asked, and the turn ends without words."""
    ctx = desk(schedule=DONE)
    told = await used(ctx, "show_schedule")
    assert told.ends_turn
    assert ctx.last(loan.ScheduleWish) == loan.ScheduleWish(by=ALICE, place=PLACE)
    gone = await used(desk(schedule=Receipt(outcome="unknown")), "show_schedule")
    assert not gone.ends_turn


async def test_a_part_is_quoted_as_the_customer_chose() -> None:
    ctx = desk(quote=QUOTE)
    wish: dict[str, Any] = {"kind": "partial", "amount": "200.50", "choice": "shorter_term"}
    told = (await used(ctx, "quote_repayment", **wish)).value
    asked = ctx.last(loan.RepaymentWish)
    assert (asked.by, asked.place, asked.choice) == (ALICE, PLACE, "shorter_term")
    assert asked.payment == Money(minor=200_50)
    assert (told["next_instalment"], told["instalments_left"]) == ("86.07 EUR", 3)
    assert "clicks Confirm" in told["paid"]


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"kind": "all"},
        {"kind": "partial"},
        {"kind": "partial", "amount": "200"},
        {"kind": "partial", "choice": "shorter_term"},
        {"kind": "early", "amount": "200"},
        {"kind": "withdrawal", "choice": "shorter_term"},
    ],
)
def test_what_does_not_fit_is_invalid(arguments: dict[str, str]) -> None:
    """A part without the customer's amount and choice is asked for, and nothing is guessed."""
    with pytest.raises(ValidationError):
        repaying.RepaymentArguments.model_validate(arguments)


async def test_a_refused_quote_has_its_reason() -> None:
    small = Receipt(outcome="invalid", detail="payment_too_small", limit="2.47 EUR")
    ctx = desk(quote=loan.QuoteReply(receipt=small))
    wish: dict[str, Any] = {"kind": "partial", "amount": "0", "choice": "shorter_term"}
    told = (await used(ctx, "quote_repayment", **wish)).value
    assert told["refused"] == "payment_too_small"
    assert "2.47 EUR" in told["reason"]


@pytest.mark.parametrize("name", ["loan_statement", "show_schedule", "quote_repayment"])
async def test_what_a_loan_tells_is_for_the_customer_alone(name: str) -> None:
    """An answer made of it is not for who reads along."""
    more: dict[str, Any] = {"kind": "early"} if name == "quote_repayment" else {}
    ctx = desk(quote=QUOTE, schedule=DONE, statement=STATEMENT)
    assert not (await used(ctx, name, **more)).open


async def test_difficulties_are_passed_on_word_for_word() -> None:
    """The model has no say in what the officers read."""
    ctx = desk(line(state="in_arrears"), hardship=DONE)
    assert (await used(ctx, "report_difficulties")).value == {"credit_id": ONE, "outcome": "done"}
    assert ctx.last(loan.Hardship) == loan.Hardship(by=ALICE, text=WORDS)
    early = Receipt(outcome="invalid", detail="not_in_arrears")
    told = await used(desk(hardship=early), "report_difficulties")
    assert told.value["refused"] == "not_in_arrears"
