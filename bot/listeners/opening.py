"""Opening a form from a button, within the 3 seconds that Slack gives."""

import logging
from collections.abc import Callable

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity
from bot.identity import Target
from bot.listeners.parts import Parts
from bot.listeners.payloads import Click
from bot.slack import Json, SlackBusy, SlackRefused
from bot.views import words_en as words
from services.contracts.keys import MalformedKey

_log = logging.getLogger(__name__)


async def form(parts: Parts, body: Json, ack: AsyncAck, *, view: Callable[[Target], Json]) -> None:
    """Open the form about the button's target, or tell the person that it didn't open."""
    click = Click.model_validate(body)
    told = ""
    try:
        await parts.slack.open_form(
            trigger=click.trigger_id, view=view(identity.target(click.action.value))
        )
    except (SlackBusy, SlackRefused, MalformedKey) as error:
        _log.warning("form for %s not opened: %s", click.action.action_id, error)
        told = words.FORM_NOT_OPENED
    await ack()
    parts.asides.tell(click, told)
