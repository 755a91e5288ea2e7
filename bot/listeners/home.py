"""The Home tab: the person's credits. Called by Bolt through `register`."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity
from bot.listeners.parts import Parts
from bot.listeners.payloads import HomeEnvelope
from bot.slack import Json
from bot.views import answers
from services.contracts import account
from services.contracts.wire import Nothing


async def open_tab(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Show the tab anew; it may be asked for any number of times."""
    envelope = HomeEnvelope.model_validate(body)
    if envelope.event.tab == "home":
        person = identity.person(team=envelope.team_id, user=envelope.event.user)
        found = await parts.ingress.call(account.CREDITS, person, Nothing())
        view = answers.home(found)
        await parts.slack.publish_home(user=envelope.event.user, view=view)
    await ack()
