"""A message that comes again: somebody edits a mention, and the front end delivers it as new.

Restate takes a message once by its name, for a day. Later the session itself has to know.
"""

import restate

from services import durable
from services.contracts.session import Message
from services.session import transcript
from services.session.transcript import Head


async def is_answered(ctx: restate.ObjectContext, head: Head, message: Message) -> bool:
    """Whether the message was answered. Only of an old one the time is asked."""
    if transcript.is_answered(head, message):
        return True
    if not transcript.may_be_answered(head, message):
        return False
    return message.sent_at < await durable.now(ctx) - transcript.NAMED
