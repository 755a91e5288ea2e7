"""What Slack is asked about a person: the locale, and who they are. Dieter reads German."""

from dataclasses import dataclass, field

from bot.slack import Json, SlackBusy, SlackRefused

DIETER = "U0DIETER"


@dataclass
class Locales:
    """Slack's `users.info`, which may refuse or be busy."""

    failure: SlackRefused | SlackBusy | None = None
    known: dict[str, str] = field(default_factory=lambda: {DIETER: "de-DE", "U0ALICE": "en-GB"})
    asked: list[str] = field(default_factory=list[str])
    more: dict[str, Json] = field(default_factory=dict[str, Json])

    async def person(self, *, user: str) -> Json:
        self.asked.append(user)
        if self.failure:
            raise self.failure
        return {"locale": self.known.get(user), **self.more.get(user, {})}
