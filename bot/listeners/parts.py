"""What every listener is given: the two doors and who we are. Built once by `app`."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.ingress import Ingress
from bot.links import Links
from bot.listeners.held import Held
from bot.listeners.payloads import Click
from bot.readers import Readers
from bot.rooms import Rooms
from bot.slack import Bot, Slack, SlackBusy, SlackRefused
from bot.views import reply
from services.contracts.session import Standing

_log = logging.getLogger(__name__)


class Asides:
    """Sentences to one person beside a channel's messages.

    They are said after Slack has been answered, which it must be within 3 seconds, and may be
    lost: nothing but refusals, and that it takes longer, is said this way.
    """

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._pending: set[asyncio.Task[None]] = set()

    def tell(self, click: Click, sentence: str) -> None:
        """Tell the person who clicked; an empty sentence is not said."""
        if sentence:
            thread = click.message.thread_ts if click.message else None
            self.say(channel=click.channel.id, user=click.user.id, thread=thread, sentence=sentence)

    def say(self, *, channel: str, user: str, thread: str | None, sentence: str) -> None:
        """Say it to that person alone."""
        saying = self._say(channel=channel, user=user, thread=thread, sentence=sentence)
        task = asyncio.get_running_loop().create_task(saying)
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def settled(self) -> None:
        """Wait until all that is to be said was said."""
        if self._pending:
            await asyncio.wait(self._pending)

    async def _say(self, *, channel: str, user: str, thread: str | None, sentence: str) -> None:
        view = reply.plain(sentence)
        try:
            await self._slack.whisper(
                channel=channel, user=user, thread=thread, text=view.text, blocks=view.as_json()
            )
        except (SlackBusy, SlackRefused) as error:
            _log.warning("sentence to %s in %s lost: %s", user, channel, error)


@dataclass(frozen=True)
class Parts:
    """The doors and the identity that listeners work with."""

    bot: Bot
    ingress: Ingress
    slack: Slack
    readers: Readers = field(repr=False)
    links: Links
    asides: Asides = field(repr=False)
    held: Held = field(repr=False)
    """By which messages go to Restate."""
    live: Callable[[], bool] = field(repr=False)
    """Whether an answer can be shown while it is written."""
    rooms: Rooms = field(default_factory=Rooms)
    served: frozenset[Standing] = frozenset({"member"})
    """Whom the desk serves."""
