"""Who is not served reads so, whatever they did, and nothing else; machines read nothing.

Called by `register` instead of the listener. Messages are turned away by their session, which
knows whom it has told.
"""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.listeners import acting
from bot.listeners.parts import Parts
from bot.listeners.payloads import Click
from bot.slack import Json
from bot.views import reply, words
from bot.views.language import _
from services.contracts.session import Standing


def standing(parts: Parts, body: Json, told: Standing) -> Standing:
    """Who acts: of another organisation by the event's own words, else as Slack tells."""
    actor = acting.person(body)
    away = actor is not None and not actor.startswith(f"{parts.bot.team}.")
    return "stranger" if away and told != "machine" else told


async def answer(parts: Parts, body: Json, ack: AsyncAck, *, standing: Standing) -> None:
    """Say it in the way that what was done can be answered."""
    said = reply.plain(_(words.NOT_SERVED))
    match body:
        case _ if standing == "machine":
            await ack()
        case {"command": str()}:
            await ack(text=said.text, blocks=said.as_json(), response_type="ephemeral")
        case {"type": "block_actions", "channel": {"id": str()}}:
            await ack()
            parts.asides.tell(Click.model_validate(body), said.text)
        case {"type": "view_submission"}:
            await ack(response_action="update", view=_modal(said.as_json()))
        case {"event": {"type": "app_home_opened", "tab": "home", "user": str(user)}}:
            await parts.slack.publish_home(
                user=user, view={"type": "home", "blocks": said.as_json()}
            )
            await ack()
        case _:
            await ack()


def _modal(blocks: list[Json]) -> Json:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Credit Desk"},
        "blocks": blocks,
    }
