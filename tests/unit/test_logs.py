"""The bot's log: ids and codes, and nothing of what others have said."""

import logging

import pytest

from bot import logs

ANSWER = (
    "Failed to retrieve WSS URL: The request to the Slack API failed. (url: https://slack.com/api/"
    "apps.connections.open) | The server responded with: {'ok': False, 'error': 'invalid_auth', "
    "'detail': 'xapp-planted'}"
)


@pytest.mark.parametrize(
    ("name", "said", "logged"),
    [
        ("slack_bolt.desk", ANSWER, "Failed to retrieve WSS URL: invalid_auth"),
        ("slack_sdk.web", "Failed to parse the body: xapp-planted", "Failed to parse the body"),
        ("slack_sdk.web", "{'error': 'xapp-planted'}", ""),
        ("bot.slack", "a line of ours: {'error': 'x'}", "a line of ours: {'error': 'x'}"),
    ],
)
def test_of_slacks_sdk_its_first_words_and_slacks_code(name: str, said: str, logged: str) -> None:
    """An answer may repeat the token that it was asked with."""
    record = logging.LogRecord(name, logging.ERROR, "", 0, "%s", (said,), None)
    assert logs.Sparing().filter(record)
    assert record.getMessage() == logged
