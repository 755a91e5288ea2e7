"""What Slack tells of a person: the language to write in, and whether they are one of us.

Slack is asked now and then. One for the process, built by `app`. What it remembers is no state:
Slack knows it. Where Slack can't say, a person reads English and counts as a member: to shut
everybody out in an outage would be worse than to serve a guest their own account for an hour,
and who is of another organisation shows in the event itself.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from bot import identity
from bot.failures import NOT_HERE
from bot.slack import Json, SlackBusy, SlackRefused
from bot.unavailable import Unavailable
from bot.views import language
from services.contracts.keys import PersonKey
from services.contracts.session import Standing

PATIENCE = 3.0
"""Seconds for an answer of Slack; the room's posts wait behind it."""
LASTS = 3600.0
"""Seconds after which a person may have chosen another language."""
REMEMBERED = 10_000
"""People; who is in again is asked about again."""

_log = logging.getLogger(__name__)


class Door(Protocol):
    """What of Slack this needs."""

    async def person(self, *, user: str) -> Json: ...


@dataclass(frozen=True)
class Known:
    """A person as far as Slack tells."""

    language: str = language.SOURCE
    standing: Standing = "member"


class Readers:
    """Who reads in which language, and is who here."""

    def __init__(self, slack: Door, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._slack = slack
        self._clock = clock
        self._known: dict[PersonKey, tuple[Known, float]] = {}
        """Each person, and until when it is taken as known."""
        self._silent = Unavailable(clock)
        """Whether Slack has refused to tell this app of any person."""

    async def language(self, person: PersonKey | None, *, patience: float = PATIENCE) -> str:
        """The person's language; English for nobody in particular, and where Slack can't say."""
        return (await self.known(person, patience=patience)).language

    async def known(self, person: PersonKey | None, *, patience: float = PATIENCE) -> Known:
        """All that Slack tells of the person; the last that it told where it can't say now."""
        if person is None:
            return Known()
        known, until = self._known.get(person, (Known(), 0.0))
        if self._silent or self._clock() < until:
            return known
        try:
            async with asyncio.timeout(patience):
                told = await self._slack.person(user=identity.user_of(person))
        except (SlackBusy, TimeoutError) as error:
            _log.info("%s not known now: %s", person, error or type(error).__name__)
            return known
        except SlackRefused as error:
            _log.info("%s not known: %s", person, error.code)
            if error.code in NOT_HERE:
                self._silent.note()
                return known
            told = {}
        return self._remember(person, _read(told, person))

    def _remember(self, person: PersonKey, known: Known) -> Known:
        self._known[person] = (known, self._clock() + LASTS)
        if len(self._known) > REMEMBERED:
            self._known.pop(next(iter(self._known)))
        return known


class _Organisation(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    teams: tuple[str, ...] = ()


class _Told(BaseModel):
    """Of what Slack says of a person, the part that we read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    locale: str | None = None
    team_id: str = ""
    enterprise_user: _Organisation = _Organisation()
    is_bot: bool = False
    is_stranger: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False

    def standing(self, person: PersonKey) -> Standing:
        home = identity.team_of(person)
        elsewhere = bool(self.team_id) and home not in (self.team_id, *self.enterprise_user.teams)
        if self.is_bot:
            return "machine"
        if self.is_stranger or elsewhere:
            return "stranger"
        return "guest" if self.is_restricted or self.is_ultra_restricted else "member"


def _read(told: Json, person: PersonKey) -> Known:
    try:
        read = _Told.model_validate(told)
    except ValidationError as error:
        _log.warning("what Slack says of %s can't be read: %s", person, error.error_count())
        return Known()
    return Known(language.nearest(read.locale or ""), read.standing(person))
