"""The guards that can be taken away, to see that the account then no longer adds up.

Only processes that the play itself starts know of this; the product has no such switch.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from unittest import mock

from bot.views import mrkdwn
from services.agent import loop
from services.contracts.account import CreditSummary
from services.contracts.credit import ApplicationView, OfferResponse, Withdrawal
from services.contracts.keys import CreditId
from services.credit import application as machine
from services.credit import judging
from services.desk import applying, repaying
from services.review import policy
from tests.faults.guards import reservation


def _owner() -> None:
    """A tool takes the credit that the model names, whosever it is."""

    async def whosever(_scope: object, text: str) -> CreditId:
        return CreditId(text)

    def which(_items: Sequence[CreditSummary], credit_id: str | None) -> Any:
        return CreditId(credit_id or "CR-22222222")

    def withdrawn(_view: ApplicationView | None, _by: Withdrawal) -> None:
        return None

    mock.patch.object(applying, "_own", whosever).start()
    mock.patch.object(repaying, "which", which).start()
    mock.patch.object(machine, "judge_withdrawal", withdrawn).start()


def _policy() -> None:
    """The model's word is the last: policy passes everything, and any amount is within mandate."""
    passed = policy.Verdict(outcome="pass", reasons=())
    mock.patch.object(judging.policy, "assess", return_value=passed).start()
    mock.patch.object(judging.policy, "mandate", return_value="automatic").start()


def _click() -> None:
    """An offer is accepted by what is said of it: the answer tool takes the click's place."""
    begun: Callable[..., Any] = loop.Loop.run

    async def accepting(of: loop.Loop, scope: Any, **named: Any) -> loop.Turn:
        from services import durable  # noqa: PLC0415
        from services.contracts import account, credit  # noqa: PLC0415
        from services.contracts.wire import Nothing  # noqa: PLC0415

        turn: loop.Turn = await begun(of, scope, **named)
        if scope.words:
            own = await durable.call(scope.ctx, account.CREDITS, Nothing(), key=scope.customer)
            for item in own.items:
                if item.state == "approved":
                    said = OfferResponse(by=scope.customer, offer="offer.1", accept=True)
                    await durable.call(scope.ctx, credit.RESPOND, said, key=item.credit_id)
        return turn

    mock.patch.object(loop.Loop, "run", accepting).start()


def _defusing() -> None:
    """Text is shown as it came."""

    def as_it_is(text: str) -> str:
        return text

    mock.patch.object(mrkdwn, "escape", as_it_is).start()


def _bounds() -> None:
    """A turn goes on for as long as the model wants."""
    mock.patch.object(loop, "MAX_MODEL_CALLS", 40).start()


GUARDS: Mapping[str, Callable[[], None]] = {
    "owner": _owner,
    "policy": _policy,
    "click": _click,
    "defusing": _defusing,
    "bounds": _bounds,
    "reservation": reservation,
}
