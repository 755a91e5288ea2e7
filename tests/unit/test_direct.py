"""The direct message with a person, which Slack is asked for once."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from slack_sdk.errors import SlackApiError

from bot.slack import Slack, SlackRefused


class Client:
    """Slack's own client, as far as it is called here."""

    base_url = "https://slack.com/api/"

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.refuses = False

    async def api_call(self, method: str, **arguments: Any) -> SimpleNamespace:
        self.asked.append((method, arguments["json"]["users"]))
        if self.refuses:
            answer = SimpleNamespace(data={"error": "user_disabled"}, status_code=200, headers={})
            raise SlackApiError("refused", cast("Any", answer))
        channel = arguments["json"]["users"].replace("U", "D", 1)
        return SimpleNamespace(data={"channel": {"id": channel}})


async def test_a_direct_message_is_asked_for_once() -> None:
    """For each person: an answer in a channel must not cost another call every time."""
    client = Client()
    slack = Slack(cast("Any", client))
    for user in ("U0ALICE", "U0BOB", "U0ALICE"):
        assert await slack.direct(user=user) == user.replace("U", "D", 1)
    assert client.asked == [("conversations.open", user) for user in ("U0ALICE", "U0BOB")]


async def test_a_refusal_is_not_remembered() -> None:
    client = Client()
    slack = Slack(cast("Any", client))
    client.refuses = True
    with pytest.raises(SlackRefused):
        await slack.direct(user="U0ALICE")
    client.refuses = False
    assert await slack.direct(user="U0ALICE") == "D0ALICE"
