"""What is for its reader alone, where others read along: by direct message, and the thread says so.

Called by `handlers`, whose steps these are.
"""

import logging
from datetime import timedelta
from functools import partial

from restate import ObjectContext, RunOptions

from bot import identity
from bot.messenger import steps
from bot.messenger.delivery import UNREFERABLE, Delivery, Intent, Sent
from bot.messenger.pages import Make
from bot.messenger.signs import Signs
from bot.readers import Readers
from bot.views import blocks, language, reply, words
from bot.views.blocks import Rendered
from bot.views.language import _
from services.contracts import session
from services.contracts.keys import Key, PostId
from services.contracts.posts import Post, Sentence, Update
from services.contracts.session import Note, Place

_LONGEST_ID = 200
_log = logging.getLogger(__name__)


async def moved(
    ctx: ObjectContext,
    post: Post,
    delivery: Delivery,
    *,
    step: str = "",
    within: timedelta = steps.GIVE_UP_AFTER,
) -> Post | None:
    """The post as it goes to its reader; None where there can be no direct message."""
    reader = post.reader
    if reader is None:
        return None

    async def attempt() -> Sent:
        return await delivery.direct(reader)

    sent = await steps.tried(ctx, f"open direct message{step}", attempt, within=within)
    if not sent.channel:
        return None
    place = Place(room=identity.room(team=identity.team_of(reader), channel=sent.channel))
    return post.model_copy(update={"place": place, "answers": None, "drafted": False})


def headed(post: Post | Update, make: Make) -> Make:
    """The same below a line that says where it belongs."""
    return partial(_headed, post, make)


def line(post: Post | Update) -> str:
    """Where it belongs, for who reads it in the direct message."""
    return _(words.ASIDE).format(channel=f"<#{identity.channel_of(post.place.room)}>")


async def say_so(
    ctx: ObjectContext,
    post: Post,
    sent: Sent,
    delivery: Delivery,
    readers: Readers,
    signs: Signs,
) -> None:
    """One line in the thread: where it is, or that it can't be told."""
    content = Sentence(code="in_private" if sent.ts else "no_direct_message")
    post_id = PostId(f"aside.{post.post_id}"[:_LONGEST_ID])
    # Without a reader: where the thread is gone, there is nobody to be told.
    told = Post(post_id=post_id, place=post.place, content=content)
    intent = await ctx.run_typed("intend aside", delivery.intend, RunOptions(type_hint=Intent))

    async def attempt() -> Sent:
        with language.of(await readers.language(post.reader)):
            view = reply.pointing(content, await delivery.link(sent))
            said = await delivery.post(told, view, intent)
        if post.answers:
            await signs.end(post.place, post.answers)
        return said

    said = await steps.tried(ctx, "post aside", attempt)
    if said.refused:
        _log.warning("aside of %s in %s not posted: %s", post.post_id, ctx.key(), said.refused)


def tell(ctx: ObjectContext, post: Post | Update, sent: Sent) -> None:
    """Let a conversation under what was put elsewhere know what it is about."""
    if post.note and post.reader and sent.channel and sent.ts not in ("", UNREFERABLE):
        room = identity.room(team=identity.team_of(post.reader), channel=sent.channel)
        _note(ctx, post.note, Place(room=room, thread=Key(sent.ts)))


def _note(ctx: ObjectContext, note: Note, place: Place) -> None:
    body = note.model_dump_json().encode()
    ctx.generic_send(session.NOTE.service, session.NOTE.name, body, key=identity.thread(place))


def _headed(post: Post | Update, make: Make) -> Rendered:
    return blocks.headed(line(post), make())
