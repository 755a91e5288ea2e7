"""The desk's own trouble, for who runs it: what does not get on, and that it is over. Pure."""

from bot import identity
from bot.views import language, mrkdwn
from bot.views.blocks import Rendered, context, message, section
from bot.views.language import N_, _, ngettext
from services.contracts.posts import RoomShut
from services.contracts.watch import DeskTrouble, Stuck

BEGUN = N_("Since {since} some of the desk's work does not get on. Nothing is lost.")
OVER = N_("From {since} to {until} some of the desk's work did not get on. It is over.")
WHERE = N_("In Restate: {invocations}")
SHUT = N_("I can't post in {room} (Slack says: {refused}).")
WAITS = N_("A message waits to be posted there.")
WAITS_ABOUT = N_("A message about {credit_id} waits to be posted there.")
MEND = N_(
    "Please unarchive the channel, let me write there, or invite me again with `/invite`. "
    "Everything that waits then comes by itself."
)


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


def room_shut(content: RoomShut) -> Rendered:
    """Which room it is, what waits for it, and what to do."""
    room = f"<#{identity.channel_of(content.room)}>"
    if content.given_up:
        text = ngettext(
            "I could not post {count} message in {room}, and have given up.",
            "I could not post {count} messages in {room}, and have given up.",
            content.given_up,
        ).format(count=language.count(content.given_up), room=room)
        return message(text, [section(f":warning: *{text}*")])
    shut = _(SHUT).format(room=room, refused=mrkdwn.escape(content.refused))
    about = content.credit_id
    waits = _(WAITS_ABOUT).format(credit_id=about) if about else _(WAITS)
    said = f"{shut} {waits}"
    return message(said, [section(f":warning: *{shut}*\n{waits} {_(MEND)}")])


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
