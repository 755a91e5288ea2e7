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
    my_data,
    officer_commands,
    reminders,
)
from bot.listeners.called import Called, Word
from bot.listeners.parts import Parts
from bot.listeners.payloads import Command
from bot.slack import Json
from bot.views import command_words, language, mrkdwn, reply, words
from bot.views.blocks import Rendered
from bot.views.language import _
from services.contracts import sizes

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
        view = reply.plain(_(words.DESK_UNAVAILABLE))
    if view is None:
        await ack()
    else:
        await ack(text=view.text, blocks=view.as_json(), response_type="ephemeral")


def help_text() -> str:
    """What can be typed: a line for each word, the officers' in one."""
    own = [command_words.line(row.typed, row.what) for row in TABLE.values() if not row.officers]
    officers = command_words.for_officers([row.typed for row in TABLE.values() if row.officers])
    return "\n".join([*own, officers, _(command_words.TO_APPLY)])


def usage_hint() -> str:
    """What the manifest tells Slack to show while `/credit` is typed."""
    return " | ".join(row.typed for row in TABLE.values() if not row.officers)


async def _answer(parts: Parts, command: Command) -> Rendered | None:
    if len(command.text or "") > sizes.MESSAGE:
        limit = language.count(sizes.MESSAGE)
        return reply.plain(_(words.TOO_LONG).format(limit=limit))
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
    head = command_words.unknown(shown, nearest=nearest[0] if nearest else "")
    return reply.plain(f"{head}\n{help_text()}")


TABLE: Mapping[str, Word] = MappingProxyType(
    {
        row.word: row
        for row in (
            Word("status", "[CR-…]", command_words.STATUS, credit_commands.status),
            Word("apply", "[amount] [months]", command_words.APPLY, applications.apply),
            Word("owe", "[CR-…]", command_words.OWE, loan_commands.answer),
            Word("schedule", "CR-…", command_words.SCHEDULE, loan_commands.answer),
            Word("repay", "CR-… [amount] [shorter]", command_words.REPAY, loan_commands.answer),
            Word("withdraw", "CR-…", command_words.WITHDRAW, loan_commands.answer),
            Word("human", "[CR-…] [your words]", command_words.HUMAN, credit_commands.human),
            Word("balance", "", command_words.BALANCE, credit_commands.balance),
            Word("reminders", "", command_words.REMINDERS, reminders.show),
            Word("forget", "[R-…]", command_words.FORGET, my_data.forget),
            Word("my-data", "", command_words.MY_DATA, my_data.send),
            Word("help", "", command_words.HELP, _help),
            Word("audit", "CR-…", command_words.AUDIT, officer_commands.audit, officers=True),
            Word("stop", "", command_words.STOP, officer_commands.stop, officers=True),
            Word("resume", "", command_words.RESUME, officer_commands.resume, officers=True),
        )
    }
)
"""The words that `/credit` knows, in the order of its help."""
