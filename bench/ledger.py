"""What a long ledger costs: the balance and this month's transactions, of 10,000 entries and 10.

The books are made by the pure ledger and put into the account's state, as bookings would.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bench import crowd
from bench.figures import Figure, at_most, median, noted
from bench.stage import Stage, running
from services.account import ledger
from services.contracts.account import LedgerView, Transaction, TransactionQuery
from services.contracts.keys import PersonKey
from services.contracts.money import Money

MANY, FEW = 10_025, 10
"""Entries. The many end in the middle of a part, as an account does on average."""
THIS_MONTH = 10
A_MONTH = 25
"""Entries of each earlier month."""
ROUNDS, SHORT_ROUNDS = 400, 120
BOUND, SHORT_BOUND = 1.5, 2.5
LONG = PersonKey("T0DESK.U0LONG")
BRIEF = PersonKey("T0DESK.U0BRIEF")


async def measure(*, short: bool) -> list[Figure]:
    """Medians of reads that take turns, of the one account and the other."""
    today = datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin")).date()
    rounds, bound = (SHORT_ROUNDS, SHORT_BOUND) if short else (ROUNDS, BOUND)
    async with running() as stage, crowd.gathered(stage):
        await _keep(stage, LONG, entries=MANY, today=today)
        await _keep(stage, BRIEF, entries=FEW, today=today)
        balance = await _medians(stage, rounds, lambda key: (f"Account/{key}/balance", {}))
        month = await _medians(stage, rounds, lambda key: _this_month(key, today))
    names = f"{MANY:,} entries against {FEW}"
    return [
        at_most(f"balance, {names}", balance[0] / balance[1], "x", bound=bound),
        noted(f"balance, {MANY:,} entries", 1000 * balance[0], "ms"),
        at_most(f"transactions of this month, {names}", month[0] / month[1], "x", bound=bound),
        noted(f"transactions of this month, {MANY:,} entries", 1000 * month[0], "ms"),
    ]


async def _medians(
    stage: Stage, rounds: int, asked: Callable[[PersonKey], tuple[str, Any]]
) -> tuple[float, float]:
    """Seconds for the long account and for the brief one."""
    took: dict[PersonKey, list[float]] = {LONG: [], BRIEF: []}
    for number in range(rounds):
        for key, times in took.items():
            seconds = await stage.call(*asked(key))
            if number >= rounds // 10:  # the first ones warm up
                times.append(seconds)
    return median(took[LONG]), median(took[BRIEF])


def _this_month(key: PersonKey, today: date) -> tuple[str, Any]:
    query = TransactionQuery(since=today.replace(day=1), until=today)
    return "Crowd/transactions", crowd.Reading(customer=key, query=query)


async def _keep(stage: Stage, key: PersonKey, *, entries: int, today: date) -> None:
    """Give an account a ledger of that many entries, the newest of them this month's."""
    books = ledger.opened(tuple(_feed(entries, today)), through=today)
    state = {f"part.{part.number}": part.model_dump_json() for part in books.parts}
    state["head"] = books.head.model_dump_json()
    request = {"object_key": key, "new_state": state}
    url = f"{stage.stack.admin}/services/Account/state"
    headers = {"content-type": "application/json"}
    async with stage.http.post(url, data=json.dumps(request), headers=headers) as reply:
        reply.raise_for_status()
    while await _entries(stage, key) != entries:
        await asyncio.sleep(0.05)


async def _entries(stage: Stage, key: PersonKey) -> int:
    async with stage.http.post(f"{stage.stack.ingress}/Account/{key}/ledger", json={}) as reply:
        view = LedgerView.model_validate(await reply.json())
    return next(each.entries for each in view.accounts if each.name == "current")


def _feed(entries: int, today: date) -> Iterator[Transaction]:
    """Small movements in and out, oldest first; short, as Restate takes 2 MB of state at once."""
    for left in reversed(range(entries)):
        back = 0 if left < THIS_MONTH else 1 + (left - THIS_MONTH) // A_MONTH
        day = today.replace(day=1)
        for _ in range(back):
            day = (day - timedelta(days=1)).replace(day=1)
        yield Transaction(
            id=str(left),
            day=day,
            amount=Money(minor=100 if left % 2 else -100),
            description="Shop",
            category="groceries",
        )
