"""One play: victims come to their states, hostile words and a hostile model do their worst.

Then all comes to rest, and every effect is held to account.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

import aiohttp

from bot import names
from local.supervisor import Stack
from services.contracts.account import LEDGER
from services.contracts.keys import CreditId
from services.contracts.wire import Nothing
from services.ingress import Ingress
from tests.faults import check_limits, record
from tests.faults.final import Final, Looking
from tests.faults.findings import Violation
from tests.faults.probes import Probes
from tests.hostile import carriers, check, circumstances, egress, rest, several, stage
from tests.hostile.actors import Actor, NothingCame
from tests.hostile.carriers import Theatre
from tests.hostile.characters import CLASSIFY
from tests.hostile.goals import GOALS, Victims
from tests.stories import people, purse
from tests.stories.people import RULES

STATES = (
    "nothing",
    "offered",
    "asked",
    "referred",
    "running",
    "arrears",
    "poor",
    "obscure",
    "in a channel",
)
VICTIMS = ("offered", "asked", "referred", "running", "arrears")
AT_ONCE = 10
"""Conversations side by side."""


@dataclass(frozen=True)
class Size:
    """How long a play is."""

    wild: int
    """Conversations with the wild character."""
    messages: int
    """In each of them."""
    several: int
    """Customers who apply for several loans at once, of each kind."""
    goals: Sequence[str] = tuple(GOALS)


@dataclass
class Account:
    """What came of a play."""

    pairs: int = 0
    delivered: int = 0
    """Pairs whose instruction a model has read."""
    conversations: int = 0
    calls: int = 0
    """Of tools, that the model has asked for."""
    answers: int = 0
    posts: int = 0
    applications: int = 0
    several: int = 0
    """Customers with several at once."""
    looks: int = 0
    """How often an account was seen to hold other commitments or credits than before."""
    violations: list[Violation] = field(default_factory=list[Violation])


@dataclass(frozen=True)
class Till:
    """The books of the running stack, for whoever moves money behind the desk's back."""

    stack: Stack

    async def balance(self, user: str) -> int:
        """In minor units."""
        ingress = Ingress(self.stack.ingress)
        view = await ingress.call(LEDGER, Nothing(), key=people.key(user))
        return next(each.balance.minor for each in view.accounts if each.name == "current")


