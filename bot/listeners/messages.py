"""Messages and mentions: each becomes one request to its thread's session.

Slack is acknowledged after Restate has taken it; an error here means no acknowledgement, and
Slack delivers again. What Restate does not take is `held`. Called by Bolt through `register`.
"""

import logging
import re
from datetime import timedelta

from pydantic import ValidationError
from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity
from bot.ingress import Ingress
from bot.listeners.parts import Parts
from bot.listeners.payloads import MessageEnvelope, MessageEvent
from bot.readers import Readers
from bot.rooms import Rooms
from bot.slack import Json
from services.contracts import session
from services.contracts.keys import Key, MalformedKey

TEXT_LIMIT = 30_001
"""One more than the services read, so that they see that it was too long."""

EDITABLE = timedelta(hours=20)
"""Less than Restate remembers a message by its name."""

PATIENCE = 0.4
"""Seconds to ask who writes, once in a while; Slack waits 3 for all of it."""

_REAL = frozenset({None, "file_share", "thread_broadcast"})
_LINK = re.compile(r"<(?:https?:|mailto:|tel:)([^|<>]*)(?:\|([^<>]*))?>")
_log = logging.getLogger(__name__)


async def hear(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Send what a person wrote to the session of its thread, in the order of arrival."""
    message = _read(body, bot_user=parts.bot.user, rooms=parts.rooms)
    if message is not None:
        await parts.held.send(message.model_copy(update={"live": parts.live()}))
    await ack()


def to_message(
    event: MessageEvent, envelope: MessageEnvelope, *, bot_user: str, rooms: Rooms
) -> session.Message | None:
    """The request for this event, or None where it starts nothing. Raises `MalformedKey`.

    The `message` and `app_mention` twins of one mention give equal requests.
    """
    direct = identity.is_direct(event.channel)
    text = event.text or ""
    mentioned = event.type == "app_mention" or _mention(bot_user).search(text) is not None
    if not _is_from_a_person(event, bot_user=bot_user):
        return None
    if not (direct or mentioned or event.thread_ts):
        return None
    if _is_edited_late(event):
        return None
    home = _home(event, envelope)
    place = identity.place(
        team=envelope.team_id, channel=event.channel, root=event.thread_ts or event.ts
    )
    return session.Message(
        author=identity.person(team=home, user=event.user or ""),
        standing="member" if home == envelope.team_id else "stranger",
        place=place,
        reference=Key(event.ts),
        sent_at=identity.moment(event.ts),
        text=plain_text(text, bot_user=bot_user)[:TEXT_LIMIT],
        attachments=len(event.files or ()),
        addressed=direct or mentioned,
        shared=rooms.is_shared(place.room),
    )


def plain_text(text: str, *, bot_user: str) -> str:
    """What the person typed: without the bot's mention, links as typed, escapes decoded."""
    # What the services would not read is not looked at either.
    typed = _mention(bot_user).sub(" ", text[: 2 * TEXT_LIMIT]).strip()
    typed = _LINK.sub(lambda link: link[2] or link[0][1:-1], typed)
    return typed.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _read(body: Json, *, bot_user: str, rooms: Rooms) -> session.Message | None:
    try:
        envelope = MessageEnvelope.model_validate(body)
        return to_message(envelope.event, envelope, bot_user=bot_user, rooms=rooms)
    except (ValidationError, MalformedKey) as error:
        _log.error("a message event can't be read: %s", type(error).__name__)
        return None


async def hand_over(ingress: Ingress, readers: Readers, message: session.Message) -> None:
    """To its thread's session, once under its name, with who wrote it.

    Raises `DeskUnavailable` or `Refused`.
    """
    if message.standing == "member":
        # Here and not where it is heard: messages of a thread wait for each other by now.
        known = await readers.known(message.author, patience=PATIENCE)
        message = message.model_copy(update={"standing": known.standing})
    await ingress.send(
        session.MESSAGE,
        identity.thread(message.place),
        message,
        idempotency_key=f"{message.place.room}.{message.reference}",
    )


def _mention(user: str) -> re.Pattern[str]:
    return re.compile(rf"\s?<@{re.escape(user)}(?:\|[^<>]*)?>\s?")


def _is_from_a_person(event: MessageEvent, *, bot_user: str) -> bool:
    return (
        event.subtype in _REAL
        and event.bot_id is None
        and not event.hidden
        and event.user not in (None, bot_user)
    )


def _is_edited_late(event: MessageEvent) -> bool:
    """A mention that is edited comes again as an event of its own, whenever that is.

    Soon, it is taken once by its name, or says to the bot what it did not say before. Later,
    neither Restate nor, once deleted, the conversation may know that it was answered.
    """
    if event.edited is None:
        return False
    return identity.moment(event.edited.ts) - identity.moment(event.ts) > EDITABLE


def _home(event: MessageEvent, envelope: MessageEnvelope) -> str:
    """The workspace whose person wrote; in a shared channel it can be another than ours."""
    told = (team for team in (event.user_team, event.source_team, event.team) if team)
    return next((team for team in told if team != envelope.team_id), envelope.team_id)
