"""Who we are at Slack, asked at the start, and whether it lets us do our work.

What a person has to set right ends the process; what passes by itself is waited for.
"""

import asyncio
import logging

from bot.slack import Bot, Slack, SlackBusy, SlackRefused

NEEDED = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "chat:write",
        "commands",
        "groups:history",
        "im:history",
        "im:write",
    }
)
"""Scopes without which people are not heard or not answered."""
WELCOME = frozenset({"assistant:write", "files:write", "reactions:write", "users:read"})
"""Scopes that the desk does without: it then shows less. Both are the manifest's."""
LOOK = 1.0
"""Seconds between two questions to a Slack that does not answer."""

_REFUSING = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
"""What Slack says of a token that will not do later either."""
_PAGES = {
    "SLACK_BOT_TOKEN": "OAuth & Permissions",
    "SLACK_APP_TOKEN": "Basic Information, App-Level Tokens",
}
_log = logging.getLogger(__name__)


class NotAdmitted(Exception):
    """Slack won't work with us as we are set up. Its text is for whoever runs the bot."""


async def introduce(slack: Slack) -> Bot:
    """Ask Slack who we are, until it answers. Raises `NotAdmitted`."""
    said = ""
    while True:
        try:
            bot = await slack.whoami()
        except (SlackBusy, SlackRefused) as error:
            if refused := refusal(error, of="SLACK_BOT_TOKEN"):
                raise refused from error
            if error.code != said:
                _log.warning("Slack does not answer yet: %s", error.code)
            said = error.code
            await asyncio.sleep(LOOK)
        else:
            _check(bot)
            return bot


def refusal(error: SlackBusy | SlackRefused, *, of: str) -> NotAdmitted | None:
    """What it means for whoever set that token, where it will not do later either."""
    if type(error) is SlackBusy or error.code not in _REFUSING:
        return None
    return NotAdmitted(
        f"Slack refuses {of} ({error.code}). Copy it again from the app's page,"
        f" {_PAGES[of]}; if it is the same, make a new one there."
    )


def _check(bot: Bot) -> None:
    if bot.scopes is None:
        return
    if NEEDED - bot.scopes:
        raise NotAdmitted(_lacking(NEEDED | WELCOME, bot.scopes))
    if WELCOME - bot.scopes:
        _log.warning("%s Until then the desk shows less.", _lacking(WELCOME, bot.scopes))


def _lacking(wanted: frozenset[str], granted: frozenset[str]) -> str:
    return (
        f"The Slack app lacks scopes: {', '.join(sorted(wanted - granted))}. Give it those of"
        " manifests/slack/manifest.yaml, and install it to the workspace again."
    )
