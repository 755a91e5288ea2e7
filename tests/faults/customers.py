"""Customers as they go by their plan: they chat, apply, answer, click, and pay back.

Each looks at what shows in Slack and at nothing else; what they wait for stands in `waiting`.
"""

import asyncio
import itertools
from collections import defaultdict
from dataclasses import dataclass

from bot import names
from tests.faults import marks, record, slack
from tests.faults.courier import Courier
from tests.faults.plan import Customer, Line, Wish
from tests.faults.record import Kind, Message, Record
from tests.faults.slack import Shown, Slack

CHANGES_WITHIN = 3.0
"""Seconds after which somebody clicks again, or writes again, when nothing changed."""
MENTION = "<@U0DESK>"
RECEIVED = ".received"
ENDS = (".decision", ".rejection", ".closed")
"""Marks of the posts after which an application needs nothing more from its customer."""


@dataclass(frozen=True)
class Wait:
    """What somebody waits for, and the credit or thread where to look when it never comes."""

    what: str
    key: str


@dataclass(frozen=True)
class World:
    """What people act in. Moments of a plan count from `begun`; `base` begins their ts."""

    slack: Slack
    courier: Courier
    record: Record
    begun: float
    base: int
    waiting: dict[str, Wait]
    """Who waits for what, to be named where it never came."""
    turned: asyncio.Event
    """Set once the last version that will come is there."""


