"""What has ended with a failure, for who runs the desk: a button until somebody saw to it. Pure."""

from bot import names
from bot.views import mrkdwn, officer_cards
from bot.views.blocks import Rendered, button, buttons, context, message, section
from bot.views.language import N_, _, ngettext
from services.contracts.watch import DeskFailures, FailedWork

TITLE = N_("Some of the desk's work has failed for good and is not retried.")
REPAIRED = N_("The desk restarts missing timers by itself. Please check the rest in Restate.")
WHERE = N_("In Restate: {invocations}")
SEE_TO = N_("I have seen to it")
SEEN = N_("{officer} has seen to it.")
NO_FAILURES = N_("There is no such report.")


def view(content: DeskFailures) -> Rendered:
    """Handlers, how many, and for what; who has seen to it, once somebody has."""
    sign = "✓" if content.seen_by else ":warning:"
    text = f"{sign} {_(TITLE)}"
    works = "\n".join(f"• {_work(each)}" for each in content.works)
    named = mrkdwn.escape(", ".join(content.invocations))
    seen = button(_(SEE_TO), action=names.FAILURES_SEEN, target=content.number)
    by = officer_cards.mention(content.seen_by) if content.seen_by else ""
    return message(
        text,
        [
            section(f"{sign} *{_(TITLE)}*\n{works}\n{_(REPAIRED)}"),
            context(_(WHERE).format(invocations=named)),
            context(_(SEEN).format(officer=by)) if by else buttons(seen),
        ],
    )


def _work(each: FailedWork) -> str:
    work = mrkdwn.escape(f"{each.service}/{each.handler}")
    said = ngettext("{work}: {count} time", "{work}: {count} times", each.count)
    told = said.format(work=work, count=each.count)
    keys = mrkdwn.escape(", ".join(each.keys))
    return f"{told} ({keys})" if keys else told
