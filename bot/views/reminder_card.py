"""Reminders: the one that is due in its thread, and a person's own as a list. Pure.

A reminder's text is its owner's own: it is escaped wherever it shows.
"""

from bot import names
from bot.views import language, money, mrkdwn, reply, words
from bot.views import reminder_words as reminders
from bot.views.blocks import Block, Rendered, button, context, message, section, with_button
from bot.views.language import _
from services.contracts.posts import ReminderDue
from services.contracts.reminders import Instalment, Reminder, Reminders

IN_HOME = 8
IN_LIST = 150
"""Characters of each text in a list: all of them whole would be longer than a message."""


def due(content: ReminderDue) -> Rendered:
    """What it was about, and where it comes from."""
    about = _due(content.instalment) if content.instalment else ""
    shown = " ".join(part for part in (mrkdwn.escape(content.text), about) if part)
    return message(
        f"{_(reminders.HEAD)}: {shown}",
        [
            section(f"*{_(reminders.HEAD)}*"),
            section(mrkdwn.quote(content.text)) if content.text else None,
            section(about) if about else None,
            context(content.reminder),
        ],
    )


def listed(own: Reminders) -> Rendered:
    """All of a person's reminders."""
    text = "\n".join(_line(each) for each in own.items) or _(reminders.NONE)
    parts = mrkdwn.split(text)
    return message("\n".join(parts), [section(part) for part in parts])


def in_home(own: Reminders) -> list[Block]:
    """The first of them, each with its button; nothing where there is none."""
    hidden = len(own.items) - IN_HOME
    return [
        *(_with_cancel(each) for each in own.items[:IN_HOME]),
        *([context(reminders.more(hidden))] if hidden > 0 else []),
    ]


def cancelled(gone: Reminders, *, every: bool) -> Rendered:
    """What became of the wish to cancel one, or every one."""
    if every:
        return reply.plain(_(reminders.ALL_CANCELLED))
    told = [reminders.cancelled(each.id) for each in gone.items]
    return reply.plain(" ".join(told) or _(reminders.UNKNOWN))


def _with_cancel(reminder: Reminder) -> Block:
    press = button(_(words.CANCEL), action=names.REMINDER_CANCEL, target=reminder.id)
    return with_button(_line(reminder), press)


def _line(reminder: Reminder) -> str:
    when = (
        _(reminders.DROPPED)
        if reminder.dropped
        else language.moment(reminder.at, with_weekday=True)
    )
    about = reminder.instalment
    before = _before(about) if about else ""
    text = mrkdwn.cut(mrkdwn.escape(reminder.text), IN_LIST)
    what = ", ".join(part for part in (text, before) if part)
    return reminders.line(reminder.id, when=when, what=what)


def _before(about: Instalment) -> str:
    return reminders.before(
        about.days, number=about.number, credit_id=about.credit_id, due=language.day(about.due)
    )


def _due(about: Instalment) -> str:
    return reminders.instalment(
        about.number,
        about.credit_id,
        payment=money.amount(about.payment),
        due=language.day(about.due),
    )
