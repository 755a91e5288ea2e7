"""People who write to the bot: signed events, posted as Slack's Events API posts them.

Owns the clock of what is measured. `bench.slack_side` says who writes, when and how often.
"""

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import ClientSession, TCPConnector

from bench import slack_stub
from bench.slack_stub import SlackStub
from tests import slack_wire

QUESTION = "what is my balance?"
ANSWER = "EUR"
"""Stands in every answer to it; not in an apology."""
PATIENCE = 30.0
"""Seconds for a reply; whoever waits longer has found a fault, not a figure."""


class Unanswered(Exception):
    """Events were not acknowledged, or replies did not come as they must."""


@dataclass(frozen=True)
class Written:
    """One message: seconds from its event to the acknowledgement and to the posted reply."""

    acknowledged: float
    replied: float


class People:
    """Customers, each with a direct message of their own; their threads are new roots."""

    def __init__(self, http: ClientSession, *, url: str, slack: SlackStub) -> None:
        self._http = http
        self._url = url
        self._slack = slack
        self._numbers = itertools.count(1)

    async def write(self, person: int, *, thread: str = "", answered: bool = True) -> Written:
        """One message in a new thread, or in `thread`; returns when its reply was posted.

        No reply is awaited where it won't be `answered`. Raises `Unanswered`.
        """
        ts = self.moment()
        reply = self._slack.expect(thread or ts) if answered else None
        begun = time.perf_counter()
        await self._deliver(_event(person, ts=ts, thread=thread))
        acknowledged = time.perf_counter() - begun
        came = await _posted(reply) if reply else begun
        return Written(acknowledged=acknowledged, replied=came - begun)

    def moment(self) -> str:
        """A ts that no other message has."""
        return f"1790000000.{next(self._numbers):06}"

    async def _deliver(self, body: bytes) -> None:
        headers = slack_wire.signed(body, secret=slack_stub.SIGNING_SECRET)
        async with self._http.post(self._url, data=body, headers=headers) as response:
            await response.read()
            if not response.ok:
                raise Unanswered(f"an event was answered with {response.status}")


def connections(most: int) -> TCPConnector:
    """A pool with that many connections; what is beyond waits."""
    return TCPConnector(limit=most, keepalive_timeout=60)


async def at_rate(people: People, *, per_second: float, persons: Sequence[int]) -> list[Written]:
    """One message of each, evenly spaced, whether earlier ones were answered or not."""
    begun = time.perf_counter()
    tasks: list[asyncio.Task[Written]] = []
    for number, person in enumerate(persons):
        await asyncio.sleep(begun + number / per_second - time.perf_counter())
        tasks.append(asyncio.create_task(people.write(person)))
    return await asyncio.gather(*tasks)


async def _posted(reply: "asyncio.Future[tuple[float, str]]") -> float:
    try:
        came, said = await asyncio.wait_for(reply, PATIENCE)
    except TimeoutError:
        raise Unanswered(f"no reply in {PATIENCE:g} s") from None
    if ANSWER not in said:
        raise Unanswered(f"the reply is no balance: {said[:200]}")
    return came


def _event(person: int, *, ts: str, thread: str) -> bytes:
    event = {
        "type": "message",
        "channel": f"D{person:08}",
        "channel_type": "im",
        "user": f"U{person:08}",
        "team": slack_stub.TEAM,
        "text": QUESTION,
        "ts": ts,
        "event_ts": ts,
    }
    if thread:
        event["thread_ts"] = thread
    return slack_wire.envelope(event, team=slack_stub.TEAM, app="A0BENCH", event_id=f"Ev{ts}")
