"""What a session says to its owner: the reply, the line of what it does, and what is half said."""

import restate

from services import durable
from services.contracts import drafts, posts, session
from services.contracts.keys import PersonKey, PostId
from services.session import transcript


def show(
    ctx: restate.ObjectContext, message: session.Message, code: posts.StatusCode | None
) -> None:
    """The line that says what the desk does; None takes it away."""
    line = posts.StatusLine(
        place=message.place, message=message.reference, code=code, reader=message.author
    )
    durable.send(ctx, posts.STATUS, line, key=message.place.room)


def post(
    ctx: restate.ObjectContext,
    message: session.Message,
    content: posts.Reply | posts.Sentence,
    *,
    only_for: PersonKey | None = None,
    private: bool = False,
) -> None:
    """The message's reply, which is one post; `private` where others read along."""
    note = transcript.aside(message, content) if private else None
    post = posts.Post(
        post_id=_reply_id(ctx, message),
        place=message.place,
        content=content,
        only_for=only_for,
        answers=message.reference,
        reader=message.author,
        drafted=transcript.is_watched(message),
        discretion="private" if note else "open",
        note=note,
    )
    durable.send(ctx, posts.POST, post, key=message.place.room)


def say_longer(ctx: restate.ObjectContext, message: session.Message) -> None:
    """The model is down, and the answer comes later. The same post, however often it is said."""
    post = posts.Post(
        post_id=PostId(f"longer.{ctx.key()}.{message.reference}"),
        place=message.place,
        content=posts.Sentence(code="takes_longer"),
        reader=message.author,
    )
    durable.send(ctx, posts.POST, post, key=message.place.room)


def draft(ctx: restate.ObjectContext, message: session.Message, text: str) -> drafts.Draft:
    """The reply as far as it is written."""
    return drafts.Draft(
        post_id=_reply_id(ctx, message),
        place=message.place,
        reader=message.author,
        answers=message.reference,
        text=text,
    )


def retract(ctx: restate.ObjectContext, message: session.Message) -> None:
    """A card says it all: what the model may have begun to say is taken away."""
    if transcript.is_watched(message):
        retraction = drafts.Retraction(post_id=_reply_id(ctx, message), place=message.place)
        durable.send(ctx, drafts.RETRACT, retraction, key=message.place.room)


def _reply_id(ctx: restate.ObjectContext, message: session.Message) -> PostId:
    return PostId(f"reply.{ctx.key()}.{message.reference}")
