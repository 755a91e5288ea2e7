"""An app that Slack refuses is told once to who runs it, and so is that it is over."""

import pytest

from bot.failures import AppRefused
from bot.outage import QUIET, Outage


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage().split(". ")[0] for r in caplog.records if "ALERT" in r.getMessage()]


def test_it_is_told_once_however_often_it_is_met(caplog: pytest.LogCaptureFixture) -> None:
    """Also where one method is taken all the while, and another is refused by another word."""
    now = 1000.0
    outage = Outage(lambda: now)
    for _ in range(20):
        now += 10
        outage.seen("chat.postMessage", AppRefused(code="token_revoked"))
        outage.seen("users.info", AppRefused(code="invalid_auth"))
        outage.end()
    assert told(caplog) == [
        "ALERT Slack refuses the app in chat.postMessage: token_revoked",
        "ALERT Slack refuses the app in users.info: invalid_auth",
    ]
    now += QUIET + 1
    outage.end()
    outage.end()
    assert told(caplog)[2:] == ["ALERT over: Slack takes the app again"]


def test_the_next_one_is_told_again(caplog: pytest.LogCaptureFixture) -> None:
    now = 1000.0
    outage = Outage(lambda: now)
    for _ in range(2):
        outage.seen("chat.postMessage", AppRefused(code="missing_scope", needed="chat:write"))
        now += QUIET + 1
        outage.end()
    begun = "ALERT Slack refuses the app in chat.postMessage: missing_scope, needed: chat:write"
    assert told(caplog) == [begun, "ALERT over: Slack takes the app again"] * 2
