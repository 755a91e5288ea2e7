"""The offer's buttons: the click goes to the application, which alone knows whose it is.

Called by Bolt through `register`. The card is updated by the workflow, not from here.
"""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity, names
from bot.listeners import receipts
from bot.listeners.parts import Parts
from bot.listeners.payloads import Click
from bot.slack import Json
from bot.views import sentences
from bot.views import words_en as words
from services.contracts import credit
from services.contracts.keys import MalformedKey


async def respond(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Accept or decline the offer for the person who clicked."""
    click = Click.model_validate(body)
    told = await _respond(parts, click)
    await ack()
    parts.asides.tell(click, told)


async def _respond(parts: Parts, click: Click) -> str:
    try:
        target = identity.target(click.action.value)
        response = credit.OfferResponse(
            by=click.person,
            offer=target.promise,
            accept=click.action.action_id == names.OFFER_ACCEPT,
        )
    except MalformedKey:
        return words.NO_SUCH_CREDIT
    return await receipts.sentence(
        parts.ingress, credit.RESPOND, target.credit_id, response, tell=sentences.for_customer
    )
