"""`/credit my-data` and `/credit forget`: about who typed it, and nobody else.

Called by `commands`, and by Bolt through `register`.
"""

import logging

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.ingress import DeskUnavailable, Refused
from bot.listeners import called as calls
from bot.listeners import reminders
from bot.listeners.called import Called
from bot.listeners.parts import Parts
from bot.listeners.payloads import Submission
from bot.slack import Json, SlackBusy, SlackRefused
from bot.views import data_cards, reply
from bot.views import data_words as words
from bot.views import words as common
from bot.views.blocks import Rendered
from bot.views.language import _
from services.contracts import holdings
from services.contracts.wire import Nothing

_log = logging.getLogger(__name__)


async def send(called: Called) -> Rendered:
    """Have it sent to the direct message, whatever conversation it was typed in."""
    try:
        place = await calls.direct(called.parts, called.person)
    except (SlackBusy, SlackRefused) as error:
        _log.warning("no direct message with %s: %s", called.person, error)
        return reply.plain(_(words.NO_DIRECT_MESSAGE))
    wish = holdings.Wish(room=place.room)
    promised = await called.parts.ingress.call(holdings.EXPORT, called.person, wish)
    if promised.again:
        return reply.plain(words.too_soon(promised.again))
    return reply.plain(_(words.COMING))


async def forget(called: Called) -> Rendered | None:
    """Without a word more, ask in a form whether all shall be deleted; else it is a reminder."""
    if called.rest:
        return await reminders.forget(called)
    survey = await called.parts.ingress.call(holdings.SURVEY, called.person, Nothing())
    try:
        await called.parts.slack.open_form(trigger=called.trigger, view=data_cards.form(survey))
    except (SlackBusy, SlackRefused) as error:
        _log.warning("form to delete data not opened: %s", error)
        return reply.plain(_(common.FORM_NOT_OPENED))
    return None


async def confirm(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Delete what is held of who sent the form, whoever it was opened for."""
    person = Submission.model_validate(body).person
    try:
        place = await calls.direct(parts, person)
        await parts.ingress.call(holdings.FORGET, person, holdings.Wish(room=place.room))
    except (DeskUnavailable, Refused, SlackBusy, SlackRefused) as error:
        _log.warning("data of %s not deleted: %s", person, error)
        await ack(response_action="update", view=data_cards.failed())
    else:
        await ack(response_action="update", view=data_cards.under_way())
