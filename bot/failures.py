"""What it means that a call of Slack's Web API failed: try again, when, or never. Pure.

Slack's own word for it goes into our log and journal, and nothing else of what was answered.
"""

import re
from http import HTTPStatus
from typing import Any, cast

from slack_sdk.errors import SlackApiError

_CODE = re.compile(r"[a-z0-9_]{1,80}")
_SCOPES = re.compile(r"[a-z0-9_.:, ]{1,200}")
UNREADABLE = "unreadable_answer"
"""Our own word for an answer that is not Slack's, but of something on the way to it."""

_BUSY = frozenset({"external_channel_migrating", "rate_limited", "ratelimited", "request_timeout"})
_APP = frozenset(
    {
        "access_limited",
        "accesslimited",
        "account_inactive",
        "app_not_installed",
        "ekm_access_denied",
        "invalid_auth",
        "invalid_token",
        "message_limit_exceeded",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_added_to_org",
        "team_disabled",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
        "upgrade_required",
        "user_removed_from_team",
    }
)
"""Refusals of the app as it is installed now, or of its whole workspace, whatever it asks for."""
_SPEAKING = frozenset({"chat.postMessage", "chat.postEphemeral", "chat.update", "chat.delete"})
"""Methods without which the desk can say nothing at all, in no room. One scope allows them."""
_TOKEN_LACKS = frozenset({"missing_scope", "not_allowed_token_type"})
NOT_HERE = frozenset(
    {
        "unknown_method",
        "missing_scope",
        "not_allowed_token_type",
        "feature_not_enabled",
        "method_deprecated",
        "deprecated_endpoint",
        "enterprise_is_restricted",
        "user_is_bot",
        "user_is_restricted",
        "access_denied",
    }
)
"""Refusals that say something of the method in this workspace, not of the call."""
ROOM_SHUT = frozenset(
    {
        "access_denied",
        "channel_is_limited_access",
        "channel_not_found",
        "channel_type_not_supported",
        "invalid_channel",
        "is_archived",
        "is_inactive",
        "no_permission",
        "not_in_channel",
        "posting_to_general_channel_denied",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "team_not_found",
    }
)
"""Refusals of a whole room, until somebody there lets us in.

`no_permission` is one: Slack explains it with an app that is no member of the conversation.
"""
THREAD_SHUT = frozenset(
    {
        "cannot_reply_to_message",
        "invalid_thread_ts",
        "message_not_found",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "thread_locked",
        "thread_not_found",
    }
)
"""Refusals of one thread of a room."""
CONTENT = frozenset(
    {
        "attachment_payload_limit_exceeded",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_array_arg",
        "invalid_attachments",
        "invalid_charset",
        "invalid_form_data",
        "invalid_json",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "invalid_post_type",
        "json_not_object",
        "metadata_too_large",
        "missing_post_type",
        "no_text",
        "too_many_attachments",
        "too_many_contact_cards",
    }
)
"""Refusals of what is said: a fault of ours, which nobody at Slack can mend."""
_BROKEN = frozenset({"internal_error", "fatal_error", "service_unavailable"})
_UNFIT = frozenset(
    {"msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format"}
)


class SlackBusy(Exception):
    """Slack did not do it now. `after` is Slack's own wish in seconds.

    `undelivered` is True when the call certainly had no effect.
    """

    def __init__(self, *, code: str, undelivered: bool = False, after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.undelivered = undelivered
        self.after = after

    def with_effect(self, *, undelivered: bool) -> "SlackBusy":
        """The same of a larger step, of which this call was a part."""
        return SlackBusy(code=self.code, undelivered=undelivered, after=self.after)


class AppRefused(SlackBusy):
    """Slack refuses the app itself, until somebody installs it again. Nothing had an effect.

    It is an outage: what is asked for is right, and works afterwards. `needed` are the scopes
    that the token lacks, where that is why.
    """

    def __init__(self, *, code: str, needed: str = "", undelivered: bool = True) -> None:
        super().__init__(code=code, undelivered=undelivered)
        self.needed = needed

    @property
    def lacks_scope(self) -> bool:
        """True where the app is there, and may not speak."""
        return self.code in _TOKEN_LACKS

    def __str__(self) -> str:
        return _told(self.code, self.needed)

    def with_effect(self, *, undelivered: bool) -> "AppRefused":
        return AppRefused(code=self.code, needed=self.needed, undelivered=undelivered)


class SlackRefused(Exception):
    """Slack refuses, and will refuse the same call again. `code` is Slack's word for why.

    `needed` are the scopes that the token lacks, where that is why.
    """

    def __init__(self, *, code: str, needed: str = "") -> None:
        super().__init__(_told(code, needed))
        self.code = code


class TooLong(SlackRefused):
    """The text or the blocks don't fit; something shorter and plainer may."""


def meaning(error: SlackApiError, method: str = "") -> SlackBusy | SlackRefused:
    """What the client's error says of a call of this method."""
    response: Any = cast("Any", error).response
    if not hasattr(response, "data"):  # the client gives the bare response then
        return SlackBusy(code=UNREADABLE)
    data: object = response.data
    told = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    code = _code(str(told.get("error") or ""))
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS or code in _BUSY:
        wish = str(response.headers.get("Retry-After", ""))
        after = float(wish) if wish.isascii() and wish.isdigit() else None
        return SlackBusy(code=code or "ratelimited", undelivered=True, after=after)
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _BROKEN or not code:
        return SlackBusy(code=code or f"status {response.status_code}")
    if code in _UNFIT:
        return TooLong(code=code)
    needed = str(told.get("needed") or "")
    needed = needed if _SCOPES.fullmatch(needed) else ""
    if code in _APP or (method in _SPEAKING and code in _TOKEN_LACKS):
        return AppRefused(code=code, needed=needed)
    return SlackRefused(code=code, needed=needed)


def _told(code: str, needed: str) -> str:
    return f"{code}, needed: {needed}" if needed else code


def _code(told: str) -> str:
    """Slack's words are of this form; what is not is no word of Slack's."""
    return told if not told or _CODE.fullmatch(told) else UNREADABLE
