"""What people mean to do, drawn from the seed: chats, applications, how they respond. Pure.

Nothing here depends on what the desk does, so the same seed gives the same plan.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.faults import marks, record
from tests.faults.profiles import Profile

Response = Literal["accept", "twice", "late", "decline", "stranger", "race", "leave"]
"""What the customer does with the offer."""

RESPONSES: Mapping[Response, int] = {
    "accept": 5,
    "twice": 3,
    "late": 2,
    "decline": 2,
    "stranger": 3,
    "race": 2,
    "leave": 1,
}
AUTOMATIC, ONE_OFFICER = 400, 700
"""The mandates of the policy under which the faults run, in euros."""
MOST = 25_000
"""What a customer may have in all."""
LIMITS = (100 * AUTOMATIC, 100 * ONE_OFFICER, 100 * MOST)
"""The same in cents, by how many officers approve."""
TOGETHER = 0.4
"""The share of applications that come in the same instant as the one before."""
SIZES = {range(100, 190): 6, range(401, 700): 2, range(701, 800): 2}
"""Amounts with their weights: for the agent, for one officer, for two."""
QUESTIONS = (
    "What is my balance?",
    "Show me my last transactions, please.",
    "How much did I spend on groceries?",
    "How do my credits stand?",
    "What would 300 euros over 6 months cost me?",
    "Good to see you again.",
)
BEFORE = 0.4
"""The share of a run in which those apply who then wait for the next version."""
SHARING = 8
"""Customers of whom two share a channel: it takes a message a second, and so do more people."""
AT_LENGTH = "Tell me everything, at length."
"""Asks for an answer of several messages."""


@dataclass(frozen=True)
class Line:
    """A message of a chat, `at` seconds into the run. Lines of one moment are sent at once."""

    at: float
    words: str
    token: str


@dataclass(frozen=True)
class Wish:
    """An application, its amount in euros, and what its customer does later."""

    at: float
    amount: int
    response: Response
    by_form: bool
    """Whether a question is answered with the form, not in the thread."""
    repays: bool
    """Whether the loan is paid back at once after it was paid out."""
    holds: bool
    """Whether the customer does nothing more about it until the next version is there."""


@dataclass(frozen=True)
class Customer:
    """One person. Some write in a `channel`, where others read along; the others to the bot."""

    user: str
    channel: str
    chats: tuple[tuple[Line, ...], ...]
    wishes: tuple[Wish, ...]

    @property
    def shared(self) -> bool:
        return bool(self.channel)

    @property
    def canary(self) -> str:
        return marks.canary(self.user)


def customers(profile: Profile, *, seed: int, users: Sequence[str]) -> tuple[Customer, ...]:
    """Everybody's plan."""
    return tuple(
        _customer(profile, Random(f"{seed}/{number}"), user=user, number=number)
        for number, user in enumerate(users)
    )


def _customer(profile: Profile, rng: Random, *, user: str, number: int) -> Customer:
    lines, wishes = (
        _share(whole, number, profile.customers)
        for whole in (profile.messages, profile.applications)
    )
    shared = number % 4 == 3
    return Customer(
        user=user,
        channel=f"{record.GENERAL}{number // SHARING}" if shared else "",
        chats=tuple(
            tuple(_lines(rng, user=user, chat=chat, count=_share(lines, chat, 2), profile=profile))
            for chat in range(2)
        ),
        wishes=tuple(_wishes(rng, count=wishes, profile=profile, shared=shared)),
    )


def _share(whole: int, number: int, of: int) -> int:
    return whole // of + (number < whole % of)


def _lines(rng: Random, *, user: str, chat: int, count: int, profile: Profile) -> Iterator[Line]:
    moments = sorted(rng.uniform(0, profile.seconds) for _ in range(count))
    for number, moment in enumerate(moments):
        together = number > 1 and rng.random() < 0.15
        words = AT_LENGTH if rng.random() < 0.03 else rng.choice(QUESTIONS)
        yield Line(
            at=moments[number - 1] if together else moment,
            words=words,
            token=marks.token(user, chat, number),
        )


def _wishes(rng: Random, *, count: int, profile: Profile, shared: bool) -> Iterator[Wish]:
    """Amounts differ, so that an application can be told from every other one's."""
    taken: set[int] = set()
    moment = 0.0
    for number in range(count):
        size = rng.choices(list(SIZES), list(SIZES.values()))[0]
        amount = rng.choice([euros for euros in size if euros not in taken] or [*size])
        taken.add(amount)
        holds = rng.random() < profile.held
        # Those that are to wait have come before the middle.
        span = (BEFORE if holds else 0.85) * profile.seconds
        if number == 0 or rng.random() >= TOGETHER:
            moment = (number + rng.random()) * span / count
        yield Wish(
            at=min(moment, span),
            amount=amount,
            response=rng.choices(list(RESPONSES), list(RESPONSES.values()))[0],
            by_form=rng.random() < 0.3,
            # Where others read along the desk shows no figures of a repayment.
            repays=rng.random() < 0.25 and not shared,
            holds=holds,
        )
