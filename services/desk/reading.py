"""Tools that only read: balance, transactions, credits, quotes. Both desk agents have them."""

import functools
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from services import durable
from services.agent import tool
from services.contracts import account
from services.contracts.account import Category, CreditSummary
from services.contracts.money import Money
from services.contracts.wire import Nothing
from services.credit import offer
from services.desk import refusals
from services.review import policy, scrub

MOST_TRANSACTIONS = 20


class NoArguments(tool.Arguments):
    pass


class TransactionsArguments(tool.Arguments):
    since: date | None = Field(default=None, description="First day, YYYY-MM-DD.")
    until: date | None = Field(default=None, description="Last day, YYYY-MM-DD.")
    categories: tuple[Category, ...] = Field(default=(), description="All when empty.")


Amount = Annotated[
    Decimal, Field(max_digits=15, decimal_places=2, description="Euros, such as 1000 or 99.50.")
]
Months = Annotated[int, Field(description="The term in months.")]


class QuoteArguments(tool.Arguments):
    amount: Amount
    months: Months


def tools(rules: policy.Policy) -> tuple[tool.Tool[Any], ...]:
    """The reading tools under a policy."""
    return (
        tool.Tool(
            "get_balance",
            "The customer's account balance.",
            NoArguments,
            _balance,
            status="account",
        ),
        tool.Tool(
            "list_transactions",
            "The customer's transactions in a period and of certain kinds, newest first.",
            TransactionsArguments,
            _transactions,
            status="transactions",
        ),
        tool.Tool(
            "list_credits",
            "The customer's credits and applications, how each stands, and what is still owed.",
            NoArguments,
            _credits,
            status="credits",
        ),
        tool.Tool(
            "quote",
            "What a credit would cost: instalment, total and APR. Applies for nothing.",
            QuoteArguments,
            functools.partial(_quote, rules),
            status="quote",
        ),
    )


def _balance(scope: tool.Scope, _arguments: NoArguments) -> tool.Started:
    pending = durable.begin(scope.ctx, account.BALANCE, Nothing(), key=scope.customer)

    async def finish() -> tool.Output:
        reply = await pending
        return tool.Output({"balance": str(reply.balance), "as_of": reply.as_of.isoformat()})

    return tool.Started(finish, (pending,))


def _transactions(scope: tool.Scope, arguments: TransactionsArguments) -> tool.Started:
    until = arguments.until or scope.today
    query = account.TransactionQuery(
        since=arguments.since or until.replace(day=1),
        until=until,
        categories=arguments.categories,
        limit=MOST_TRANSACTIONS,
    )
    pending = durable.begin(scope.ctx, account.TRANSACTIONS, query, key=scope.customer)

    async def finish() -> tool.Output:
        reply = await pending
        return tool.Output(
            {
                "since": query.since.isoformat(),
                "until": query.until.isoformat(),
                "matched": reply.matched,
                "money_in": str(reply.money_in),
                "money_out": str(reply.money_out),
                "items": [
                    {
                        "id": item.id,
                        "day": item.day.isoformat(),
                        "amount": str(item.amount),
                        "description": scrub.description(item.description),
                        "category": item.category,
                    }
                    for item in reply.items
                ],
            }
        )

    return tool.Started(finish, (pending,))


def _credits(scope: tool.Scope, _arguments: NoArguments) -> tool.Started:
    pending = durable.begin(scope.ctx, account.CREDITS, Nothing(), key=scope.customer)

    async def finish() -> tool.Output:
        reply = await pending
        return tool.Output({"credits": [_line(item) for item in reply.items]})

    return tool.Started(finish, (pending,))


def _line(item: CreditSummary) -> dict[str, Any]:
    line: dict[str, Any] = {
        "credit_id": item.credit_id,
        "amount": str(item.amount),
        "months": item.months,
        "state": item.state,
        "submitted_on": item.submitted_on.isoformat(),
    }
    if item.state == "aborted":
        line["note"] = refusals.ABORTED
    if item.question:
        line["question"] = item.question
    if item.reasons:
        line["reasons"] = [reason.code for reason in item.reasons]
    if item.terms:
        line["instalment"] = str(item.terms.instalment)
        line["last_instalment"] = str(item.terms.last_instalment)
        line["total_payable"] = str(item.terms.total_payable)
        line["apr_percent"] = str(item.terms.apr)
        line["first_due"] = item.terms.first_due.isoformat()
    if item.outstanding is not None and item.remaining is not None:
        line["paid"] = item.paid
        line["outstanding"] = str(item.outstanding)
        line["remaining"] = str(item.remaining)
    if item.next_due and item.next_payment:
        line["next_due"] = item.next_due.isoformat()
        line["next_payment"] = str(item.next_payment)
    return line


def _quote(rules: policy.Policy, scope: tool.Scope, arguments: QuoteArguments) -> tool.Started:
    async def finish() -> tool.Output:
        amount = minor(arguments.amount)
        refused = refusals.check(rules, amount=amount, months=arguments.months, today=scope.today)
        if refused:
            return tool.Output(dict(refused.as_output()), open=True)
        terms = offer.terms(rules, amount=amount, months=arguments.months, start=scope.today)
        return tool.Output(
            {
                "amount": str(terms.amount),
                "months": terms.months,
                "instalment": str(terms.instalment),
                "last_instalment": str(terms.last_instalment),
                "total_interest": str(terms.total_interest),
                "total_payable": str(terms.total_payable),
                "apr_percent": str(terms.apr),
                "nominal_rate_percent": str(terms.nominal_rate),
            },
            open=True,
        )

    return tool.Started(finish)


def minor(amount: Decimal) -> int:
    """Euros as cents. The amount has at most two decimals, so nothing is rounded."""
    return int(amount.scaleb(2))


def money(amount: Decimal) -> Money:
    """Euros as money."""
    return Money(minor=minor(amount))
