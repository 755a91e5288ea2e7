"""Opening a form from a button, within the 3 seconds that Slack gives."""

import logging
from collections.abc import Callable

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity
from bot.identity import Target
from bot.ingress import DeskUnavailable, Refused
from bot.listeners.parts import Parts
from bot.listeners.payloads import Click
from bot.slack import Json, SlackBusy, SlackRefused
from bot.views import words
from bot.views.language import _
from services.contracts.keys import MalformedKey, PersonKey
from services.contracts.wire import Handler, Reply, Request

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
        told = _(words.FORM_NOT_OPENED)
    await ack()
    parts.asides.tell(click, told)


async def reading(
    parts: Parts,
    body: Json,
    ack: AsyncAck,
    *,
    handler: Handler[Request, Reply],
    request: Callable[[PersonKey], Request],
    view: Callable[[Target, Reply], Json | str],
    unreadable: str,
) -> None:
    """Read what the button's target has for who clicked, and show it to that person alone.

    `view` is what to open, or the sentence that tells why there is nothing to read.
    """
    click = Click.model_validate(body)
    told = ""
    try:
        about = identity.target(click.action.value)
        found = await parts.ingress.call(handler, about.credit_id, request(click.person))
        shown = view(about, found)
        if isinstance(shown, str):
            told = shown
        else:
            await parts.slack.open_form(trigger=click.trigger_id, view=shown)
    except MalformedKey:
        told = unreadable
    except (DeskUnavailable, Refused) as error:
        _log.warning("%s not read: %s", handler.name, error)
        told = _(words.DESK_UNAVAILABLE)
    except (SlackBusy, SlackRefused) as error:
        _log.warning("%s not shown: %s", handler.name, error)
        told = _(words.FORM_NOT_OPENED)
    await ack()
    parts.asides.tell(click, told)
