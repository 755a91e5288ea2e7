"""What Restate holds when all has come to rest: applications, loans, books, audits, invocations."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from local.supervisor import Stack
from services.account import ledger
from services.account.commitments import Commitments
from services.contracts.account import Credits
from services.contracts.audit import Chain
from services.contracts.credit import ApplicationView
from services.contracts.keys import CreditId, PersonKey
from services.loan import book
from services.operations import Desk

_STATE = "SELECT service_key, key, value_utf8 FROM state WHERE service_name = '{service}'"
_PORTFOLIOS = (
    "SELECT service_key, key, value_utf8 FROM state WHERE service_name = 'Account' "
    "AND key IN ('commitments', 'credits')"
)
_UNFINISHED = (
    "SELECT id, target, status, target_service_key FROM sys_invocation WHERE status != 'completed'"
)
_INVOLVED = (
    "SELECT id, target, status FROM sys_invocation WHERE target_service_key = '{key}' AND "
    "(idempotency_key = '{message}' OR status != 'completed' OR target_service_name || "
    "target_handler_name IN ('CreditApplicationrun', 'Loanopen', 'Loancollect'))"
)
_VERSIONS = (
    "SELECT DISTINCT pinned_deployment_id FROM sys_invocation WHERE target_service_name = "
    "'CreditApplication' AND target_handler_name = 'run' AND pinned_deployment_id IS NOT NULL"
)


@dataclass(frozen=True)
class Invocation:
    """One that has not ended."""

    id: str
    target: str
    status: str
    key: str


@dataclass(frozen=True)
class Look:
    """What one customer's account held of credits at a moment."""

    person: PersonKey
    held: Commitments
    credits: Credits


@dataclass(frozen=True)
class Final:
    applications: Mapping[CreditId, ApplicationView]
    loans: Mapping[CreditId, book.Loan]
    heads: Mapping[PersonKey, ledger.Head]
    bookings: Mapping[PersonKey, tuple[ledger.Booking, ...]]
    chains: Mapping[CreditId, Chain]
    accounts: tuple[Look, ...]


class Looking:
    """Reads a stack's Restate. Raises `aiohttp.ClientError` where it does not answer."""

    def __init__(self, stack: Stack, http: aiohttp.ClientSession) -> None:
        self._stack = stack
        self._http = http

    @property
    def desk(self) -> Desk:
        return Desk(ingress_url=self._stack.ingress, admin_url=self._stack.admin)

    async def read(self) -> Final:
        """All of it, at rest."""
        views = await self._state("CreditApplication")
        loans = await self._state("Loan")
        accounts = await self._state("Account")
        heads = {
            PersonKey(key): ledger.Head.model_validate_json(held["head"])
            for key, held in accounts.items()
        }
        bookings = {key: _bookings(accounts[key], head) for key, head in heads.items()}
        applications = {
            CreditId(key): ApplicationView.model_validate_json(held["view"])
            for key, held in views.items()
        }
        return Final(
            applications=applications,
            loans={
                CreditId(key): book.Loan.model_validate_json(held["loan"])
                for key, held in loans.items()
            },
            heads=heads,
            bookings=bookings,
            chains={each: await self.desk.audit(each) for each in applications},
            accounts=tuple(_look(key, held) for key, held in accounts.items()),
        )

    async def accounts(self) -> list[Look]:
        """What each customer's account holds of credits just now."""
        rows = await self._rows(_PORTFOLIOS)
        held: dict[str, dict[str, str]] = defaultdict(dict)
        for row in rows:
            held[str(row["service_key"])][str(row["key"])] = str(row["value_utf8"])
        return [_look(key, each) for key, each in held.items()]

    async def unfinished(self) -> list[Invocation]:
        """Every invocation that has not ended and does not wait by design."""
        rows = await self._rows(_UNFINISHED)
        found = [
            Invocation(
                id=str(row["id"]),
                target=str(row["target"]),
                status=str(row["status"]),
                key=str(row.get("target_service_key") or ""),
            )
            for row in rows
        ]
        views = await self._state("CreditApplication") if found else {}
        return [each for each in found if not _waits_by_design(each, views)]

    async def awaited(self) -> Counter[str]:
        """How many applications wait for what."""
        views = await self._state("CreditApplication")
        read = [ApplicationView.model_validate_json(held["view"]) for held in views.values()]
        return Counter(view.awaiting.kind for view in read if view.awaiting)

    async def versions(self) -> int:
        """On how many versions of the services applications have run."""
        return len(await self._rows(_VERSIONS))

    async def involved(self, key: str, message: str) -> tuple[str, ...]:
        """The invocations behind an object's violation, for whoever looks into it."""
        rows = await self._rows(_INVOLVED.format(key=key, message=message))
        return tuple(f"{row['target']} {row['id']} {row['status']}" for row in rows)

    async def _state(self, service: str) -> dict[str, dict[str, str]]:
        held: dict[str, dict[str, str]] = defaultdict(dict)
        for row in await self._rows(_STATE.format(service=service)):
            held[str(row["service_key"])][str(row["key"])] = str(row["value_utf8"])
        return dict(held)

    async def _rows(self, sql: str) -> list[Mapping[str, Any]]:
        url = f"{self._stack.admin}/query"
        headers = {"accept": "application/json"}
        async with self._http.post(url, json={"query": sql}, headers=headers) as answer:
            answer.raise_for_status()
            return list((await answer.json())["rows"])


def _waits_by_design(of: Invocation, views: Mapping[str, Mapping[str, str]]) -> bool:
    """An application that waits for its offer's click, or for a rejection to be contested.

    And the timers of what was said, which go off in months. Nothing else waits at the end of a
    run: all questions, votes and instalments have had theirs.
    """
    if of.status == "scheduled":
        return of.target.endswith(("/expire", "/forget"))
    if not of.target.startswith("CreditApplication/") or not of.target.endswith("/run"):
        return False
    view = views.get(of.key, {}).get("view")
    awaiting = ApplicationView.model_validate_json(view).awaiting if view else None
    at_rest = of.status in ("suspended", "running")
    return at_rest and awaiting is not None and awaiting.kind in ("offer", "contest")


def _look(key: str, held: Mapping[str, str]) -> Look:
    commitments, credits = held.get("commitments"), held.get("credits")
    return Look(
        person=PersonKey(key),
        held=Commitments.model_validate_json(commitments) if commitments else Commitments(),
        credits=Credits.model_validate_json(credits) if credits else Credits(items=()),
    )


def _bookings(held: Mapping[str, str], head: ledger.Head) -> tuple[ledger.Booking, ...]:
    named = [value for name, value in held.items() if name.startswith("part.")]
    return ledger.bookings((ledger.Part.model_validate_json(each) for each in named), head)
