"""In which language a person reads: Slack is asked now and then, and it is English without it.

One for the process, built by `app`. What it remembers is no state: Slack knows it.
"""

import asyncio
import logging
import time
from typing import Protocol

from bot import identity
from bot.failures import NOT_HERE
from bot.slack import SlackBusy, SlackRefused
from bot.views import language
from services.contracts.keys import PersonKey

PATIENCE = 3.0
"""Seconds for an answer of Slack; the room's posts wait behind it."""
LASTS = 3600.0
"""Seconds after which a person may have chosen another language."""
REMEMBERED = 10_000
"""People; who is in again is asked about again."""

_log = logging.getLogger(__name__)


class Door(Protocol):
    """What of Slack this needs."""

    async def locale(self, *, user: str) -> str: ...


class Readers:
    """Who reads in which language."""

    def __init__(self, slack: Door) -> None:
        self._slack = slack
        self._known: dict[PersonKey, tuple[str, float]] = {}
        """Each person's language, and until when it is taken as known."""
        self._silent = False
        """True once Slack has refused to tell this app of any person."""

    async def language(self, person: PersonKey | None, *, patience: float = PATIENCE) -> str:
        """The person's language; English for nobody in particular, and where Slack can't say."""
        if person is None or self._silent:
            return language.SOURCE
        known, until = self._known.get(person, (language.SOURCE, 0.0))
        if time.monotonic() < until:
            return known
        try:
            async with asyncio.timeout(patience):
                locale = await self._slack.locale(user=identity.user_of(person))
        except (SlackBusy, TimeoutError) as error:
            _log.info("language of %s not known now: %s", person, error or type(error).__name__)
            return known
        except SlackRefused as error:
            _log.info("language of %s not known: %s", person, error.code)
            self._silent = error.code in NOT_HERE
            locale = ""
        return self._remember(person, language.nearest(locale))

    def _remember(self, person: PersonKey, tag: str) -> str:
        self._known[person] = (tag, time.monotonic() + LASTS)
        if len(self._known) > REMEMBERED:
            self._known.pop(next(iter(self._known)))
        return tag
