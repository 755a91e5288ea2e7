"""`/credit`: answers that only the caller sees. One table makes all that is said of its words.

Called by Bolt through `register`.
"""

import asyncio
import difflib
import logging
from collections.abc import Mapping
from types import MappingProxyType

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.ingress import DeskUnavailable, Refused
from bot.listeners import (
    applications,
    credit_commands,
    loan_commands,
    officer_commands,
    reminders,
)
from bot.listeners.called import Called, Word
from bot.listeners.parts import Parts
from bot.listeners.payloads import Command
from bot.slack import Json
from bot.views import commands_en, mrkdwn, reply
from bot.views import words_en as words
from bot.views.blocks import Rendered

PATIENCE = 2.6
"""Seconds for the whole answer; Slack waits 3."""

_log = logging.getLogger(__name__)


async def answer(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Answer the command; an outage is a sentence too."""
    command = Command.model_validate(body)
    try:
        async with asyncio.timeout(PATIENCE):
            view = await _answer(parts, command)
    except (DeskUnavailable, Refused, TimeoutError) as error:
        _log.warning("command of %s failed: %s", command.user_id, error)
        view = reply.plain(words.DESK_UNAVAILABLE)
    if view is None:
        await ack()
    else:
        await ack(text=view.text, blocks=view.as_json(), response_type="ephemeral")


def help_text() -> str:
    """What can be typed: a line for each word, the officers' in one."""
    own = [commands_en.line(row.typed, row.what) for row in TABLE.values() if not row.officers]
    officers = commands_en.for_officers([row.typed for row in TABLE.values() if row.officers])
    return "\n".join([*own, officers, commands_en.TO_APPLY])


def usage_hint() -> str:
    """What the manifest tells Slack to show while `/credit` is typed."""
    return " | ".join(row.typed for row in TABLE.values() if not row.officers)


async def _answer(parts: Parts, command: Command) -> Rendered | None:
    word, *rest = (command.text or "").lower().split() or ["status"]
    row = TABLE.get(word)
    if row is None:
        return _unknown(word)
    called = Called(
        parts,
        command.person,
        word,
        tuple(rest),
        text=(command.text or "").strip()[len(word) :].strip(),
        trigger=command.trigger_id,
    )
    return await row.answer(called)


async def _help(_called: Called) -> Rendered:
    return reply.plain(help_text())


def _unknown(word: str) -> Rendered:
    nearest = difflib.get_close_matches(word, TABLE, n=1)
    shown = mrkdwn.escape(mrkdwn.cut(word, 40)).replace("`", "")
    head = commands_en.unknown(shown, nearest=nearest[0] if nearest else "")
    return reply.plain(f"{head}\n{help_text()}")


TABLE: Mapping[str, Word] = MappingProxyType(
    {
        row.word: row
        for row in (
            Word("status", "[CR-…]", commands_en.STATUS, credit_commands.status),
            Word("apply", "[amount] [months]", commands_en.APPLY, applications.apply),
            Word("owe", "[CR-…]", commands_en.OWE, loan_commands.answer),
            Word("schedule", "CR-…", commands_en.SCHEDULE, loan_commands.answer),
            Word("repay", "CR-… [amount] [shorter]", commands_en.REPAY, loan_commands.answer),
            Word("withdraw", "CR-…", commands_en.WITHDRAW, loan_commands.answer),
            Word("human", "[CR-…] [your words]", commands_en.HUMAN, credit_commands.human),
            Word("balance", "", commands_en.BALANCE, credit_commands.balance),
            Word("reminders", "", commands_en.REMINDERS, reminders.show),
            Word("forget", "R-…", commands_en.FORGET, reminders.forget),
            Word("help", "", commands_en.HELP, _help),
            Word("audit", "CR-…", commands_en.AUDIT, officer_commands.audit, officers=True),
            Word("stop", "", commands_en.STOP, officer_commands.stop, officers=True),
            Word("resume", "", commands_en.RESUME, officer_commands.resume, officers=True),
        )
    }
)
"""The words that `/credit` knows, in the order of its help."""
