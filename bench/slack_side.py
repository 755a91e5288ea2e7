"""What Slack and a person see of the speed: acknowledgements, replies, messages per second.

The bot, the services and Restate are the real ones; Slack and the model are bench's own and
share the machine with them. Accounts are opened before anything is measured.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import aiohttp
from aiohttp import web

from bench import figures, slack_events, slack_stub, stage
from bench.figures import Figure
from bench.listening import Listener
from bench.slack_events import People, Unanswered
from bench.slack_stub import SlackStub
from bench.stage import Stage
from local import parts, workspace
from local.parts import Part
from local.settings import Settings

RATE = 20.0
"""Messages per second where times are measured."""
SECONDS = 20
THREADS = 200
MODEL_DELAY = 0.2
WARMING = 5.0
"""Seconds of full load before replies are counted."""
COUNTED = 30.0
OPENING = 8
"""Accounts that are opened at once."""
ALONE = 5.0
ALONE_CONNECTIONS = 32


@dataclass(frozen=True)
class Front:
    """A stage whose bot is spoken to: its people, and the Slack that it posts to."""

    stage: Stage
    people: People
    slack: SlackStub


async def measure(*, short: bool) -> list[Figure]:
    """All of it in about two minutes; nothing where it is to be short, for these are times."""
    if short:
        return []
    return [*await at_rate(), *await sustained(), *await alone()]


async def at_rate() -> list[Figure]:
    """Acknowledgement and reply at a steady rate, a new thread each, the model at no time."""
    async with running() as front:
        persons = range(1, THREADS + 1)
        await _open_accounts(front, persons)
        total = int(RATE * SECONDS)
        order = [persons[number % THREADS] for number in range(total)]
        written = await slack_events.at_rate(front.people, per_second=RATE, persons=order)
        _check(front, posts=THREADS + total)
    acknowledged = [each.acknowledged * 1000 for each in written]
    replied = [each.replied * 1000 for each in written]
    name, other = "acknowledgement to Slack", "receive to posted reply"
    return [
        _time(f"{name}, {RATE:g}/s, p50", acknowledged, 0.5, bound=25),
        figures.noted(f"{name}, {RATE:g}/s, p95", figures.percentile(acknowledged, 0.95), "ms"),
        _time(f"{name}, {RATE:g}/s, p99", acknowledged, 0.99, bound=250),
        _time(f"{other}, {RATE:g}/s, p50", replied, 0.5, bound=80),
        _time(f"{other}, {RATE:g}/s, p95", replied, 0.95, bound=250),
        figures.noted(f"{other}, {RATE:g}/s, p99", figures.percentile(replied, 0.99), "ms"),
    ]


async def sustained() -> list[Figure]:
    """Replies per second when each thread's next message follows its last reply."""
    async with running(delay=MODEL_DELAY) as front:
        persons = range(1, THREADS + 1)
        await _open_accounts(front, persons)
        replies: list[float] = []
        end = time.perf_counter() + WARMING + COUNTED
        await asyncio.gather(*(_converse(front, person, replies, end) for person in persons))
        _check(front, posts=THREADS + len(replies))
    counted = sum(end - COUNTED <= moment < end for moment in replies)
    name = f"sustained, {THREADS} threads, model {MODEL_DELAY * 1000:g} ms"
    return [figures.at_least(name, counted / COUNTED, "messages/s", bound=40)]


async def alone() -> list[Figure]:
    """Events per second that the bot hands on when Restate takes no time."""
    async with _accepting() as port, running(alone=True, ingress=port) as front:
        acknowledged = 0
        end = time.perf_counter() + ALONE + 1

        async def deliver(person: int) -> None:
            nonlocal acknowledged
            while time.perf_counter() < end:
                await front.people.write(person, answered=False)
                acknowledged += time.perf_counter() > end - ALONE

        await asyncio.gather(*(deliver(number) for number in range(1, ALONE_CONNECTIONS + 1)))
    rate = acknowledged / ALONE
    return [figures.noted("bot alone, events acknowledged", rate, "events/s")]


