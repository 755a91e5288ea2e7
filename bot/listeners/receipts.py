"""From a request of a person to the sentence that tells what became of it."""

import logging
from collections.abc import Callable
from typing import TypeVar

from bot.ingress import DeskUnavailable, Ingress, Refused
from bot.views import words_en as words
from services.contracts.credit import Receipt
from services.contracts.keys import Key
from services.contracts.wire import Handler, Wire

Request = TypeVar("Request", bound=Wire)

_log = logging.getLogger(__name__)


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
        return words.DESK_UNAVAILABLE