class Person:
    """One customer. Conversations run side by side, each in a thread of its own."""

    def __init__(self, plan: Customer, world: World, *, strangers: tuple[str, ...]) -> None:
        self.plan = plan
        self._world = world
        self._strangers = itertools.cycle(strangers)
        self._numbers = itertools.count(1)
        self._channel = plan.channel or record.direct(plan.user)
        self.threads: list[Message] = []
        """The first messages of their threads."""
        self._said: dict[str, list[Message]] = defaultdict(list)
        """What the customer wrote, by thread."""

    async def live(self) -> None:
        """The whole plan. Returns when nothing of it is left."""
        chats = [self._chat(lines) for lines in self.plan.chats if lines]
        await asyncio.gather(*chats, *(self._borrow(wish) for wish in self.plan.wishes))

    async def write_again(self) -> list[Message]:
        """A fresh message in each thread, as somebody who looks whether the desk still lives."""
        said = [
            self._say(root, "What is my balance?", kind="fresh", token=self._token())
            for root in self.threads
        ]
        return list(await asyncio.gather(*said))

    async def _chat(self, lines: tuple[Line, ...]) -> None:
        root: Message | None = None
        for _, together in itertools.groupby(lines, key=lambda line: line.at):
            group = list(together)
            await self._until(group[0].at)
            said = await asyncio.gather(
                *(self._say(root, line.words, kind="chat", token=line.token) for line in group)
            )
            root = root or said[0]
            if self.plan.shared and self._is_ours(root):
                await self._interrupted(root)

    async def _interrupted(self, root: Message) -> None:
        """Somebody else writes in the thread: mere talk, or to the bot."""
        number = next(self._numbers)
        stranger = next(self._strangers)
        words = "I would tell them" if number % 2 else f"{MENTION} what is that balance?"
        token = marks.token(self.plan.user, "aside", number)
        await self._write(stranger, root, words, kind="aside", token=token)

    async def _borrow(self, wish: Wish) -> None:
        await self._until(wish.at)
        name = f"{self.plan.user}/{wish.amount}"
        root = await self._apply(wish, name)
        about = next(s.mark for s in self._seen(root) if s.mark.endswith(RECEIVED))
        key = about.removeprefix("p:").removesuffix(RECEIVED)

        def waits(what: str) -> None:
            self._world.waiting[name] = Wait(f"{what} in {root.thread}", key)

        if wish.holds:
            waits("the next version")
            await self._world.turned.wait()
        responded = False
        while not self._is_over(root, wish):
            card = self._open(root, names.OFFER_ACCEPT)
            if card and not responded:
                waits("the offer to be settled")
                responded = await self._respond(wish, root, card)
            elif asking := self._open(root, names.QUESTION_ANSWER):
                waits("the question to be answered")
                await self._reply(wish, root, asking)
            elif wish.repays and self._shows(root, ".disbursed"):
                waits("the loan to be paid back")
                await self._repay(root)
            else:
                waits("news")
                await asyncio.sleep(slack.LOOK)
        if wish.response == "late":
            await self._click_late(root)
        self._world.waiting.pop(name)

    async def _apply(self, wish: Wish, name: str) -> Message:
        """Until it is received: again where the desk was sorry, or never heard."""
        self._world.waiting[name] = Wait("a first message to be sent", self.plan.user)
        words = f"I would like to apply for a credit of {wish.amount} euros over 3 months."
        root: Message | None = None
        while True:
            said = await self._say(root, words, kind="apply", token=self._token())
            root = root or said
            waited = f"the application to be received in {root.thread}"
            self._world.waiting[name] = Wait(waited, root.thread)
            seconds = 3600.0 if said.acknowledged else CHANGES_WITHIN
            answer = said.answer_mark

            def heard(root: Message = root, answer: str = answer) -> bool | None:
                shown = self._seen(root)
                return any(s.mark.endswith(RECEIVED) or s.mark == answer for s in shown) or None

            await slack.until(heard, seconds=seconds)
            if self._shows(root, RECEIVED):
                return root

    async def _respond(self, wish: Wish, root: Message, card: Shown) -> bool:
        """To the offer, as planned; True once it shows no buttons any more, or is left open."""
        values = dict(card.buttons)
        accept, decline = names.OFFER_ACCEPT, names.OFFER_DECLINE
        click, user = self._world.courier.click, self.plan.user
        match wish.response:
            case "leave":
                return True
            case "accept" | "late":
                await click(user, card, accept, values[accept])
            case "twice":
                await asyncio.gather(*(click(user, card, accept, values[accept]) for _ in "ab"))
            case "decline":
                await click(user, card, decline, values[decline])
            case "stranger":
                if not await click(next(self._strangers), card, accept, values[accept]):
                    await asyncio.sleep(slack.LOOK)
                    return False
                await asyncio.sleep(1)
                await click(user, card, decline, values[decline])
            case "race":
                both = (accept, decline)
                await asyncio.gather(*(click(user, card, each, values[each]) for each in both))
        return await self._gone(root, accept)

    async def _reply(self, wish: Wish, root: Message, asking: Shown) -> None:
        words = f"It is for a new bicycle. {self.plan.canary}"
        value = asking.buttons[names.QUESTION_ANSWER]
        if wish.by_form:
            values = {names.ANSWER_FIELD: {"type": "plain_text_input", "value": words}}
            button = names.QUESTION_ANSWER
            await self._world.courier.fill(self.plan.user, asking, button, value, values)
        else:
            await self._say(root, words, kind="answer", token=self._token())
        await self._gone(root, names.QUESTION_ANSWER)

    async def _repay(self, root: Message) -> None:
        """Ask for what is left, and pay it by a click: twice, for good measure."""
        button = names.REPAYMENT_CONFIRM
        words = "I want to pay back everything early, please."
        if not self._open(root, button):
            await self._say(root, words, kind="repay", token=self._token())

            def due() -> Shown | bool | None:
                return self._open(root, button) or self._shows(root, ".closed") or None

            await slack.until(due, seconds=CHANGES_WITHIN)
        if card := self._open(root, button):
            value = card.buttons[button]
            click, user = self._world.courier.click, self.plan.user
            await asyncio.gather(*(click(user, card, button, value) for _ in "ab"))
            await self._gone(root, button)

    async def _click_late(self, root: Message) -> None:
        """The buttons are gone, but a page that was not loaded anew still shows them."""
        offers = [s for s in self._seen(root) if ".offer." in s.mark]
        for card in offers:
            credit, _, promise = card.mark.removeprefix("p:").partition(".")
            value = f"{credit}|{promise}"
            await self._world.courier.click(self.plan.user, card, names.OFFER_DECLINE, value)

    def _is_ours(self, root: Message | None) -> bool:
        """Whether the bot has taken a message of the customer in this thread."""
        said = self._said[root.root] if root else []
        return any(message.acknowledged is not None for message in said)

    def _is_over(self, root: Message, wish: Wish) -> bool:
        left = wish.response == "leave" and self._open(root, names.OFFER_ACCEPT) is not None
        return left or any(self._shows(root, end) for end in ENDS)

    def _seen(self, root: Message) -> list[Shown]:
        """What shows in the thread, and of what came aside all that belongs to it."""
        shown = self._world.slack.thread(root)
        if not self.plan.shared:
            return shown
        own = [s.mark.removesuffix(RECEIVED) for s in shown if s.mark.endswith(RECEIVED)]
        own += [said.answer_mark for said in self._said[root.root]]
        aside = self._world.slack.room(record.direct(self.plan.user))
        return shown + [each for each in aside if each.mark.startswith(tuple(own))]

    def _open(self, root: Message, action: str) -> Shown | None:
        return next((each for each in self._seen(root) if action in each.buttons), None)

    def _shows(self, root: Message, end: str) -> bool:
        return any(each.mark.endswith(end) for each in self._seen(root))

    async def _gone(self, root: Message, action: str) -> bool:
        """Whether the button has gone within the time after which somebody tries again."""

        def gone() -> bool | None:
            return self._open(root, action) is None or None

        return bool(await slack.until(gone, seconds=CHANGES_WITHIN))

    def _token(self) -> str:
        return marks.token(self.plan.user, next(self._numbers))

    async def _until(self, moment: float) -> None:
        await asyncio.sleep(max(0.0, self._world.begun + moment - record.now()))

    async def _say(self, root: Message | None, words: str, *, kind: Kind, token: str) -> Message:
        said = await self._write(self.plan.user, root, words, kind=kind, token=token)
        if root is None:
            self.threads.append(said)
        self._said[said.root].append(said)
        return said

    async def _write(
        self, user: str, root: Message | None, words: str, *, kind: Kind, token: str
    ) -> Message:
        """Signed with token and canary.

        In a channel it mentions the bot until the thread is the customer's: whoever is heard
        there first owns it.
        """
        ts = f"{self._world.base}.{len(self._world.record.messages):06}"
        message = Message(
            token=token,
            user=user,
            channel=root.channel if root else self._channel,
            ts=ts,
            root=root.root if root else ts,
            kind=kind,
            sent=record.now(),
        )
        self._world.record.wrote(message)
        mentions = MENTION in words or (self.plan.shared and not self._is_ours(root))
        called = f"{MENTION} {words}" if mentions and MENTION not in words else words
        text = f"{called} ({token}, {marks.canary(user)})"
        await self._world.courier.bring(message, text, mentions=mentions)
        return message
