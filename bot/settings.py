"""The bot's settings, read once from the environment by `__main__`. Nothing else reads it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.contracts import sealed, standing
from services.contracts.keys import MalformedKey, PersonKey, RoomKey
from services.contracts.session import Standing

SlackMode = Literal["socket", "http"]
LAST_PORT = 65535


class SettingsError(Exception):
    """A variable is missing or malformed. The message is one sentence that names it."""

    def __init__(self, *, name: str, wrong: str) -> None:
        super().__init__(f"{name} is {wrong}.")


@dataclass(frozen=True)
class Settings:
    """Where the bot listens and whom it talks to. Tokens never show in its repr."""

    slack_mode: SlackMode
    slack_api_url: str
    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    bind_host: str
    bot_port: int
    messenger_port: int
    ingress_url: str
    longer_after: float
    """Seconds after which a person who waits is told that it takes longer."""
    identity_keys: tuple[str, ...]
    journal_keys: sealed.Keys
    zone: ZoneInfo
    """The bank's: whose clock people are told."""
    served: frozenset[Standing]
    open_channels: frozenset[RoomKey] = frozenset()
    officers: frozenset[PersonKey] = frozenset()
    """Who is told where their rooms can't be reached. What they may is for the services to say."""


def read(environment: Mapping[str, str]) -> Settings:
    """Settings from the environment's variables. Raises `SettingsError` at the first bad one."""
    mode = _mode(environment)
    _check_bank(environment)
    return Settings(
        slack_mode=mode,
        slack_api_url=_url(environment, "SLACK_API_URL", "https://slack.com/api/"),
        bot_token=_token(environment, "SLACK_BOT_TOKEN", "xoxb-"),
        app_token=_token(environment, "SLACK_APP_TOKEN", "xapp-") if mode == "socket" else "",
        signing_secret=_needed(environment, "SLACK_SIGNING_SECRET") if mode == "http" else "",
        bind_host=_text(environment, "BIND_HOST") or "127.0.0.1",
        bot_port=_port(environment, "BOT_PORT", 3000),
        messenger_port=_port(environment, "MESSENGER_PORT", 9081),
        ingress_url=_url(environment, "RESTATE_INGRESS_URL", "http://localhost:8080"),
        longer_after=_seconds(environment, "LONGER_AFTER_SECONDS", 20.0),
        identity_keys=_identity_keys(environment),
        journal_keys=_journal_keys(environment),
        zone=_zone(environment),
        open_channels=_rooms(environment, "OPEN_CHANNELS"),
        served=_served(environment),
        officers=_officers(environment),
    )


def _text(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name, "").strip()


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = _text(environment, name)
    if not value:
        raise SettingsError(name=name, wrong="missing: set it in the environment or in .env")
    return value


def _token(environment: Mapping[str, str], name: str, prefix: str) -> str:
    value = _needed(environment, name)
    if not value.startswith(prefix):
        raise SettingsError(name=name, wrong=f"malformed: it starts with {prefix}")
    return value


def _mode(environment: Mapping[str, str]) -> SlackMode:
    value = _text(environment, "SLACK_MODE") or "socket"
    if value not in ("socket", "http"):
        wrong = f"malformed: it is socket or http, not {value!r}"
        raise SettingsError(name="SLACK_MODE", wrong=wrong)
    return value


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    value = _text(environment, name) or str(default)
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= LAST_PORT):
        raise SettingsError(name=name, wrong=f"malformed: it is a port number, not {value!r}")
    return int(value)


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    value = _text(environment, name) or str(default)
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", value):
        raise SettingsError(name=name, wrong=f"malformed: it is a number of seconds, not {value!r}")
    return float(value)


def _url(environment: Mapping[str, str], name: str, default: str) -> str:
    value = _text(environment, name) or default
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingsError(name=name, wrong="malformed: it starts with http:// or https://")
    return value


def _rooms(environment: Mapping[str, str], name: str) -> frozenset[RoomKey]:
    texts = [text.strip() for text in _text(environment, name).split(",") if text.strip()]
    try:
        return frozenset(RoomKey(text) for text in texts)
    except MalformedKey:
        wrong = "malformed: each channel is {team}.{channel}, with commas between"
        raise SettingsError(name=name, wrong=wrong) from None


def _officers(environment: Mapping[str, str]) -> frozenset[PersonKey]:
    texts = [text.strip() for text in _text(environment, "OFFICERS").split(",") if text.strip()]
    try:
        return frozenset(PersonKey(text) for text in texts)
    except MalformedKey:
        wrong = "malformed: each officer is {team}.{user}, with commas between"
        raise SettingsError(name="OFFICERS", wrong=wrong) from None


def _identity_keys(environment: Mapping[str, str]) -> tuple[str, ...]:
    keys = tuple(
        key.strip() for key in _text(environment, "RESTATE_IDENTITY_KEYS").split(",") if key.strip()
    )
    if any(not key.startswith("publickeyv1_") for key in keys):
        wrong = "malformed: each key starts with publickeyv1_"
        raise SettingsError(name="RESTATE_IDENTITY_KEYS", wrong=wrong)
    return keys


def _served(environment: Mapping[str, str]) -> frozenset[Standing]:
    try:
        return standing.served(_text(environment, "ALSO_SERVED"))
    except standing.Unknown as wrong:
        raise SettingsError(name="ALSO_SERVED", wrong=f"malformed: {wrong}") from None


def _journal_keys(environment: Mapping[str, str]) -> sealed.Keys:
    try:
        return sealed.read(_text(environment, "JOURNAL_KEYS"))
    except sealed.MalformedKeys as error:
        raise SettingsError(name="JOURNAL_KEYS", wrong=f"malformed: {error}") from None


def _check_bank(environment: Mapping[str, str]) -> None:
    """The services invent the accounts. Whoever starts a bot for them has to know."""
    value = _text(environment, "SYNTHETIC_BANK")
    why = "no bank can be connected yet, so accounts are invented and no money moves"
    if not value:
        wrong = f"missing: set SYNTHETIC_BANK=yes to say that you know that {why}"
        raise SettingsError(name="SYNTHETIC_BANK", wrong=wrong)
    if value != "yes":
        wrong = f"malformed: it can only be yes, not {value!r}: {why}"
        raise SettingsError(name="SYNTHETIC_BANK", wrong=wrong)


def _zone(environment: Mapping[str, str]) -> ZoneInfo:
    name = _text(environment, "BANK_TIME_ZONE") or "Europe/Berlin"
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(
            name="BANK_TIME_ZONE", wrong=f"malformed: no time zone is {name!r}"
        ) from None
