"""The thumbs under an answer: the click goes to the thread's session, which knows its owner.

Called by Bolt through `register`.
"""

import logging

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity
from bot.ingress import DeskUnavailable, Refused
from bot.listeners.parts import Parts
from bot.listeners.payloads import Click
from bot.slack import Json
from bot.views import words
from bot.views.language import _
from services.contracts import session
from services.contracts.keys import MalformedKey

_log = logging.getLogger(__name__)


async def rate(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Hand over what the person who clicked thinks of the answer."""
    click = Click.model_validate(body)
    told = await _rate(parts, click)
    await ack()
    parts.asides.tell(click, told)


async def _rate(parts: Parts, click: Click) -> str:
    root = click.message and (click.message.thread_ts or click.message.ts)
    try:
        about = identity.answer_target(click.action.value)
        place = identity.place(team=click.team.id, channel=click.channel.id, root=root or "")
        rating = session.Rating(
            by=click.person, place=place, message=about.message, thumb=about.thumb
        )
        # A send: the session may be in the middle of a turn, and a thumb needs no answer.
        await parts.ingress.send(
            session.RATE,
            identity.thread(place),
            rating,
            idempotency_key=f"rate.{about}.{click.action.action_ts or click.trigger_id}",
        )
    except MalformedKey:
        return _(words.NO_SUCH_ANSWER)
    except (DeskUnavailable, Refused) as error:
        _log.warning("rating not taken: %s", error)
        return _(words.DESK_UNAVAILABLE)
    return ""
