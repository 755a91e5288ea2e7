"""Whether the desk has come to rest, and what Restate holds of somebody then."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp

from services.contracts.credit import ApplicationView
from services.contracts.keys import CreditId
from tests.faults.findings import Violation
from tests.hostile.stage import Staged

WITHIN = 60.0
"""Seconds in which all must have come to rest after the last word."""
_LOOK = 0.3
_BUSY = (
    "SELECT id, target, status, target_service_key, retry_count, last_failure "
    "FROM sys_invocation WHERE status NOT IN ('completed', 'suspended', 'scheduled')"
)
_VIEW = "SELECT value_utf8 FROM state WHERE service_name = 'CreditApplication' AND key = 'view'"
_HELD = (
    "SELECT service_name, service_key, key, value_utf8 FROM state WHERE service_key = '{key}' AND "
    "service_name IN ('Account', 'CreditApplication', 'AgentSession', 'Reminders', 'Loan', 'Help')"
)
_NEVER_STILL = ("Loan/", "Account/", "Audit/", "Messenger/")
"""Where something happens for as long as an instalment is overdue."""
_IN_TROUBLE = ("backing-off", "paused")

Row = Mapping[str, Any]


async def come(staged: Staged, http: aiohttp.ClientSession) -> list[Violation]:
    """Wait until nothing runs but applications that wait for somebody; what never ended."""
    loop = asyncio.get_running_loop()
    until = loop.time() + WITHIN
    while busy := await _busy(staged, http):
        if loop.time() > until:
            return [
                Violation("stuck", f"{b['target']} is {b['status']}: {b.get('last_failure')}")
                for b in busy
            ]
        await asyncio.sleep(_LOOK)
    return []


async def state(
    staged: Staged, http: aiohttp.ClientSession, keys: Sequence[str]
) -> Mapping[str, str]:
    """Everything that is held under these keys, by service, key and name."""
    rows = [row for key in keys for row in await _rows(staged, http, _HELD.format(key=key))]
    return {f"{r['service_name']}/{r['service_key']}/{r['key']}": r["value_utf8"] for r in rows}


async def _busy(staged: Staged, http: aiohttp.ClientSession) -> list[Row]:
    rows = await _rows(staged, http, _BUSY)
    held = await _rows(staged, http, _VIEW)
    views = (ApplicationView.model_validate_json(row["value_utf8"]) for row in held)
    waiting = {view.application.credit_id for view in views if view.awaiting}
    return [row for row in rows if row["status"] in _IN_TROUBLE or not _may(row, waiting)]


def _may(row: Row, waiting: set[CreditId]) -> bool:
    """Whether it may be under way at rest: a loan's, or an application that waits."""
    target, key = str(row["target"]), row["target_service_key"]
    waits = target.startswith("CreditApplication/") and key in waiting
    return waits or target.startswith(_NEVER_STILL)


async def _rows(staged: Staged, http: aiohttp.ClientSession, sql: str) -> list[Row]:
    headers = {"accept": "application/json"}
    url = f"{staged.stack.admin}/query"
    async with http.post(url, json={"query": sql}, headers=headers) as answer:
        answer.raise_for_status()
        return list((await answer.json())["rows"])
