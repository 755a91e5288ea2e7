"""From a request of a person to the sentence that tells what became of it."""

import logging
from collections.abc import Callable

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.ingress import DeskUnavailable, Ingress, Refused
from bot.listeners.parts import Parts
from bot.listeners.payloads import Click
from bot.slack import Json
from bot.views import words
from bot.views.language import _
from services.contracts.credit import Receipt
from services.contracts.keys import Key
from services.contracts.wire import Handler, Request

_log = logging.getLogger(__name__)


async def click(
    parts: Parts,
    body: Json,
    ack: AsyncAck,
    *,
    handler: Handler[Request, Receipt],
    request: Callable[[Click], tuple[Key, Request]],
    tell: Callable[[Receipt], str],
    unreadable: str,
) -> None:
    """Make the request of who clicked, acknowledge, and tell the person what no card shows.

    `request` names whom it is for; it raises `ValueError` where the button's value is no such
    thing, and the person is told `unreadable`.
    """
    clicked = Click.model_validate(body)
    try:
        key, made = request(clicked)
    except ValueError:
        told = unreadable
    else:
        told = await sentence(parts.ingress, handler, key, made, tell=tell)
    await ack()
    parts.asides.tell(clicked, told)


async def sentence(
    ingress: Ingress,
    handler: Handler[Request, Receipt],
    key: Key,
    request: Request,
    *,
    tell: Callable[[Receipt], str],
) -> str:
    """Make the request; what to tell the person, or empty when the card will show it."""
    try:
        return tell(await ingress.call(handler, key, request))
    except (DeskUnavailable, Refused) as error:
        _log.warning("%s for %s failed: %s", handler.name, key, error)
        return _(words.DESK_UNAVAILABLE)
