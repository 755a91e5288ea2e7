"""What to write, suggested when a person opens the messages tab. Called by `home`.

A courtesy: it is tried once, and the manifest's own prompts stay where it fails.
"""

import logging

from bot import identity
from bot.ingress import DeskUnavailable, Refused
from bot.listeners.parts import Parts
from bot.listeners.payloads import HomeEnvelope
from bot.slack import SlackBusy, SlackRefused
from bot.views import prompts
from services.contracts import account
from services.contracts.wire import Nothing

_log = logging.getLogger(__name__)


async def suggest(parts: Parts, envelope: HomeEnvelope) -> None:
    """Set the prompts by the person's credits, in their direct message alone. Never fails."""
    opened = envelope.event
    if not identity.is_direct(opened.channel):
        return
    person = identity.person(team=envelope.team_id, user=opened.user)
    try:
        found = prompts.of(await parts.ingress.call(account.CREDITS, person, Nothing()))
        await parts.slack.suggest(
            channel=opened.channel, title=found.title, prompts=found.as_json()
        )
    except (DeskUnavailable, Refused, SlackBusy, SlackRefused) as error:
        _log.info("nothing suggested in %s: %s", opened.channel, error)
