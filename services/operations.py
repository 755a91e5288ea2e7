"""What engineers ask of a running desk: the ledger, an application. Reads only.

Talks to Restate's ingress and admin interfaces; called by the console command.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.admin import Admin, Starting, Unanswered
from services.contracts import account, audit, credit, sealed
from services.contracts.keys import CreditId, Key, PersonKey, ThreadKey
from services.contracts.wire import Handler, Nothing, Reply, Request
from services.ingress import Ingress, Unreachable
from services.session.ratings import Rated, Ratings

STARTING = 5
"""How often a 500 is taken for a start."""
PAUSE = 1.0
"""Seconds until it is asked again."""
_ACCOUNTS = "SELECT DISTINCT service_key FROM state WHERE service_name = 'Account'"
_RATINGS = (
    "SELECT service_key, value FROM state WHERE service_name = 'AgentSession' AND key = 'ratings'"
)
_VIEW = (
    "SELECT value FROM state WHERE service_name = 'CreditApplication' "
    "AND service_key = '{key}' AND key = 'view'"
)


class DeskUnreachable(Exception):
    """Restate does not answer, or nothing that can be read. The text says where, or why."""


@dataclass(frozen=True)
class Desk:
    """Where a desk runs."""

    ingress_url: str
    admin_url: str
    keys: sealed.Keys = field(default_factory=sealed.Keys)

    async def ledger(self) -> tuple[account.LedgerView, ...]:
        """The books of every person that has any, ordered by person."""
        keys = sorted(str(row["service_key"]) for row in await self._query(_ACCOUNTS))
        return tuple([await self._call(account.LEDGER, PersonKey(key), Nothing()) for key in keys])

    async def application(self, credit_id: CreditId) -> credit.ApplicationView | None:
        """An application as its workflow sees it; None where there is none.

        A workflow that was killed could not write its end: its customer's index has it.
        """
        rows = await self._query(_VIEW.format(key=credit_id))
        if not rows:
            return None
        view = credit.ApplicationView.model_validate_json(self._value(rows[0]))
        index = await self._call(account.CREDITS, view.application.customer, Nothing())
        ended = {line.credit_id for line in index.items if line.state == "aborted"}
        over = {"state": "aborted", "awaiting": None}
        return view.model_copy(update=over) if credit_id in ended else view

    async def audit(self, of: CreditId | PersonKey) -> audit.Chain:
        """The chain of events of a credit, or about a person's data; empty where there is none."""
        return await self._call(audit.EXPORT, of, Nothing())

    async def ratings(self) -> tuple[tuple[ThreadKey, Rated], ...]:
        """The last rated answers of every thread, ordered by thread."""
        rows = sorted(await self._query(_RATINGS), key=lambda row: str(row["service_key"]))
        return tuple(
            (ThreadKey(str(row["service_key"])), rated)
            for row in rows
            for rated in Ratings.model_validate_json(self._value(row)).items
        )

    async def _call(self, handler: Handler[Request, Reply], key: Key, request: Request) -> Reply:
        try:
            return await Ingress(self.ingress_url, self.keys).call(handler, request, key=key)
        except Unreachable as failure:
            if isinstance(failure.__cause__, sealed.Unreadable):
                raise DeskUnreachable(str(failure.__cause__)) from None
            raise DeskUnreachable(
                f"No answer from {self.ingress_url}/{failure}. Is the desk running?"
            ) from failure

    async def _query(self, sql: str) -> list[Mapping[str, Any]]:
        """The rows; from a Restate that is just starting after a while."""
        admin = Admin(self.admin_url)
        try:
            for _ in range(STARTING):
                with contextlib.suppress(Starting):
                    return await admin.query(sql)
                await asyncio.sleep(PAUSE)  # noqa: TID251 - in no handler
            return await admin.query(sql)
        except Starting as failure:
            raise DeskUnreachable(
                f"{self.admin_url} answers with an error of its own."
            ) from failure
        except Unanswered as failure:
            raise DeskUnreachable(
                f"No answer from {self.admin_url}/query. Is the desk running?"
            ) from failure

    def _value(self, row: Mapping[str, Any]) -> bytes:
        """A value of the state, which the admin interface writes in hexadecimal."""
        return self._opened(bytes.fromhex(str(row["value"])))

    def _opened(self, value: bytes) -> bytes:
        try:
            return self.keys.open(value)
        except sealed.Unreadable as lost:
            raise DeskUnreachable(str(lost)) from None
