"""Tools that act for the customer: apply, withdraw, answer, contest.

The credit agent alone has them.
"""

import functools
from typing import Any

from pydantic import Field

from services import durable
from services.agent import tool
from services.contracts import account, credit
from services.contracts.keys import CreditId
from services.contracts.wire import Nothing
from services.desk import entering, reading, refusals, rights
from services.review import policy


class SubmitArguments(tool.Arguments):
    amount: reading.Amount
    months: reading.Months
    language: credit.Language = Field(
        default="", description="Of the customer's messages: its ISO 639 code, such as en or de."
    )


class CreditArguments(tool.Arguments):
    credit_id: str = Field(max_length=20, description="Such as CR-7K2M9QXD.")


def tools(rules: policy.Policy) -> tuple[tool.Tool[Any], ...]:
    """The acting tools under a policy."""
    return (
        tool.Tool(
            "submit_application",
            "Apply for a credit. Only when the customer has named both amount and term.",
            SubmitArguments,
            functools.partial(_submit, rules),
            status="submitting",
        ),
        tool.Tool(
            "withdraw_application",
            "Withdraw an application that has not been accepted yet.",
            CreditArguments,
            _withdraw,
            status="withdrawing",
        ),
        tool.Tool(
            "answer_question",
            "Forward the customer's current message, word for word, as the answer to the open "
            "question about a credit.",
            CreditArguments,
            _answer,
            status="answering",
        ),
        tool.Tool(
            "contest_decision",
            "Contest a rejection with the customer's current message, word for word; credit "
            "officers then look again. Once, and only while it can be contested.",
            rights.CreditArguments,
            _contest,
            status="contesting",
        ),
    )


def _submit(rules: policy.Policy, scope: tool.Scope, arguments: SubmitArguments) -> tool.Started:
    async def finish() -> tool.Output:
        ctx = scope.ctx
        application = credit.Application(
            credit_id=entering.draw_id(ctx.random()),
            customer=scope.customer,
            thread=scope.thread,
            place=scope.place,
            amount=reading.money(arguments.amount),
            months=arguments.months,
            submitted_at=await durable.now(ctx),
            language=arguments.language,
        )
        entered = await entering.enter(ctx, rules, application, today=scope.today)
        if isinstance(entered, refusals.Refused):
            return tool.Output(dict(entered.as_output()), open=entered.of_product)
        return tool.Output({"submitted": entered}, ends_turn=True, open=True)

    return tool.Started(finish)


def _withdraw(scope: tool.Scope, arguments: CreditArguments) -> tool.Started:
    async def finish() -> tool.Output:
        credit_id = await _own(scope, arguments.credit_id)
        if credit_id is None:
            return tool.Output({"outcome": "unknown"}, open=True)
        withdrawal = credit.Withdrawal(by=scope.customer)
        receipt = await durable.call(scope.ctx, credit.WITHDRAW, withdrawal, key=credit_id)
        return tool.Output(dict(refusals.outcome(receipt)), open=True)

    return tool.Started(finish)


def _answer(scope: tool.Scope, arguments: CreditArguments) -> tool.Started:
    async def finish() -> tool.Output:
        asked = [q for q in scope.questions if q.credit_id == arguments.credit_id]
        if not asked:
            return tool.Output({"outcome": "unknown"}, open=True)
        answer = credit.Answer(by=scope.customer, question=asked[-1].question, text=scope.words)
        receipt = await durable.call(scope.ctx, credit.ANSWER, answer, key=asked[-1].credit_id)
        return tool.Output(dict(refusals.outcome(receipt)), open=True)

    return tool.Started(finish)


def _contest(scope: tool.Scope, arguments: rights.CreditArguments) -> tool.Started:
    async def finish() -> tool.Output:
        own = await durable.call(scope.ctx, account.CREDITS, Nothing(), key=scope.customer)
        about = rights.meant(own, arguments.credit_id, fits=lambda item: item.state == "rejected")
        if about is None:
            return tool.Output({"outcome": "unknown"}, open=True)
        asked = credit.WhyAsked(by=scope.customer)
        reply = await durable.call(scope.ctx, credit.WHY, asked, key=about.credit_id)
        if reply.explanation is None or not reply.explanation.contest:
            return tool.Output({"outcome": "closed"}, open=True)
        name = reply.explanation.contest
        contest = credit.Contest(by=scope.customer, contest=name, text=scope.words)
        receipt = await durable.call(scope.ctx, credit.CONTEST, contest, key=about.credit_id)
        # The rejection's card then says so, and the officers' turn is posted.
        told: dict[str, str] = {"outcome": receipt.outcome}
        if receipt.outcome == "aborted":
            told["note"] = refusals.CONTEST_LOST
        return tool.Output(dict(told), ends_turn=receipt.outcome == "done", open=True)

    return tool.Started(finish)


async def _own(scope: tool.Scope, text: str) -> CreditId | None:
    """The id, if it is in the customer's own index. A stranger's is not told from none."""
    reply = await durable.call(scope.ctx, account.CREDITS, Nothing(), key=scope.customer)
    return next((item.credit_id for item in reply.items if item.credit_id == text), None)
