"""Why?, Talk to a human, and the officers' I take it.

Whose a credit or a call is, the services say. Called by Bolt through `register`.
"""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity
from bot.identity import Target
from bot.listeners import opening, receipts
from bot.listeners.parts import Parts
from bot.listeners.payloads import Click
from bot.slack import Json
from bot.views import rights_cards, sentences, words
from bot.views import rights_words as rights
from bot.views.language import _
from services.contracts import credit
from services.contracts import help as contract
from services.contracts.keys import PersonKey, ThreadKey


async def why(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Show the customer, and nobody else, why it was decided so."""

    def asked(by: PersonKey) -> credit.WhyAsked:
        return credit.WhyAsked(by=by)

    def shown(_about: Target, found: credit.WhyReply) -> Json | str:
        if found.explanation:
            return rights_cards.form(found.explanation)
        return sentences.for_asker(found.receipt)

    await opening.reading(
        parts,
        body,
        ack,
        handler=credit.WHY,
        request=asked,
        view=shown,
        unreadable=_(words.NO_SUCH_CREDIT),
    )


async def call(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Call a human for the person who clicked; the card in the thread says so."""
    await receipts.click(
        parts,
        body,
        ack,
        handler=contract.CALL,
        request=_call,
        tell=sentences.for_caller,
        unreadable=_(words.NO_SUCH_CREDIT),
    )


async def take(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Take the call for the officer who clicked; the card then shows who has it."""
    await receipts.click(
        parts,
        body,
        ack,
        handler=contract.TAKE,
        request=_taking,
        tell=sentences.for_taker,
        unreadable=_(rights.NO_CALL),
    )


def _call(click: Click) -> tuple[ThreadKey, contract.Call]:
    about = identity.target(click.action.value)
    root = click.message and (click.message.thread_ts or click.message.ts)
    place = identity.place(team=click.team.id, channel=click.channel.id, root=root or "")
    call = contract.Call(by=click.person, place=place, credit_id=about.credit_id)
    return identity.thread(place), call


def _taking(click: Click) -> tuple[ThreadKey, contract.Taking]:
    about = identity.help_target(click.action.value)
    return about.thread, contract.Taking(by=click.person, number=about.number)
