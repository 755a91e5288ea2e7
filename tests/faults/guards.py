"""The guards that the harness can take away, to see that it then finds what they prevent.

Only processes that the harness itself starts know of this; the product has no such switch.
"""

from collections.abc import Callable, Mapping
from typing import Any
from unittest import mock

from bot.ingress import Ingress
from bot.messenger.delivery import Delivery
from services.account import commitments, index
from services.account import handlers as accounts
from services.account.commitments import Commitments
from services.contracts.account import Credits, Exposure
from services.contracts.credit import ApplicationView, OfferResponse, Receipt
from services.contracts.keys import CreditId
from services.credit import application as machine
from services.credit import facts
from services.credit.judging import Facts
from services.session import transcript


def _intent() -> None:
    """A post that may be there already is not looked for."""

    async def nothing(*_: object) -> None:
        return None

    mock.patch.object(Delivery, "_look_up", nothing).start()


def _idempotency() -> None:
    """A message that is delivered again is sent to its session again."""
    with_key: Callable[..., Any] = Ingress._post  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]

    async def without_key(*given: object, idempotency_key: str = "", **named: object) -> bytes:
        del idempotency_key
        return await with_key(*given, **named)

    mock.patch.object(Ingress, "_post", without_key).start()


def _transfers() -> None:
    """A transfer that was booked is booked again."""
    book: Callable[..., Any] = accounts.book

    async def forgetful(ctx: Any, *given: object) -> object:
        return await book(_Forgetful(ctx), *given)

    mock.patch.object(accounts, "book", forgetful).start()


class _Forgetful:
    """A context that does not know which transfers were booked, nor which one was the last."""

    def __init__(self, ctx: Any) -> None:
        self._ctx = ctx

    def __getattr__(self, name: str) -> object:
        return getattr(self._ctx, name)

    async def get(self, name: str, **named: object) -> object:
        if name.startswith("transfer."):
            return None
        found = await self._ctx.get(name, **named)
        return found.model_copy(update={"last": None}) if name == "head" and found else found


def reservation() -> None:
    """Offers count for nothing, and what was found before a wait is approved on."""
    counted = commitments.exposure

    def of_loans(credits: Credits, _held: Commitments, *, besides: CreditId) -> Exposure:
        lent = tuple(line for line in credits.items if line.state in index.LENT)
        return counted(Credits(items=lent), Commitments(), besides=besides)

    async def as_before(_case: object, before: Facts, _wanted: object) -> Facts:
        return before

    mock.patch.object(facts, "find_again", as_before).start()
    mock.patch.object(commitments, "exposure", of_loans).start()


def _owner() -> None:
    """Whoever clicks under an offer is heard."""

    def judge(view: ApplicationView | None, response: OfferResponse) -> Receipt | None:
        if view is None:
            return Receipt(outcome="unknown")
        return machine.expected(view, "offer", response.offer)

    mock.patch.object(machine, "judge_response", judge).start()


def _thread() -> None:
    """Whoever writes in a thread is answered there."""
    mock.patch.object(transcript, "welcome", return_value="turn").start()


GUARDS: Mapping[str, Callable[[], None]] = {
    "intent": _intent,
    "idempotency": _idempotency,
    "transfers": _transfers,
    "reservation": reservation,
    "owner": _owner,
    "thread": _thread,
}
