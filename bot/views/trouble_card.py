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
    over = content.until is not None
    said, sign = (_(OVER), "✓") if over else (_(BEGUN), ":warning:")
    since, until = content.since, content.until or content.since
    text = said.format(since=language.moment(since), until=language.moment(until))
    stuck = "\n".join(f"• {_stuck(each, over=over)}" for each in content.stuck)
    named = mrkdwn.escape(", ".join(content.invocations))
    where = context(_(WHERE).format(invocations=named)) if named else None
    return message(f"{sign} {text}", [section(f"{sign} *{text}*\n{stuck}"), where])


def _stuck(each: Stuck, *, over: bool) -> str:
    work, number = mrkdwn.escape(f"{each.service}/{each.handler}"), each.count
    match each.paused, over:
        case True, False:
            said = ngettext("{work}: {count} is paused", "{work}: {count} are paused", number)
        case True, True:
            said = ngettext("{work}: {count} was paused", "{work}: {count} were paused", number)
        case False, False:
            said = ngettext(
                "{work}: {count} is tried again", "{work}: {count} are tried again", number
            )
        case _:
            said = ngettext(
                "{work}: {count} was tried again", "{work}: {count} were tried again", number
            )
    return said.format(work=work, count=language.count(number))
