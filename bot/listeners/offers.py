"""The offer's buttons: the click goes to the application, which alone knows whose it is.

Called by Bolt through `register`. The card is updated by the workflow, not from here.
"""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity, names
from bot.listeners import receipts
from bot.listeners.parts import Parts
from bot.listeners.payloads import Click
from bot.slack import Json
from bot.views import sentences, words
from bot.views.language import _
from services.contracts import credit
from services.contracts.keys import CreditId


async def respond(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Accept or decline the offer for the person who clicked."""
    await receipts.click(
        parts,
        body,
        ack,
        handler=credit.RESPOND,
        request=_response,
        tell=sentences.for_customer,
        unreadable=_(words.NO_SUCH_CREDIT),
    )


def _response(click: Click) -> tuple[CreditId, credit.OfferResponse]:
    target = identity.target(click.action.value)
    accept = click.action.action_id == names.OFFER_ACCEPT
    response = credit.OfferResponse(by=click.person, offer=target.promise, accept=accept)
    return target.credit_id, response
