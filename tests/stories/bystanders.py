"""Alice has a credit in each state that a door is about; Bob and a stranger stand by.

The set-up of the story of the closed doors, and all that must not change in it.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot import names
from services.admin import Admin
from services.contracts import audit
from services.contracts.keys import CreditId, ThreadKey
from tests.scripted_model import calls
from tests.stories import people, steps
from tests.stories.staging import APPROVALS, OFFICERS, Desk, credit_id
from tests.stories.steps import OLIVIA
from tests.stories.test_officers import REJECTION
from tests.stories.workspace import PATIENCE, Seen

NO_CREDIT = CreditId("CR-ZZZZZZZZ")
NO_THREAD = ThreadKey("T0DESK.D0NOWHERE.1700000000.000100")
_STATE = (
    "SELECT service_name, service_key, key, value FROM state "
    "WHERE service_name NOT IN ('Audit', 'Watch')"
)


@dataclass(frozen=True)
class Scene:
    """Alice's credits, and the messages that carry her buttons, by the button's action id."""

    desk: Desk
    home: str
    """The direct message in which Alice's threads are."""
    homes: Mapping[str, str]
    """Who stands by, and their direct messages."""
    credits: tuple[CreditId, ...]
    cards: Mapping[str, Seen]
    tried: dict[CreditId, list[str]]
    """Who tried what is noted, in order: what the audits must have, and no more."""

    async def noted(self, by: str, *, at: CreditId) -> None:
        """Wait until it is in the credit's audit that this person tried it now."""
        self.tried[at].append(people.key(by))
        async with asyncio.timeout(PATIENCE):
            while len(await self._refused(at)) < len(self.tried[at]):
                await asyncio.sleep(0.02)

    async def refused(self) -> Mapping[CreditId, list[str]]:
        """Who was refused, by the credits' audits."""
        return {of: await self._refused(of) for of in self.credits}

    async def settled(self) -> Mapping[object, object]:
        """All that is kept and shown, once it changes no more."""
        before: Mapping[object, object] = {}
        async with asyncio.timeout(PATIENCE):
            while before != (now := await self._kept()):
                before = now
                await asyncio.sleep(1)
        return before

    async def _kept(self) -> Mapping[object, object]:
        """What Restate keeps and Slack shows, but for what is of those who stand by."""
        theirs = {*self.homes, *self.homes.values()}
        rows = await Admin(self.desk.stack.admin).query(_STATE)
        kept: dict[object, object] = {
            (row["service_name"], row["service_key"], row["key"]): row["value"]
            for row in rows
            if theirs.isdisjoint(row["service_key"].split("."))
        }
        for channel in (self.home, OFFICERS, APPROVALS):
            seen = await self.desk.slack.read(channel)
            kept[channel] = [each for each in seen if each.only_for not in self.homes]
        for of in self.credits:
            events = await self._events(of)
            kept[of] = [event for event in events if event.what != audit.REFUSED]
        return kept

    async def _refused(self, of: CreditId) -> list[str]:
        return [event.who for event in await self._events(of) if event.what == audit.REFUSED]

    async def _events(self, of: CreditId) -> list[audit.Event]:
        chain = await self.desk.books.audit(of)
        assert chain.broken is None
        return [link.event for link in chain.links]


def nowhere(value: str) -> str:
    """The same button's value or key, of a credit or a thread that does not exist."""
    return ThreadKey.form.sub(NO_THREAD, CreditId.form.sub(NO_CREDIT, value))


async def prepared(desk: Desk) -> Scene:
    """Alice is rejected, has a loan, an offer, a question, and waits for the officers."""
    slack, alice = desk.slack, desk.customer()
    thread, rejected = await _rejected(desk, alice)
    _, loan = await steps.lent(desk, alice)
    await slack.told(alice, slack.type_command(alice, f"repay {loan}", channel=thread.channel))
    quoted = await slack.posted(thread.channel, loan, "today only")
    steps.scripted_assessment(desk)
    offered = await slack.reply(await steps.applied(desk, alice, amount="1100"), "Offer for your")
    await slack.click(alice, offered, names.HUMAN_CALL)
    called = await slack.posted(OFFICERS, "wants to talk to a human", credit_id(offered))
    desk.script.expect("review_agent", calls(("ask_customer", {"question": "What for?"})))
    asked = await slack.reply(await steps.applied(desk, alice, amount="1200"), "What for?")
    referred = await _referred(desk, alice, amount="1300")
    await slack.click(OLIVIA, referred, names.REFERRAL_CLAIM)
    claimed = await slack.posted(OFFICERS, credit_id(referred), "Claimed by")
    shown = (rejected, quoted, offered, called, asked, referred, claimed, _later(quoted, loan))
    bob, stranger = desk.customer(), desk.customer()
    his, _ = await steps.lent(desk, bob)
    hers = await slack.write(stranger, "")
    credits = (*map(credit_id, (rejected, offered, asked, referred)), loan)
    return Scene(
        desk=desk,
        home=thread.channel,
        homes={bob: his.channel, stranger: hers.channel},
        credits=credits,
        cards={action: card for card in shown for action in card.buttons},
        tried={of: [] for of in credits},
    )


async def _referred(desk: Desk, customer: str, *, amount: str) -> Seen:
    """The officers' card, with what the review agent thought behind a button."""
    steps.scripted_assessment(desk, recommendation="refer")
    _, card = await steps.referred(desk, customer, amount=amount)
    return card


async def _rejected(desk: Desk, customer: str) -> tuple[Seen, Seen]:
    """The thread, and in it the rejection by an officer, which can be contested."""
    thread, card = await steps.referred(desk, customer, amount="7000")
    await desk.slack.told(OLIVIA, desk.slack.click(OLIVIA, card, names.REFERRAL_REJECT))
    assert await desk.slack.fill(OLIVIA, REJECTION) is None
    return thread, await desk.slack.reply(thread, "was not approved", "contest this until")


def _later(card: Seen, loan: CreditId) -> Seen:
    """As if the card had the buttons of the Home tab, and of a loan that fell behind."""
    behind = dict.fromkeys((names.LOAN_DIFFICULTIES, names.LOAN_WRITE_OFF), f"{loan}|instalment.1")
    return replace(card, buttons={names.LOAN_SCHEDULE: loan, **behind})
