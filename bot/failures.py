"""What it means that a call of Slack's Web API failed: try again, or never. Pure.

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

_BUSY = frozenset({"ratelimited", "rate_limited", "request_timeout", "team_added_to_org"})
NOT_HERE = frozenset(
    {
        "unknown_method",
        "missing_scope",
        "not_allowed_token_type",
        "feature_not_enabled",
        "method_deprecated",
        "access_denied",
    }
)
"""Refusals that say something of the workspace or of the app, not of the call."""
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


class SlackRefused(Exception):
    """Slack refuses, and will refuse the same call again. `code` is Slack's word for why.

    `needed` are the scopes that the token lacks, where that is why.
    """

    def __init__(self, *, code: str, needed: str = "") -> None:
        super().__init__(f"{code}, needed: {needed}" if needed else code)
        self.code = code


class TooLong(SlackRefused):
    """The text or the blocks don't fit; something shorter and plainer may."""


def meaning(error: SlackApiError) -> SlackBusy | SlackRefused:
    """What the client's error says of a call."""
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
    return SlackRefused(code=code, needed=needed if _SCOPES.fullmatch(needed) else "")


def _code(told: str) -> str:
    """Slack's words are of this form; what is not is no word of Slack's."""
    return told if not told or _CODE.fullmatch(told) else UNREADABLE
