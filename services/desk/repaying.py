"""Tools about a loan that runs: what is owed, the schedule, a quote to repay, difficulties.

None of them moves money: only the customer's click on a quote's card does.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Self, TypeVar

from pydantic import Field, model_validator

from services import durable
from services.agent import tool
from services.contracts import account, loan
from services.contracts.account import CreditSummary
from services.contracts.keys import CreditId
from services.contracts.loan import Choice, RepaymentKind
from services.contracts.wire import Nothing
from services.desk import loan_figures, reading, refusals

_RUNNING = ("pending_disbursement", "active", "in_arrears")
_NO_LOAN = tool.Output({"outcome": "no_loan"})


class LoanArguments(tool.Arguments):
    credit_id: str | None = Field(
        default=None, max_length=20, description="Only needed where there are several loans."
    )


class RepaymentArguments(LoanArguments):
    kind: RepaymentKind = Field(
        description="All of it (early), a part, or withdrawing within 14 days of acceptance."
    )
    amount: reading.Amount | None = Field(default=None, description="Euros, for a part alone.")
    choice: Choice | None = Field(
        default=None, description="For a part alone, and chosen by the customer: ask, never guess."
    )

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        part = self.kind == "partial"
        if part and (self.amount is None or self.choice is None):
            raise ValueError("a part needs an amount and a choice: ask the customer")
        if not part and (self.amount is not None or self.choice is not None):
            raise ValueError("an amount and a choice belong to a part")
        return self


Args = TypeVar("Args", bound=LoanArguments)
Act = Callable[[tool.Scope, Args, CreditId], Awaitable[tool.Output]]


def reading_tools() -> tuple[tool.Tool[Any], ...]:
    """What only looks at a loan."""
    return (
        tool.Tool(
            "loan_statement",
            "What is still owed on a loan today: principal, overdue, next instalment.",
            LoanArguments,
            partial(about_a_loan, _statement),
            status="loan",
        ),
        tool.Tool(
            "show_schedule",
            "Post the schedule of a loan as a table, all instalments. That is the answer.",
            LoanArguments,
            partial(about_a_loan, _schedule),
            status="loan",
        ),
    )


def acting_tools() -> tuple[tool.Tool[Any], ...]:
    """What the customer's own words and clicks go on from."""
    return (
        tool.Tool(
            "quote_repayment",
            "What repaying a loan costs today; posts a card with it. Pays nothing: only the "
            "customer's click on the card does.",
            RepaymentArguments,
            partial(about_a_loan, _quote),
            status="repayment",
        ),
        tool.Tool(
            "report_difficulties",
            "Forward the customer's current message, word for word, to the credit officers: the "
            "customer has difficulties with paying an instalment.",
            LoanArguments,
            partial(about_a_loan, _difficulties),
            status="reporting",
        ),
    )


def about_a_loan(act: "Act[Args]", scope: tool.Scope, arguments: Args) -> tool.Started:
    """Find out which of the customer's own loans is meant, then act on it."""
    pending = durable.begin(scope.ctx, account.CREDITS, Nothing(), key=scope.customer)

    async def finish() -> tool.Output:
        meant = which((await pending).items, arguments.credit_id)
        return await act(scope, arguments, meant) if isinstance(meant, CreditId) else meant

    return tool.Started(finish, (pending,))


def which(items: Sequence[CreditSummary], credit_id: str | None) -> CreditId | tool.Output:
    """The loan that is meant, or what to tell the model: a stranger's is not told from none.

    Without an id it is the only one that runs.
    """
    if credit_id is not None:
        own = (item.credit_id for item in items if item.credit_id == credit_id)
        return next(own, tool.Output({"outcome": "unknown"}))
    running = {item.credit_id: str(item.amount) for item in items if item.state in _RUNNING}
    if len(running) == 1:
        return next(iter(running))
    return tool.Output({"outcome": "which", "loans": running}) if running else _NO_LOAN


async def _statement(
    scope: tool.Scope, _arguments: LoanArguments, credit_id: CreditId
) -> tool.Output:
    query = loan.StatementQuery(by=scope.customer)
    stated = (await durable.call(scope.ctx, loan.STATEMENT, query, key=credit_id)).statement
    return tool.Output(loan_figures.of_statement(credit_id, stated)) if stated else _NO_LOAN


async def _schedule(
    scope: tool.Scope, _arguments: LoanArguments, credit_id: CreditId
) -> tool.Output:
    wish = loan.ScheduleWish(by=scope.customer, place=scope.place)
    receipt = await durable.call(scope.ctx, loan.SCHEDULE, wish, key=credit_id)
    if receipt.outcome != "done":
        return _NO_LOAN
    return tool.Output({"shown": credit_id}, ends_turn=True)


async def _quote(
    scope: tool.Scope, arguments: RepaymentArguments, credit_id: CreditId
) -> tool.Output:
    wish = loan.RepaymentWish(
        by=scope.customer,
        kind=arguments.kind,
        payment=reading.money(arguments.amount) if arguments.amount is not None else None,
        choice=arguments.choice or "lower_instalment",
        place=scope.place,
    )
    reply = await durable.call(scope.ctx, loan.QUOTE, wish, key=credit_id)
    if reply.quote is None:
        return tool.Output(dict(refusals.repayment(reply.receipt).as_output()))
    return tool.Output(loan_figures.of_quote(credit_id, reply.quote))


async def _difficulties(
    scope: tool.Scope, _arguments: LoanArguments, credit_id: CreditId
) -> tool.Output:
    told = loan.Hardship(by=scope.customer, text=scope.words)
    receipt = await durable.call(scope.ctx, loan.HARDSHIP, told, key=credit_id)
    if receipt.outcome == "invalid":
        return tool.Output(dict(refusals.repayment(receipt).as_output()))
    return tool.Output({"credit_id": credit_id, "outcome": receipt.outcome})
