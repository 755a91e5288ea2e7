"""Bench's own handlers, served inside the bench process. For `bench.parked` and `bench.ledger`.

A crowd that applies, and a messenger that posts nothing and tells when a post arrived.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import restate

from bench.stage import Stage
from local import registration
from services import durable, serving
from services.contracts import account, credit, home, posts
from services.contracts.credit import Application
from services.contracts.keys import CreditId, Key, PersonKey, RoomKey, ThreadKey
from services.contracts.money import Money
from services.contracts.session import Place
from services.contracts.wire import Nothing, Wire

AMOUNT = Money(minor=800_000)
MONTHS = 36
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
ROOM = RoomKey("T0DESK.D0BENCH")


class Applications(Wire):
    """Applications to be sent, one way each."""

    items: tuple[Application, ...]


class Customers(Wire):
    """People whose books are to be opened."""

    keys: tuple[PersonKey, ...]


class Reading(Wire):
    """A question to one person's account."""

    customer: PersonKey
    query: account.TransactionQuery


class Crowd:
    """The handlers, and what has arrived at the messenger."""

    def __init__(self) -> None:
        self._awaited: dict[str, asyncio.Future[float]] = {}
        self.referred: set[CreditId] = set()
        """The credits whose cards for officers have arrived; a retried one counts once."""

    def decided(self, credit_id: CreditId) -> asyncio.Future[float]:
        """When, by `time.perf_counter`, the decision about it arrives at the messenger."""
        future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._awaited[credit_id] = future
        return future

    def built(self) -> tuple[restate.Service | restate.VirtualObject, ...]:
        """The service `Crowd` and stand-ins for what the bot serves, whose handlers share."""
        crowd = restate.Service("Crowd")
        crowd.handler("open")(_open)
        crowd.handler("apply")(_apply)
        crowd.handler("transactions")(_transactions)
        messenger = restate.VirtualObject(posts.POST.service, state_preload=False)
        messenger.handler(posts.POST.name, kind="shared")(self._posted)
        for handler in (posts.UPDATE, posts.STATUS):
            messenger.handler(handler.name, kind="shared")(_ignored)
        tab = restate.VirtualObject(home.CHANGED.service, state_preload=False)
        tab.handler(home.CHANGED.name, kind="shared")(_ignored)
        return crowd, messenger, tab

    async def _posted(self, _ctx: restate.ObjectSharedContext, post: posts.Post) -> posts.Posted:
        if isinstance(post.content, posts.Referral):
            self.referred.add(post.content.credit_id)
        future = None
        if isinstance(post.content, posts.Decision):
            future = self._awaited.pop(post.content.credit_id, None)
        if future is not None:
            future.set_result(time.perf_counter())
        return posts.Posted(reference="")


@asynccontextmanager
async def gathered(stage: Stage) -> AsyncGenerator[Crowd]:
    """The crowd, served on the port of the messenger and known to Restate."""
    crowd, stop = Crowd(), asyncio.Event()
    # The SDK takes SIGTERM for itself once it serves; the bench has to end on it all the same.
    if (running := asyncio.current_task()) is not None:
        serving.on_end(lambda: _cancel(running))
    port = stage.stack.settings.ports["MESSENGER_PORT"]
    served = restate.app(services=list(crowd.built()), protocol="bidi")
    serving_it = serving.serve(served, address="127.0.0.1", port=port, stop=stop)
    until_stopped = asyncio.ensure_future(serving_it)
    try:
        deployment = f"http://127.0.0.1:{port}/"
        await registration.register(deployment, admin=stage.stack.admin, http=stage.http)
        yield crowd
    finally:
        stop.set()
        await until_stopped


def applications(customers: Iterable[PersonKey], *, count: int) -> Iterator[Application]:
    """As many for each customer, each in a thread of its own, all too much for the mandate."""
    keys = tuple(customers)
    now = datetime.now(UTC)
    for number in range(count):
        thread = f"{1_700_000_000 + number}.000100"
        yield Application(
            credit_id=credit_id(number),
            customer=keys[number % len(keys)],
            thread=ThreadKey(f"{ROOM}.{thread}"),
            place=Place(room=ROOM, thread=Key(thread)),
            amount=AMOUNT,
            months=MONTHS,
            submitted_at=now,
        )


def credit_id(number: int) -> CreditId:
    """An id of its own for each number up to 2**40."""
    letters = ""
    for _ in range(8):
        number, letter = divmod(number, len(LETTERS))
        letters += LETTERS[letter]
    return CreditId(f"CR-{letters}")


def batches(items: Iterable[Any], size: int) -> Iterator[tuple[Any, ...]]:
    """The items, at most `size` at a time."""
    rest = iter(items)
    while batch := tuple(islice(rest, size)):
        yield batch


async def _open(ctx: restate.Context, customers: Customers) -> Nothing:
    for key in customers.keys:
        await durable.call(ctx, account.OPEN, Nothing(), key=key)
    return Nothing()


async def _apply(ctx: restate.Context, applications: Applications) -> Nothing:
    for item in applications.items:
        durable.send(ctx, credit.RUN, item, key=item.credit_id)
    return Nothing()


async def _transactions(ctx: restate.Context, reading: Reading) -> account.Transactions:
    return await durable.call(ctx, account.TRANSACTIONS, reading.query, key=reading.customer)


async def _ignored(_ctx: restate.ObjectSharedContext, _request: Any) -> Nothing:  # noqa: ANN401
    return Nothing()


def _cancel(task: "asyncio.Task[object]") -> None:
    task.cancel()
