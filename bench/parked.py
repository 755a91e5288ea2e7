"""What applications cost that wait for people: memory while they wait, time when one is decided.

They wait for credit officers, who decide through the ingress as they would from Slack.
"""

import asyncio
import itertools
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bench import crowd, memory
from bench.crowd import Crowd
from bench.figures import Figure, at_most, noted, percentile
from bench.stage import Stage, running
from services import settings
from services.account import history
from services.contracts.credit import OfficerVote, Reason, Receipt, VoteCast
from services.contracts.keys import CreditId, PersonKey
from services.credit import offer
from services.review import metrics, policy

ALL = 50_000
WAITING = int(os.environ.get("BENCH_WAITING", "2000"))
"""`ALL` take more than half an hour on two cores."""
EACH = 10
"""Applications of one customer: few, so that the index of credits stays short."""
DECIDED = 200
BATCH = 25
MOST_MEGABYTES = 150.0
MOST_MILLISECONDS = 120.0
SUSPEND_AFTER = {"SUSPEND_AFTER_SECONDS": "1"}
OFFICER = PersonKey("T0DESK.U0OLIVIA")
COUNT = (
    "SELECT status, COUNT(*) AS n FROM sys_invocation "
    "WHERE target_service_name = 'CreditApplication' GROUP BY status"
)


async def measure(*, short: bool) -> list[Figure]:
    """Nothing in short: what counts shows only with many."""
    if short:
        return []
    async with running(environment=SUSPEND_AFTER) as stage, crowd.gathered(stage) as gathered:
        customers = list(itertools.islice(_accepted(), max(1, WAITING // EACH)))
        for keys in crowd.batches(customers, 10):
            await stage.call("Crowd/open", crowd.Customers(keys=keys))
        before = await _settled_memory()
        begun = time.perf_counter()
        await _apply(stage, gathered, customers)
        await _suspended(stage, gathered)
        took = time.perf_counter() - begun
        more = await _settled_memory() - before
        outcomes = [await _decide(stage, gathered, number) for number in range(DECIDED)]
        milliseconds = [1000 * seconds for seconds in outcomes]
        # Said before the stage is struck: whatever happens then, an hour was not for nothing.
        _say(f"{more:.0f} MB more; decided in {percentile(milliseconds, 0.5):.0f} ms (p50)")
    decided = "officer's click to posted outcome"
    half = percentile(milliseconds, 0.5)
    return [
        noted("applications brought to wait", WAITING / took, "per s"),
        _memory(more),
        at_most(f"{decided}, p50", half, "ms", bound=MOST_MILLISECONDS),
        noted(f"{decided}, p95", percentile(milliseconds, 0.95), "ms"),
    ]


def _memory(more: float) -> Figure:
    """The goal is for `ALL`; with fewer the figure says how many, and claims nothing."""
    name = f"memory for {WAITING:,} applications waiting"
    if WAITING < ALL:
        return noted(name, more, "MB")
    return at_most(name, more, "MB", bound=MOST_MEGABYTES)


def _accepted() -> Iterator[PersonKey]:
    """People whom policy does not reject by itself for the crowd's amount."""
    rules = policy.load(settings.POLICY)
    today = datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin")).date()
    terms = offer.terms(rules, amount=crowd.AMOUNT.minor, months=crowd.MONTHS, start=today)
    for number in itertools.count(1):
        key = PersonKey(f"T0DESK.U0P{number:06}")
        feed = history.transactions(
            key, opened=today, since=history.opening_day(today), until=today
        )
        measured = metrics.compute(
            feed, today=today, months=rules.window.months, instalment=terms.instalment.minor
        )
        if policy.assess(measured, rules).outcome != "fail":
            yield key


async def _apply(stage: Stage, gathered: Crowd, customers: list[PersonKey]) -> None:
    """Send all, a bounded number at a time, as people would: a flood measures itself."""
    sent = 0
    for items in crowd.batches(crowd.applications(customers, count=WAITING), BATCH):
        await stage.call("Crowd/apply", crowd.Applications(items=items))
        sent += len(items)
        while len(gathered.referred) < sent - BATCH:
            await asyncio.sleep(0.02)
        if sent % 500 == 0:
            _say(f"{sent} sent, services hold {memory.resident('-m', 'services'):.0f} MB")


async def _suspended(stage: Stage, gathered: Crowd) -> None:
    """Returns when all wait without being held in memory."""
    begun = time.perf_counter()
    while True:
        now = {str(row["status"]): int(row["n"]) for row in await stage.query(COUNT)}
        _say(f"{time.perf_counter() - begun:.0f} s: {len(gathered.referred)} referred, {now}")
        if len(gathered.referred) == now.get("suspended") == WAITING:
            return
        if now.get("completed"):
            raise RuntimeError(f"an application ended instead of waiting: {now}")
        await asyncio.sleep(1 + WAITING / 10_000)


async def _settled_memory() -> float:
    """What the services hold, in MB, when nothing is asked of them."""
    await asyncio.sleep(2)
    return memory.resident("-m", "services")


async def _decide(stage: Stage, gathered: Crowd, number: int) -> float:
    """Seconds from an officer's click to the outcome's arrival at the messenger."""
    credit_id = _chosen(number)
    arrival = gathered.decided(credit_id)
    reasons = (Reason(code="INCOME_INSUFFICIENT"),)
    vote = OfficerVote(officer=OFFICER, action="reject", reasons=reasons)
    clicked = time.perf_counter()
    cast = VoteCast(vote=vote, ballot="vote.1")
    await stage.call(f"CreditApplication/{credit_id}/vote", cast, expected=Receipt(outcome="done"))
    return await asyncio.wait_for(arrival, 30) - clicked


def _chosen(number: int) -> CreditId:
    """Spread over all that wait."""
    return crowd.credit_id(number * max(1, WAITING // DECIDED))


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
