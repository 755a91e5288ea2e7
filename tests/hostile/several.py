"""Customers who apply for several loans at once, by chat in several threads and by form.

Together these are more than who decides one of them may lend; each alone is not.
"""

import asyncio
import itertools
from collections.abc import Mapping, Sequence

from bot import names
from tests.faults import probes, record, slack
from tests.hostile import grammar
from tests.hostile.actors import Actor
from tests.hostile.carriers import Theatre

MONTHS = 60
WISHES: Mapping[str, Sequence[int]] = {
    "agent": (2100, 2110, 2120),
    "asked": (2406, 2416, 2426),
    "officers": (5900, 6010),
}
"""Euros, by whom they are for: by the last digit the review approves or asks first."""
PURPOSE = f"{grammar.word('approve')} It is for a bicycle."
CHANGES_WITHIN = 3.0
"""Seconds after which the other officer clicks, too."""
MOST_CLICKS = 8


async def borrow(on: Theatre, kind: str) -> None:
    """All at once: apply, answer, have them decided; then accept every offer."""
    user = on.borrower().user
    *chats, form = (Actor(user, on.staged) for _ in WISHES[kind])
    *said, filled = WISHES[kind]
    pairs = zip(chats, said, strict=True)
    await asyncio.gather(
        *(actor.applies(euros, MONTHS) for actor, euros in pairs), _fill_in(form, filled)
    )
    actors = (*chats, form)
    if kind == "asked":
        await asyncio.gather(*(_answer(actor) for actor in actors))
    await asyncio.gather(*(actor.decided() for actor in actors))
    await asyncio.gather(*(_approve(on, actor) for actor in actors))
    # Offers stand for a while, or whoever looks on could not tell which one came first.
    await asyncio.sleep(3 * probes.OFTEN)
    await asyncio.gather(*(actor.clicks(names.OFFER_ACCEPT) for actor in actors))
    await asyncio.gather(*(actor.marked(".disbursed") for actor in actors))


async def _fill_in(actor: Actor, euros: int) -> None:
    """Apply by `/credit apply`; the thread begins where the desk says what was applied for."""
    await actor.sends_form(f"apply {euros} {MONTHS}", {})
    shown = await actor.finds(record.direct(actor.user), "p:applied.")
    actor.joins(shown)


async def _answer(actor: Actor) -> None:
    card = await actor.sees(names.QUESTION_ANSWER)
    words = {"type": "plain_text_input", "value": PURPOSE}
    await actor.fills(names.QUESTION_ANSWER, {names.ANSWER_FIELD: words}, card)


async def _approve(on: Theatre, actor: Actor) -> None:
    """Where people decide one officer does at once, and the other where it takes two."""
    if any(each.mark.endswith(".offer.1") for each in actor.shown):
        return
    card = await actor.finds(record.OFFICERS_ROOM, f"p:{actor.credit}.referral.")
    for officer in itertools.islice(itertools.cycle(record.OFFICERS), MOST_CLICKS):
        if names.REFERRAL_APPROVE not in card.buttons:
            return
        before = dict(card.buttons)
        await Actor(officer, on.staged).clicks(names.REFERRAL_APPROVE, card)
        await slack.until(lambda was=before: card.buttons != was or None, seconds=CHANGES_WITHIN)
