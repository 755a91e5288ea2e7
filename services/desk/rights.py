"""Tools for what a customer may always ask: why it was decided so, and to talk to a human.

Both desk agents have them. What they post is worded by templates: no model states a reason.
"""

from collections.abc import Callable
from typing import Any

from pydantic import Field

from services import durable, privacy
from services.agent import tool
from services.contracts import account, credit, posts
from services.contracts import help as contract
from services.contracts.account import Credits, CreditSummary
from services.contracts.keys import CreditId, PostId
from services.contracts.wire import Nothing
from services.desk import refusals


class CreditArguments(tool.Arguments):
    credit_id: str | None = Field(
        default=None,
        max_length=20,
        description="Such as CR-7K2M9QXD; leave it out where the customer names none.",
    )


def tools() -> tuple[tool.Tool[Any], ...]:
    """Explain a decision, call a human."""
    return (
        tool.Tool(
            "explain_decision",
            "Post to the customer why an application was approved or rejected. Use it for every "
            "question about the reasons of a decision; never give reasons yourself.",
            CreditArguments,
            _explain,
            status="explaining",
        ),
        tool.Tool(
            "call_a_human",
            "Call a credit officer who will write to the customer, with the customer's current "
            "message, word for word. Whenever the customer wants a human.",
            CreditArguments,
            _call,
            status="calling",
        ),
    )


def meant(
    own: Credits, named: str | None, *, fits: Callable[[CreditSummary], bool]
) -> CreditSummary | None:
    """The customer's credit of that id; where none is named, the newest that fits."""
    if named:
        return next((item for item in own.items if item.credit_id == named), None)
    return next(filter(fits, reversed(own.items)), None)


def _explain(scope: tool.Scope, arguments: CreditArguments) -> tool.Started:
    pending = durable.begin(scope.ctx, account.CREDITS, Nothing(), key=scope.customer)

    async def finish() -> tool.Output:
        about = meant(await pending, arguments.credit_id, fits=_decided)
        if about is None:
            return tool.Output({"outcome": "unknown" if arguments.credit_id else "undecided"})
        if about.state == "aborted":
            return tool.Output({"outcome": "aborted", "note": refusals.ABORTED})
        asked = credit.WhyAsked(by=scope.customer)
        reply = await durable.call(scope.ctx, credit.WHY, asked, key=about.credit_id)
        if reply.explanation is None:
            return tool.Output({"outcome": reply.receipt.detail or reply.receipt.outcome})
        _post(scope, posts.DecisionExplained(explanation=reply.explanation))
        return tool.Output({"explained": about.credit_id}, ends_turn=True)

    return tool.Started(finish, (pending,))


def _decided(item: CreditSummary) -> bool:
    return item.state in ("rejected", "aborted") or item.terms is not None


def _post(scope: tool.Scope, content: posts.DecisionExplained) -> None:
    """For the customer's eyes alone: reasons come from the account."""
    number = scope.ctx.random().getrandbits(64)
    post = posts.Post(
        post_id=PostId(f"why.{content.explanation.credit_id}.{number:016x}"),
        place=scope.place,
        content=content,
        reader=scope.customer,
        discretion=privacy.of(content, reader=scope.customer),
    )
    durable.send(scope.ctx, posts.POST, post, key=scope.place.room)


def _call(scope: tool.Scope, arguments: CreditArguments) -> tool.Started:
    pending = durable.begin(scope.ctx, account.CREDITS, Nothing(), key=scope.customer)

    async def finish() -> tool.Output:
        about = meant(await pending, arguments.credit_id, fits=lambda _item: False)
        if arguments.credit_id and about is None:
            return tool.Output({"outcome": "unknown"}, open=True)
        return await _forward(scope, about.credit_id if about else None)

    return tool.Started(finish, (pending,))


async def _forward(scope: tool.Scope, about: CreditId | None) -> tool.Output:
    call = contract.Call(by=scope.customer, place=scope.place, credit_id=about, words=scope.words)
    receipt = await durable.call(scope.ctx, contract.CALL, call, key=scope.thread)
    # A card says that it is done; nothing does where it was done before.
    outcome = receipt.outcome
    return tool.Output({"outcome": outcome}, ends_turn=outcome == "done", open=True)
