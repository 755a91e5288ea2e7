"""The desk's own trouble, for who runs it: what does not get on, and that it is over. Pure."""

from bot.views import language, mrkdwn
from bot.views.blocks import Rendered, context, message, section
from bot.views.language import N_, _, ngettext
from services.contracts.watch import DeskTrouble, Stuck

BEGUN = N_("Since {since} some of the desk's work does not get on. Nothing is lost.")
OVER = N_("From {since} to {until} some of the desk's work did not get on. It is over.")
WHERE = N_("In Restate: {invocations}")


def view(content: DeskTrouble) -> Rendered:
    """The same post while it lasts and when it is over."""
    said, sign = (_(OVER), "✓") if content.until else (_(BEGUN), ":warning:")
    since, until = content.since, content.until or content.since
    text = said.format(since=language.moment(since), until=language.moment(until))
    stuck = "\n".join(f"• {_stuck(each)}" for each in content.stuck)
    named = mrkdwn.escape(", ".join(content.invocations))
    where = context(_(WHERE).format(invocations=named)) if named else None
    return message(f"{sign} {text}", [section(f"{sign} *{text}*\n{stuck}"), where])


def _stuck(each: Stuck) -> str:
    work = mrkdwn.escape(f"{each.service}/{each.handler}")
    if each.paused:
        said = ngettext("{work}: {count} is paused", "{work}: {count} are paused", each.count)
    else:
        said = ngettext(
            "{work}: {count} is tried again", "{work}: {count} are tried again", each.count
        )
    return said.format(work=work, count=language.count(each.count))
