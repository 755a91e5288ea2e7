"""The one thing that Slack is asked about a reader: the locale. Dieter reads German."""

from dataclasses import dataclass, field

from bot.slack import SlackBusy, SlackRefused

DIETER = "U0DIETER"


@dataclass
class Locales:
    """Slack's `users.info`, which may refuse or be busy."""

    failure: SlackRefused | SlackBusy | None = None
    known: dict[str, str] = field(default_factory=lambda: {DIETER: "de-DE", "U0ALICE": "en-GB"})
    asked: list[str] = field(default_factory=list[str])

    async def locale(self, *, user: str) -> str:
        self.asked.append(user)
        if self.failure:
            raise self.failure
        return self.known.get(user, "")
