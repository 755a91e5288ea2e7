"""Two customers and a stranger, one shared thread and their own: what is whose stays so."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.contracts.keys import CreditId
from tests.scripted_model import Answer, Asked, calls, text
from tests.stories import purse, steps
from tests.stories.staging import GENERAL, Desk, credit_id
from tests.stories.workspace import Seen

TOOLS = ("list_transactions", "get_balance", "list_credits")
ALOUD = "aloud"
"""What is answered without a look at the account, and so for all to read."""
STATE = "SELECT service_name, service_key, key, value_utf8 FROM state"


@dataclass(frozen=True)
class Person:
    """Who writes. The figures are of this person's account: balance, and a credit's id."""

    user: str
    home: str
    figures: tuple[str, ...] = ()
    credit: CreditId | None = None

    def word(self, where: str) -> str:
        """What each of this person's messages there has in it."""
        return f"canary-{self.user}-{where}"

    @property
    def canaries(self) -> set[str]:
        return {*self.figures, *(self.word(where) for where in ("shared", "own", "direct"))}


@dataclass(frozen=True)
class Spot:
    """Where somebody writes how often; the desk answers where the thread is the person's own."""

    person: Person
    where: str
    messages: int
    thread: Seen


def parrot(asked: Asked) -> Answer:
    """A model that looks at all it can reach, and then repeats what it was given."""
    if asked.results or asked.said.endswith(ALOUD):
        return text("\n".join(asked.texts)[-2500:])
    return calls(*((tool, "{}") for tool in TOOLS))


async def test_what_is_whose_stays_so(desk: Desk) -> None:
    """200 messages at once; then the canaries are looked for wherever anything is shown or kept."""
    alice, bob = await lent(desk, 47_110_07), await lent(desk, 58_220_09)
    stranger = await somebody(desk)
    people = (alice, bob, stranger)
    desk.script.requests.clear()
    desk.script.otherwise = parrot
    shared = await root(desk, alice, "shared")
    spots = [
        Spot(alice, "shared", 5, shared),
        *[Spot(each, "shared", 79, shared) for each in (bob, stranger)],
        *[Spot(each, "own", 5, await root(desk, each, "own")) for each in (bob, stranger)],
        *[Spot(each, "direct", 9, await root(desk, each, "direct")) for each in people],
    ]
    assert sum(spot.messages for spot in spots) == 200
    await asyncio.gather(*(write(desk, spot) for spot in spots))
    for spot in spots:
        if spot.person.user == spot.thread.user:
            await desk.slack.reply(spot.thread, times=spot.messages)
    await check_posts(desk, people, spots)
    check_prompts(desk, people)
    await check_state(desk, people, spots)
    check_logs(desk, people)


async def somebody(desk: Desk) -> Person:
    user = desk.customer()
    return Person(user, (await desk.slack.write(user, "")).channel)


async def lent(desk: Desk, minor: int) -> Person:
    """Somebody with a loan, whose payment stands among the transactions, and that balance."""
    person = await somebody(desk)
    amount = str(minor // 10_000)  # who says the same is taken for a caller that asks once more
    steps.scripted_assessment(desk)
    thread = await steps.applied(desk, person.user, amount=amount)
    offer = await desk.slack.reply(thread, "Offer for your credit")
    await desk.slack.click(person.user, offer, "offer_accept")
    await desk.slack.reply(thread, "were paid out")
    credit = credit_id(offer)
    await purse.leave(desk, person.user, minor)
    euros, cents = divmod(minor, 100)
    figures = (f"{euros:,}.{cents:02}", f"{euros}.{cents:02}", str(credit))
    return Person(person.user, person.home, figures, credit)


async def root(desk: Desk, person: Person, where: str) -> Seen:
    """The person's first message of a thread of their own."""
    said = f"{person.word(where)} 0"
    if where == "direct":
        return await desk.slack.write(person.user, said)
    return await desk.slack.write(person.user, f"<@U0DESK> {said}", channel=GENERAL)


async def write(desk: Desk, spot: Spot) -> None:
    """What follows. In the others' thread the desk is called now and then, too."""
    own = spot.person.user == spot.thread.user
    for number in range(1 if own else 0, spot.messages):
        called = "" if own or number % 20 else "<@U0DESK> "
        said = f"{called}{spot.person.word(spot.where)} {number}"
        aloud = f"{said} {ALOUD}" if number % 2 else said
        await desk.slack.write(spot.person.user, aloud, thread=spot.thread)


async def check_posts(desk: Desk, people: Sequence[Person], spots: Sequence[Spot]) -> None:
    """In a channel's thread its owner's words and nobody's figures; at home only one's own."""
    owners = {s.thread.ts: s for s in spots if s.person.user == s.thread.user}
    for seen in await desk.slack.read(GENERAL):
        spot = owners.get(seen.thread or seen.ts)
        if seen.user == "U0DESK" and spot:
            # A refusal is seen by one person alone, and repeats nothing at all.
            allowed = set[str]() if seen.only_for else {spot.person.word(spot.where)}
            assert found(people, seen.all_words) <= allowed, seen
    for person in people:
        shown = [s for s in await desk.slack.read(person.home) if s.user == "U0DESK"]
        words = "\n".join(seen.all_words for seen in shown)
        assert found(people, words) <= person.canaries, person
        # It is no vain search: what may be there is.
        assert set(person.figures[:1]) <= found(people, words)
        assert person.word("direct") in words


def check_prompts(desk: Desk, people: Sequence[Person]) -> None:
    """Each turn, with all that tools gave it, is of one person and one thread."""
    assert len(desk.script.requests) > 40
    for asked in desk.script.requests:
        [(person, where)] = [
            (each, where)
            for each in people
            for where in ("shared", "own", "direct")
            if each.word(where) in asked.said
        ]
        known = {person.word(where), *person.figures}
        assert found(people, asked.raw) <= known, asked
        if where != "direct" and asked.said.endswith(ALOUD):
            assert not found(people, asked.raw) & set(person.figures), asked


async def check_state(desk: Desk, people: Sequence[Person], spots: Sequence[Spot]) -> None:
    """What Restate keeps of one person holds nothing of another; of a channel, no figure."""
    own = {s.thread.ts: s.person for s in spots if s.person.user == s.thread.user}
    rows = await state(desk)
    kept = set[str]()
    for service, key, name, value in rows:
        owner = {
            canary
            for person in people
            for mark in (person.user, person.home, person.credit or person.user)
            if mark in key or own.get(key.rpartition(f"{GENERAL}.")[2]) is person
            for canary in person.canaries
        }
        held = found(people, value)
        assert held <= owner, (service, key, name)
        if GENERAL in key:
            assert not any(canary in person.figures for person in people for canary in held)
        kept |= held
    assert {person.word("shared") for person in people[:1]} <= kept
    assert {str(person.credit) for person in people[:2]} <= kept


async def state(desk: Desk) -> list[tuple[str, str, str, str]]:
    return [
        (row["service_name"], row["service_key"], row["key"], str(row.get("value_utf8")))
        for row in await desk.rows(STATE)
    ]


def check_logs(desk: Desk, people: Sequence[Person]) -> None:
    """Ids may stand there: what somebody wrote and what an account holds does not."""
    logs = desk.stack.settings.logs
    written = [(logs / f"{part}.log").read_text(encoding="utf-8") for part in ("bot", "services")]
    assert any(written)
    ids = {str(person.credit) for person in people}
    assert found(people, "\n".join(written)) <= ids


def found(people: Iterable[Person], words: str) -> set[str]:
    """Whose canaries are in it."""
    return {canary for person in people for canary in person.canaries if canary in words}