@asynccontextmanager
async def running(
    *, delay: float = 0.0, alone: bool = False, ingress: int = 0
) -> AsyncGenerator[Front]:
    """The desk behind a Slack of bench's; `alone` leaves the bot only, before that ingress."""
    slack = SlackStub()
    await slack.start()
    environment = _environment(slack)
    if alone:
        environment["RESTATE_INGRESS_PORT"] = str(ingress)
    chosen = () if alone else (*stage.WITHOUT_FRONT, parts.BOT)
    more = _unregistered_bot if alone else _nothing
    try:
        async with (
            stage.running(chosen=chosen, more=more, delay=delay, environment=environment) as on,
            aiohttp.ClientSession(connector=slack_events.connections(2 * THREADS)) as http,
        ):
            bot = f"http://127.0.0.1:{on.stack.settings.ports['BOT_PORT']}"
            await _introduced(http, bot)
            url = f"{bot}{workspace.REQUEST_PATH}"
            yield Front(stage=on, people=People(http, url=url, slack=slack), slack=slack)
    finally:
        await slack.close()


async def _open_accounts(front: Front, persons: range) -> None:
    left = iter(persons)

    async def open_next() -> None:
        for person in left:
            await front.people.write(person)

    await asyncio.gather(*(open_next() for _ in range(OPENING)))


async def _converse(front: Front, person: int, replies: list[float], end: float) -> None:
    thread = front.people.moment()
    while time.perf_counter() < end:
        await front.people.write(person, thread=thread)
        replies.append(time.perf_counter())


def _check(front: Front, *, posts: int) -> None:
    """Figures of a desk that posts too much or too little are worth nothing."""
    if front.slack.posts != posts or front.slack.unexpected:
        raise Unanswered(f"{front.slack.posts} posts for {posts} messages")


def _time(name: str, values: list[float], share: float, *, bound: float) -> Figure:
    return figures.at_most(name, figures.percentile(values, share), "ms", bound=bound)


def _environment(slack: SlackStub) -> dict[str, str]:
    return {
        "SLACK_MODE": "http",
        "SLACK_API_URL": slack.api,
        "SLACK_BOT_TOKEN": slack_stub.BOT_TOKEN,
        "SLACK_SIGNING_SECRET": slack_stub.SIGNING_SECRET,
        "SYNTHETIC_BANK": "yes",
        "OFFICERS": f"{slack_stub.TEAM}.U0OFFICER",
        "OFFICERS_CHANNEL": f"{slack_stub.TEAM}.C0OFFICERS",
        "APPROVALS_CHANNEL": f"{slack_stub.TEAM}.C0APPROVALS",
    }


def _unregistered_bot(told: Settings) -> tuple[Part, ...]:
    bots = (part for part in parts.of(told) if part.name == parts.BOT)
    return tuple(replace(bot, deployment="") for bot in bots)


def _nothing(_told: Settings) -> tuple[Part, ...]:
    return ()


async def _introduced(http: aiohttp.ClientSession, bot: str) -> None:
    """Wait until the bot has asked Slack who it is."""
    async with asyncio.timeout(10):
        while True:
            async with http.get(f"{bot}/health") as health:
                if health.ok:
                    return
            await asyncio.sleep(0.05)


@asynccontextmanager
async def _accepting() -> AsyncGenerator[int]:
    """An ingress that accepts everything at once; the port on which it listens."""

    async def accept(request: web.BaseRequest) -> web.Response:
        await request.read()
        body = b'{"invocationId":"inv_1","status":"Accepted"}'
        return web.Response(body=body, status=202, content_type="application/json")

    listener = Listener()
    await listener.start(web.ServerRunner(web.Server(accept)))
    try:
        yield listener.port
    finally:
        await listener.close()
