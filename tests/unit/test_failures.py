"""What Slack's failures say to us: its own words, and nothing that only looks like them."""

import json
from typing import Any, cast

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import failures
from bot.failures import AppRefused, SlackBusy, SlackRefused, TooLong


def read(method: str = "", **told: str) -> SlackBusy | SlackRefused:
    """What a refusal means in which Slack has told this."""
    response = AsyncSlackResponse(
        client=cast("Any", None),
        http_verb="POST",
        api_url="",
        req_args={},
        data={"ok": False, **told},
        headers={},
        status_code=200,
    )
    return failures.meaning(SlackApiError(json.dumps(told), response), method)


def refusal(**told: str) -> str:
    """What is said of it."""
    return str(read(**told))


def test_the_scopes_that_are_needed_are_told() -> None:
    said = refusal(error="missing_scope", needed="files:write,groups:history")
    assert said == "missing_scope, needed: files:write,groups:history"


@pytest.mark.parametrize("needed", ["xoxb-planted-token", "Traceback: x", "a" * 300])
def test_what_is_no_scope_is_not(needed: str) -> None:
    """An answer that is not Slack's may repeat the token."""
    assert refusal(error="missing_scope", needed=needed) == "missing_scope"
    assert refusal(error=needed) == failures.UNREADABLE


DISPENSABLE = (
    *("reactions.add", "reactions.remove", "assistant.threads.setStatus", "users.info"),
    *("assistant.threads.setSuggestedPrompts", "files.getUploadURLExternal", "views.publish"),
    *("conversations.history", "conversations.replies", "conversations.open"),
    *("chat.startStream", "chat.getPermalink"),
)
BUSY = ("ratelimited", "rate_limited", "request_timeout", "external_channel_migrating")
BROKEN = ("internal_error", "fatal_error", "service_unavailable")
APP = (
    *("token_revoked", "invalid_auth", "account_inactive", "token_expired", "not_authed"),
    *("ekm_access_denied", "org_login_required", "team_access_not_granted", "accesslimited"),
    *("access_limited", "team_added_to_org", "app_not_installed", "invalid_token"),
    *("message_limit_exceeded", "team_disabled", "two_factor_setup_required"),
    *("upgrade_required", "user_removed_from_team"),
)
UNFIT = ("msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format")
CALL = (
    *sorted(failures.ROOM_SHUT | failures.THREAD_SHUT | failures.CONTENT),
    *("unknown_method", "feature_not_enabled", "method_deprecated", "deprecated_endpoint"),
    *("enterprise_is_restricted", "user_is_bot", "user_is_restricted", "cant_update_message"),
    *("edit_window_closed", "expired_trigger_id", "already_reacted", "nobody_knows_it"),
)
TABLE = {
    **dict.fromkeys(BUSY, SlackBusy),
    **dict.fromkeys(BROKEN, SlackBusy),
    **dict.fromkeys(APP, AppRefused),
    **dict.fromkeys(UNFIT, TooLong),
    **dict.fromkeys(CALL, SlackRefused),
}


@pytest.mark.parametrize("method", ["chat.postMessage", "users.info"])
@pytest.mark.parametrize(("code", "kind"), TABLE.items())
def test_each_word_of_slacks_has_one_meaning(code: str, kind: type[Exception], method: str) -> None:
    meaning = read(method, error=code)
    assert type(meaning) is kind
    assert meaning.code == code


@pytest.mark.parametrize("code", APP)
def test_a_refused_app_is_an_outage_in_which_nothing_happens(code: str) -> None:
    """So whatever tries again when Slack is away does so here, and looks for nothing."""
    meaning = read("chat.postMessage", error=code)
    assert isinstance(meaning, SlackBusy)
    assert meaning.undelivered


@pytest.mark.parametrize("code", ["missing_scope", "not_allowed_token_type"])
@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("chat.postMessage", AppRefused),
        ("chat.update", AppRefused),
        *((method, SlackRefused) for method in DISPENSABLE),
    ],
)
def test_a_lacking_scope_belongs_to_its_method(
    code: str, method: str, kind: type[Exception]
) -> None:
    """Only where the app may not speak at all is there no simpler way."""
    assert type(read(method, error=code)) is kind


def test_no_word_has_two_meanings() -> None:
    """`access_denied` alone is said of methods and of rooms."""
    both = failures.NOT_HERE & failures.ROOM_SHUT
    assert both == {"access_denied"}
    assert not failures.CONTENT & (failures.ROOM_SHUT | failures.THREAD_SHUT)
    assert not failures.ROOM_SHUT & failures.THREAD_SHUT
