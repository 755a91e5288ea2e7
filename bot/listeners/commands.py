"""`/credit`: answers that only the caller sees, about nothing but the caller's own.

Called by Bolt through `register`.
"""

import asyncio
import difflib
import logging

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.ingress import DeskUnavailable, Refused
from bot.listeners import loan_commands
from bot.listeners.parts import Parts
from bot.listeners.payloads import Command
from bot.slack import Json
from bot.views import answers, mrkdwn, reply
from bot.views import words_en as words
from bot.views.blocks import Rendered
from services.contracts import account, audit, switch
from services.contracts.keys import CreditId, MalformedKey, PersonKey
from services.contracts.wire import Nothing

PATIENCE = 2.6
"""Seconds for the whole answer; Slack waits 3."""

_WORDS = ("status", "balance", *loan_commands.WORDS, "audit", "stop", "resume", "help")
_log = logging.getLogger(__name__)


async def answer(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Answer the command; an outage is a sentence too."""
    command = Command.model_validate(body)
    try:
        async with asyncio.timeout(PATIENCE):
            view = await _answer(parts, command.person, (command.text or "").split())
    except (DeskUnavailable, Refused, TimeoutError) as error:
        _log.warning("command of %s failed: %s", command.user_id, error)
        view = reply.plain(words.DESK_UNAVAILABLE)
    await ack(text=view.text, blocks=view.as_json(), response_type="ephemeral")


async def _answer(parts: Parts, person: PersonKey, typed: list[str]) -> Rendered:
    match [word.lower() for word in typed] or ["status"]:
        case ["status", *rest]:
            return await _status(parts, person, rest)
        case [word, *rest] if word in loan_commands.WORDS:
            return await loan_commands.answer(parts, person, word, rest)
        case ["audit", which, *_]:
            return await _audit(parts, person, which.upper())
        case ["stop" | "resume" as word]:
            return await _turn(parts, person, stopped=word == "stop")
        case ["balance", *_]:
            return answers.balance(await parts.ingress.call(account.BALANCE, person, Nothing()))
        case other:
            return answers.help_text() if other[0] == "help" else _unknown(other[0])


async def _status(parts: Parts, person: PersonKey, rest: list[str]) -> Rendered:
    """All credits of the caller, or the one that was typed."""
    own = await parts.ingress.call(account.CREDITS, person, Nothing())
    if not rest:
        return answers.credits_list(own)
    which = rest[0].upper()
    found = next((item for item in own.items if item.credit_id == which), None)
    return answers.one_credit(found) if found else reply.plain(words.NO_SUCH_CREDIT)


async def _turn(parts: Parts, person: PersonKey, *, stopped: bool) -> Rendered:
    """Officers stop the automatic path, or let it go on."""
    request = switch.Turn(by=person, stopped=stopped)
    turned = await parts.ingress.call(switch.TURN, switch.AUTOMATIC, request)
    match turned.outcome:
        case "done":
            return reply.plain(words.STOPPED if stopped else words.GOES_ON)
        case "already":
            return reply.plain(words.STANDS_SO)
        case "not_an_officer":
            return reply.plain(words.NO_OFFICER)


async def _audit(parts: Parts, person: PersonKey, which: str) -> Rendered:
    """For officers; to anybody else it is as if there were no such credit."""
    try:
        credit_id = CreditId(which)
    except MalformedKey:
        return reply.plain(words.NO_SUCH_CREDIT)
    found = await parts.ingress.call(audit.READ, credit_id, audit.Reading(by=person))
    return answers.audit(found.chain) if found.chain else reply.plain(words.NO_SUCH_CREDIT)


def _unknown(word: str) -> Rendered:
    nearest = difflib.get_close_matches(word, _WORDS, n=1)
    shown = mrkdwn.escape(mrkdwn.cut(word, 40)).replace("`", "")
    return answers.help_text(
        before=words.unknown_command(shown, nearest=nearest[0] if nearest else "")
    )
