"""Why?, Talk to a human, and the officers' I take it.

Whose a credit or a call is, the services say. Called by Bolt through `register`.
"""

import logging

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity
from bot.ingress import DeskUnavailable, Refused
from bot.listeners import receipts
from bot.listeners.parts import Parts
from bot.listeners.payloads import Click
from bot.slack import Json, SlackBusy, SlackRefused
from bot.views import rights_cards, sentences
from bot.views import rights_en as rights
from bot.views import words_en as words
from services.contracts import credit
from services.contracts import help as contract
from services.contracts.keys import MalformedKey

_log = logging.getLogger(__name__)


async def why(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Show the customer, and nobody else, why it was decided so."""
    click = Click.model_validate(body)
    told = ""
    try:
        about = identity.target(click.action.value)
        asked = credit.WhyAsked(by=click.person)
        found = await parts.ingress.call(credit.WHY, about.credit_id, asked)
        told = sentences.for_asker(found.receipt)
        if found.explanation:
            view = rights_cards.form(found.explanation)
            await parts.slack.open_form(trigger=click.trigger_id, view=view)
    except MalformedKey:
        told = words.NO_SUCH_CREDIT
    except (DeskUnavailable, Refused) as error:
        _log.warning("explanation not read: %s", error)
        told = words.DESK_UNAVAILABLE
    except (SlackBusy, SlackRefused) as error:
        _log.warning("explanation not shown: %s", error)
        told = words.FORM_NOT_OPENED
    await ack()
    parts.asides.tell(click, told)


async def call(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Call a human for the person who clicked; the card in the thread says so."""
    click = Click.model_validate(body)
    told = await _call(parts, click)
    await ack()
    parts.asides.tell(click, told)


async def take(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Take the call for the officer who clicked; the card then shows who has it."""
    click = Click.model_validate(body)
    try:
        about = identity.help_target(click.action.value)
        told = await receipts.sentence(
            parts.ingress,
            contract.TAKE,
            about.thread,
            contract.Taking(by=click.person, number=about.number),
            tell=sentences.for_taker,
        )
    except MalformedKey:
        told = rights.NO_CALL
    await ack()
    parts.asides.tell(click, told)


async def _call(parts: Parts, click: Click) -> str:
    try:
        about = identity.target(click.action.value)
        root = click.message and (click.message.thread_ts or click.message.ts)
        place = identity.place(team=click.team.id, channel=click.channel.id, root=root or "")
        call = contract.Call(by=click.person, place=place, credit_id=about.credit_id)
        return await receipts.sentence(
            parts.ingress,
            contract.CALL,
            identity.thread(place),
            call,
            tell=sentences.for_caller,
        )
    except MalformedKey:
        return words.NO_SUCH_CREDIT
