"""The faults' Slack without faults: keeps what it was sent as it was sent, and people have names.

A display name is whatever its owner wants, so it is one way for words to come in. `Way` also
brings what is typed as a command.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from bot import names
from tests.faults import record
from tests.faults.courier import APP
from tests.faults.fates import Fates
from tests.faults.record import Record
from tests.faults.slack import Json, Shown, Slack
from tests.faults.ways import Signed

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Sent:
    """One call that showed something to somebody: the method's body, and what showed."""

    body: Json
    shown: Shown
    """A file's mark stands in it a moment later."""


class Watched(Slack):
    """Listens on a free port once started."""

    def __init__(self, noted: Record) -> None:
        fates = Fates(0)
        fates.calm = True
        super().__init__(noted, fates, connect=str)
        self.sent: list[Sent] = []
        self.names: dict[str, str] = {}
        """Display names by user."""

    def _acts(self) -> dict[str, Callable[[Json], Json]]:
        return {**super()._acts(), "users.info": self._user, "chat.getPermalink": _permalink}

    def _user(self, body: Json) -> Json:
        name = self.names.get(body["user"], "Somebody")
        profile = {"display_name": name, "real_name": name}
        return {"user": {"id": body["user"], "name": name, "profile": profile, "locale": "en-GB"}}

    def _updated(self, body: Json) -> Json:
        done = super()._updated(body)
        if known := self._by_ts.get((body["channel"], body["ts"])):
            self.sent[-1] = Sent(body, known)  # an update bears no mark of its own
        return done

    def _shown(self, body: Json, *, root: str) -> Shown:
        shown = super()._shown(body, root=root)
        self.sent.append(Sent(body, shown))
        return shown


class Way(Signed):
    """Requests to the app, signed."""

    async def command(self, user: str, text: str, *, trigger: str = "") -> bytes | None:
        """Type `/credit …`. What only its caller sees, or None where Slack got no answer.

        A form that it opens is found by the trigger.
        """
        told = {
            "command": names.CREDIT_COMMAND,
            "text": text,
            "user_id": user,
            "team_id": record.TEAM,
            "channel_id": record.direct(user),
            "trigger_id": trigger or f"{next(_numbers)}.command",
            "api_app_id": APP,
        }
        return await self._post(
            urlencode(told).encode(), content_type="application/x-www-form-urlencoded"
        )


def _permalink(body: Json) -> Json:
    return {"permalink": f"https://slack.example/{body['channel']}/{body['message_ts']}"}
