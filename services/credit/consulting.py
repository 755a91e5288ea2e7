"""Asking an agent that works for the application, in a session of its own."""

from typing import Literal

import restate

from services import durable
from services.contracts import session
from services.contracts.keys import ReviewKey
from services.credit.case import Case


async def consult(
    case: Case, text: str, *, task: Literal["review", "classify"]
) -> session.Consultation:
    """What the agent came to. Whatever ends it, a kill included, is a `failed` consultation."""
    case.show_progress()
    key = ReviewKey(f"{task}.{case.application.credit_id}")
    try:
        reply = await durable.call(case.ctx, session.CONSULT, session.Brief(text=text), key=key)
    except restate.TerminalError as failure:
        if durable.is_cancellation(failure):
            raise
        return session.Consultation(outcome="failed", failure=failure.message)
    case.model = reply.model
    return reply
