"""`/credit reminders` and `forget`, and the Cancel button in Home: the person's own alone.

Called by `commands`, and by Bolt through `register`.
"""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.listeners.called import Called
from bot.listeners.parts import Parts
from bot.listeners.payloads import HomeClick
from bot.slack import Json
from bot.views import reminder_card, reply
from bot.views import reminder_words as words
from bot.views.blocks import Rendered
from bot.views.language import _
from services.contracts import reminders
from services.contracts.keys import MalformedKey, ReminderId
from services.contracts.wire import Nothing


async def show(called: Called) -> Rendered:
    """All reminders of the caller."""
    own = await called.parts.ingress.call(reminders.LIST, called.person, Nothing())
    return reminder_card.listed(own)


async def forget(called: Called) -> Rendered:
    """Cancel the one that was typed, or all."""
    typed = called.rest[0] if called.rest else ""
    try:
        which = "all" if typed == "all" else ReminderId(typed.upper())
    except MalformedKey:
        own = await called.parts.ingress.call(reminders.LIST, called.person, Nothing())
        ids = [str(each.id) for each in own.items]
        return reply.plain(words.usage(ids) if ids else _(words.NONE))
    wish = reminders.Cancellation(which=which)
    gone = await called.parts.ingress.call(reminders.CANCEL, called.person, wish)
    return reminder_card.cancelled(gone, every=which == "all")


async def cancel(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Cancel the reminder of the button; the tab then follows by itself."""
    click = HomeClick.model_validate(body)
    wish = reminders.Cancellation(which=ReminderId(click.actions[0].value))
    await parts.ingress.call(reminders.CANCEL, click.person, wish)
    await ack()