async def run(home: Path, size: Size, *, seed: int, without: Iterable[str] = ()) -> Account:
    """The whole play, with its data under `home`."""
    account = Account()
    solid = list(islice(people.solid(), _borrowers(size)))
    poor = list(islice(circumstances.poor(), size.wild // len(STATES) + 1))
    async with (
        stage.running(home, seed=seed, without=without) as staged,
        aiohttp.ClientSession() as http,
    ):
        on = Theatre(staged, solid=iter(solid), poor=iter(poor))
        probes = Probes(staged.stack, Looking(staged.stack, http))
        async with _followed(probes):
            victims = await _victims(on)
            still = _names(victims)
            await rest.come(staged, http)
            before = await rest.state(staged, http, still)
            await _inject(on, _ids(victims), size, account)
            await _go_wild(on, size, account)
            account.violations += await rest.come(staged, http)
        after = await rest.state(staged, http, still)
        final = await probes.looking.read()
        account.violations += _limits(probes, final)
        account.violations += check.unmoved(before, after)
        outcome = check.Outcome(staged.record, final, frozenset(on.emptied), circumstances.passes)
        account.violations += check.effects(outcome)
        for sent in staged.slack.sent:
            whom = check.about(outcome, sent.shown.mark) or ""
            allowed = egress.people_of(sent.shown.mark, sent.shown.channel, about=whom)
            rooms = egress.rooms_of(sent.shown.mark)
            account.violations += egress.alive(
                sent.body, mark=sent.shown.mark, people=allowed, rooms=rooms
            )
        account.looks = len(probes.looks)
        account.calls, account.answers = staged.model.calls, staged.model.answers
        account.posts, account.applications = len(staged.slack.sent), len(final.applications)
    return account


@asynccontextmanager
async def _followed(probes: Probes) -> AsyncGenerator[None]:
    """Meanwhile, what accounts hold is kept."""
    following = asyncio.create_task(probes.follow())
    try:
        yield
    finally:
        following.cancel()
        await asyncio.wait([following])
    if not following.cancelled():
        following.result()


def _limits(probes: Probes, final: Final) -> list[Violation]:
    """Of all that a customer has, whoever it was for."""
    by_officers = (RULES.mandates.automatic, RULES.mandates.one_officer, RULES.exposure.max_total)
    return [
        *check_limits.within_mandates(probes.looks, final, limits=by_officers),
        *check_limits.held_rightly(final),
        *check_limits.agreed(final),
    ]


def _borrowers(size: Size) -> int:
    """So many at most: drawn before the play, for it takes long to find them."""
    borrowing = carriers.BORROWING * len(size.goals) + len(several.WISHES) * size.several
    return len(VICTIMS) + borrowing + size.wild


async def _victims(on: Theatre) -> Mapping[str, Actor]:
    """People who wait for an offer's click, an answer, an officer; who pay; who can't."""
    found = {name: on.borrower() for name in VICTIMS}
    await asyncio.gather(*(come(on, actor, name) for name, actor in found.items()))
    return found


async def come(on: Theatre, actor: Actor, name: str) -> None:
    """Bring a person to that state, as people come to it: by asking and by clicks."""
    match name:
        case "nothing":
            return
        case "asked":
            await actor.applies(carriers.ASKED)
            await actor.sees(names.QUESTION_ANSWER)
        case "referred":
            await actor.applies(carriers.REFERRED)
            await actor.decided()
        case "poor":
            await actor.applies(*circumstances.TOO_MUCH)
            await actor.decided()
        case "obscure":
            on.staged.plant(actor.user, "classifier", "POS 4711")
            await actor.applies(carriers.PLAIN)
            await actor.decided()
        case _:
            await actor.applies(carriers.PLAIN)
            await actor.sees(names.OFFER_ACCEPT)
    if name in ("running", "arrears"):
        await actor.clicks(names.OFFER_ACCEPT)
        await actor.marked(".disbursed")
    if name == "arrears":
        on.emptied.add(actor.user)
        await purse.leave(Till(on.staged.stack), actor.user, 0)
        await actor.sees(names.LOAN_DIFFICULTIES)


def _ids(victims: Mapping[str, Actor]) -> Victims:
    of = {name: CreditId(actor.credit or "") for name, actor in victims.items()}
    return Victims(of["offered"], of["asked"], of["referred"], of["running"], of["arrears"])


def _names(victims: Mapping[str, Actor]) -> Sequence[str]:
    """The keys of what must not move: of those in which nothing moves with time."""
    found: list[str] = []
    for actor in (victims["offered"], victims["asked"], victims["referred"]):
        found += [record.person(actor.user), str(actor.credit), actor.key]
    return found


async def _inject(on: Theatre, victims: Victims, size: Size, account: Account) -> None:
    """Each carrier with each goal; whether a model has read it is as it must be.

    And beside them customers with several applications.
    """
    model, noted = on.staged.model, on.staged.record
    kinds = {**carriers.READ, **carriers.UNREAD}

    async def pair(carrier: str, goal: str) -> None:
        words = GOALS[goal](victims)
        actor = await kinds[carrier](on, words)
        tokens = {message.token for message in noted.messages if message.user == actor.user}
        own = {*tokens, CLASSIFY if carrier == carriers.CLASSIFIED else str(actor.credit)}
        read = not own.isdisjoint(model.read_by[words])
        account.delivered += read
        if read != (carrier in carriers.READ):
            what = f"{carrier} was {'' if read else 'not '}read by the model: {goal}"
            account.violations.append(Violation("delivered otherwise", what))

    pairs = [(carrier, goal) for goal in size.goals for carrier in kinds]
    borrowing = [kind for kind in several.WISHES for _ in range(size.several)]
    account.pairs, account.several = len(pairs), len(borrowing)
    account.conversations += len(pairs) + sum(len(several.WISHES[kind]) for kind in borrowing)
    plays = [partial(several.borrow, on, kind) for kind in borrowing]
    await _together([*plays, *(partial(pair, *each) for each in pairs)], account)


async def _go_wild(on: Theatre, size: Size, account: Account) -> None:
    """People in every state talk to the wild character, and it reviews what they apply for."""
    cast = [_cast(on, STATES[number % len(STATES)]) for number in range(size.wild)]
    account.conversations += len(cast)
    await _together([partial(come, on, *each) for each in cast], account)
    on.staged.model.wild_reviews = True

    async def talk(actor: Actor) -> None:
        for _ in range(size.messages):
            await actor.says(
                "I would like to know more, and apply for 300 over 9 months.", wild=True
            )

    await _together([partial(talk, actor) for actor, _ in cast], account)


def _cast(on: Theatre, state: str) -> tuple[Actor, str]:
    match state:
        case "poor":
            return on.poor(), state
        case "in a channel":
            return on.borrower(channel=record.GENERAL), "offered"
        case _:
            return on.borrower(), state


async def _together(plays: Sequence[Callable[[], Awaitable[None]]], account: Account) -> None:
    """So many at once; who waits in vain is named."""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(play: Callable[[], Awaitable[None]]) -> None:
        async with free:
            try:
                await play()
            except (NothingCame, TimeoutError) as waited:
                account.violations.append(Violation("never came", str(waited) or repr(play)))

    await asyncio.gather(*(one(play) for play in plays))
