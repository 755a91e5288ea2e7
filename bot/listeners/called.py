"""One word of `/credit`: how it was called, and what the table of words says of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot import identity
from bot.listeners.parts import Parts
from bot.views.blocks import Rendered
from services.contracts.keys import PersonKey
from services.contracts.session import Place


@dataclass(frozen=True)
class Called:
    """A command that somebody typed. `rest` is what came after the word, in lower case."""

    parts: Parts
    person: PersonKey
    word: str
    rest: tuple[str, ...]
    text: str = ""
    """The same as it was typed."""
    trigger: str = ""
    """What opens a form, within 3 seconds."""


async def direct(parts: Parts, person: PersonKey) -> Place:
    """Where the person alone reads. Raises `SlackBusy` or `SlackRefused`."""
    channel = await parts.slack.direct(user=identity.user_of(person))
    return Place(room=identity.room(team=identity.team_of(person), channel=channel))


@dataclass(frozen=True)
class Word:
    """A row of the table. The services, not the table, refuse who is no officer."""

    word: str
    arguments: str
    """As a person reads them: those in brackets may be left out."""
    what: str
    answer: Callable[[Called], Awaitable[Rendered | None]]
    """None where what it opened is the answer."""
    officers: bool = False

    @property
    def typed(self) -> str:
        """What to type after `/credit`."""
        return f"{self.word} {self.arguments}".strip()
