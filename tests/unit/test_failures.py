"""What Slack's failures say to us: its own words, and nothing that only looks like them."""

import json
from typing import Any, cast

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import failures


def refusal(**told: str) -> str:
    """What is said of a refusal in which Slack has told this."""
    response = AsyncSlackResponse(
        client=cast("Any", None),
        http_verb="POST",
        api_url="",
        req_args={},
        data={"ok": False, **told},
        headers={},
        status_code=200,
    )
    return str(failures.meaning(SlackApiError(json.dumps(told), response)))


def test_the_scopes_that_are_needed_are_told() -> None:
    said = refusal(error="missing_scope", needed="files:write,groups:history")
    assert said == "missing_scope, needed: files:write,groups:history"


@pytest.mark.parametrize("needed", ["xoxb-planted-token", "Traceback: x", "a" * 300])
def test_what_is_no_scope_is_not(needed: str) -> None:
    """An answer that is not Slack's may repeat the token."""
    assert refusal(error="missing_scope", needed=needed) == "missing_scope"
    assert refusal(error=needed) == failures.UNREADABLE
