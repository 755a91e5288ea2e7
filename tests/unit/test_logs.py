"""The bot's log: ids and codes, and nothing of what others have said."""

import logging

import pytest
from pydantic import ValidationError

from bot import logs
from services.contracts.credit import Answer

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


def test_an_exception_is_where_and_what_kind() -> None:
    """Its text may be what a person has written, and its lines what stands around it."""
    with pytest.raises(ValueError, match="planted") as raised:
        int("a planted sentence")
    failed = (raised.type, raised.value, raised.tb)
    record = logging.LogRecord("bot.x", logging.ERROR, "", 0, "failed", (), failed)
    line = logs.OneLine().format(record)
    assert "planted" not in line
    assert "ValueError at " in line
    assert "\n" not in line


def test_what_is_wrong_with_a_request_is_told_without_its_content() -> None:
    """Restate keeps why an invocation failed in plain, and shows it to who runs the desk."""
    with pytest.raises(ValidationError) as wrong:
        Answer.model_validate(
            {"by": "T0DESK.U0ALICE", "question": "a planted", "text": ["planted"]}
        )
    assert "planted" not in str(wrong.value)
