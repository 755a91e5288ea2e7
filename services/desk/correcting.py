"""The tool with which a customer corrects the class of a transaction. The credit agent has it."""

from pydantic import Field

from services import durable
from services.agent import tool
from services.contracts import account
from services.contracts.account import Claimable, Correction


class CorrectArguments(tool.Arguments):
    transaction_id: str = Field(max_length=64, description="As list_transactions gives it.")
    category: Claimable


def _correct(scope: tool.Scope, arguments: CorrectArguments) -> tool.Started:
    correction = Correction(transaction=arguments.transaction_id, category=arguments.category)
    pending = durable.begin(scope.ctx, account.CORRECT, correction, key=scope.customer)

    async def finish() -> tool.Output:
        return tool.Output({"outcome": (await pending).outcome})

    return tool.Started(finish, (pending,))


CORRECT = tool.Tool(
    "correct_category",
    "Note that the customer says a payment was for something else than the bank's category. "
    "Only for money that went out. Credit officers see it; it decides nothing by itself.",
    CorrectArguments,
    _correct,
    status="transactions",
)
