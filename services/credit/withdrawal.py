"""The promise by which a customer withdraws, open until the application is decided."""

from typing import NoReturn

import restate

from services import durable
from services.contracts.credit import Withdrawal, WithdrawalName
from services.credit import acknowledgement


class Withdrawn(Exception):
    """The customer has withdrawn the application."""


class WithdrawalPromise:
    """The workflow's side of it.

    A promise is completed once: who withdraws in the instant of a decision is either heard, or
    told that it is too late.
    """

    def __init__(self, ctx: restate.WorkflowContext) -> None:
        self._ctx = ctx
        self._name: WithdrawalName = "withdrawn"
        self._is_open = True

    def awaited(self) -> dict[str, restate.RestateDurableFuture[Withdrawal]]:
        """What to wait for besides something else: nothing once it is closed."""
        return {"withdrawn": self._promise.value()} if self._is_open else {}

    async def check(self) -> None:
        """Raise `Withdrawn` if the customer has withdrawn while the desk was at work."""
        if await self._promise.peek() is not None:
            await self.take()

    async def close(self) -> None:
        """Take no withdrawal any more. Raises `Withdrawn` if one has come."""
        if not self._is_open:
            return
        try:
            await self._promise.reject("decided")
        except restate.TerminalError as failure:
            if durable.is_cancellation(failure):
                raise
            await self.take()
        self._is_open = False

    def reopen(self) -> WithdrawalName:
        """Once a rejection is contested: the name of the promise that counts from now on."""
        self._name, self._is_open = "withdrawn.2", True
        return self._name

    async def take(self) -> NoReturn:
        """Act on the withdrawal that has come."""
        await acknowledgement.acknowledge(self._ctx, self._name)
        raise Withdrawn

    @property
    def _promise(self) -> restate.DurablePromise[Withdrawal]:
        return self._ctx.promise(self._name, type_hint=Withdrawal)
