"""The services' settings, read once from the environment and checked. Nothing else reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.contracts import sealed, standing
from services.contracts.keys import PersonKey, RoomKey
from services.contracts.session import Standing

POLICY = Path(__file__).parent / "review" / "policy.toml"
A_YEAR = 366 * 24 * 60 * 60
LAST_PORT = 65535
MOST_WORKERS = 64
A_LOT = 1_000_000_000
MOST_DAYS = 3660


class SettingsError(Exception):
    """A setting is missing or malformed. The text names it and says what it should be."""


@dataclass(frozen=True)
class Settings:
    """Everything that the services are told from outside. Times in seconds."""

    host: str
    port: int
    ingress_url: str
    admin_url: str
    workers: int
    """How many processes serve the port."""
    api_key: str = field(repr=False)
    base_url: str | None
    model: str
    model_timeout: float
    daily_turns: int
    """What one customer may have of the assistant in a day, and the next two."""
    daily_model_calls: int
    daily_tokens: int
    policy_file: Path
    officers: frozenset[PersonKey]
    officers_room: RoomKey
    approvals_room: RoomKey
    ops_room: RoomKey
    """Where outages are told."""
    watch_every: float
    """Between two looks at whether all work gets on."""
    identity_keys: tuple[str, ...]
    served: frozenset[Standing]
    """Whose messages are answered."""
    journal_keys: sealed.Keys
    """What Restate keeps is encrypted by them."""
    zone: ZoneInfo
    month: timedelta | None
    """How long a month takes for loans, where it is shortened for trying out."""
    longer_after: timedelta
    """When a person who waits for a model that is down is told that it takes longer."""
    answer_within: timedelta
    """How long it is asked, counted from when the message was written."""
    suspend_after: timedelta
    """How long a handler that waits stays in memory."""
    retention: timedelta
    """How long a conversation is kept that nobody goes on with."""


def read(environment: Mapping[str, str]) -> Settings:
    """Raises `SettingsError` for the first setting that is wrong."""
    env = {name: value.strip() for name, value in environment.items() if value.strip()}
    _check_bank(env)
    month = _seconds(env, "MONTH_SECONDS", 0.0)
    return Settings(
        host=env.get("BIND_HOST", "127.0.0.1"),
        port=_count(env, "SERVICES_PORT", 9080, most=LAST_PORT, meaning="a port"),
        ingress_url=_address(env, "RESTATE_INGRESS_URL", "http://localhost:8080"),
        admin_url=_address(env, "RESTATE_ADMIN_URL", "http://localhost:9070"),
        workers=_count(
            env, "SERVICES_WORKERS", 1, most=MOST_WORKERS, meaning="a number of processes"
        ),
        api_key=_required(env, "OPENAI_API_KEY", "the key of an OpenAI-compatible API"),
        base_url=env.get("OPENAI_BASE_URL"),
        model=env.get("OPENAI_MODEL", "gpt-5.4"),
        model_timeout=_seconds(env, "MODEL_TIMEOUT_SECONDS", 60.0, least=0.1),
        daily_turns=_daily(env, "CUSTOMER_DAILY_TURNS", 500),
        daily_model_calls=_daily(env, "CUSTOMER_DAILY_MODEL_CALLS", 2_000),
        daily_tokens=_daily(env, "CUSTOMER_DAILY_TOKENS", 5_000_000),
        policy_file=Path(env.get("POLICY_FILE", POLICY)),
        officers=frozenset(_person(key) for key in _listed(env, "OFFICERS")),
        officers_room=_room(env, "OFFICERS_CHANNEL"),
        approvals_room=_room(env, "APPROVALS_CHANNEL"),
        ops_room=_room(env, "OPS_CHANNEL" if "OPS_CHANNEL" in env else "OFFICERS_CHANNEL"),
        watch_every=_seconds(env, "WATCH_EVERY_SECONDS", 30.0, least=0.1),
        identity_keys=_listed(env, "RESTATE_IDENTITY_KEYS"),
        served=_served(env),
        journal_keys=_journal_keys(env),
        zone=_zone(env.get("BANK_TIME_ZONE", "Europe/Berlin")),
        month=timedelta(seconds=month) if month else None,
        longer_after=timedelta(seconds=_seconds(env, "LONGER_AFTER_SECONDS", 20.0, least=0.1)),
        answer_within=timedelta(seconds=_seconds(env, "ANSWER_WITHIN_SECONDS", 7200.0)),
        suspend_after=timedelta(seconds=_seconds(env, "SUSPEND_AFTER_SECONDS", 10.0)),
        retention=timedelta(days=_days(env, "RETENTION_DAYS", 180.0)),
    )


def _check_bank(env: Mapping[str, str]) -> None:
    """The accounts are invented. Nobody may lend on them without having said that they know."""
    meaning = "yes, as no bank can be connected yet: accounts are invented, and no money moves"
    text = _required(env, "SYNTHETIC_BANK", meaning)
    if text != "yes":
        raise SettingsError(f"SYNTHETIC_BANK is {text!r}: it must be {meaning}.")


def _journal_keys(env: Mapping[str, str]) -> sealed.Keys:
    try:
        return sealed.read(env.get("JOURNAL_KEYS", ""))
    except sealed.MalformedKeys as wrong:
        raise SettingsError(f"JOURNAL_KEYS is malformed: {wrong}.") from None


def _served(env: Mapping[str, str]) -> frozenset[Standing]:
    try:
        return standing.served(env.get("ALSO_SERVED", ""))
    except standing.Unknown as wrong:
        raise SettingsError(f"ALSO_SERVED is malformed: {wrong}.") from None


def _daily(env: Mapping[str, str], name: str, default: int) -> int:
    return _count(env, name, default, most=A_LOT, meaning="so many a day")


def _required(env: Mapping[str, str], name: str, meaning: str) -> str:
    if name not in env:
        raise SettingsError(f"{name} is not set: it must be {meaning}.")
    return env[name]


def _listed(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    parts = (part.strip() for part in env.get(name, "").split(","))
    return tuple(part for part in parts if part)


def _address(env: Mapping[str, str], name: str, default: str) -> str:
    text = env.get(name, default)
    if not text.startswith(("http://", "https://")):
        raise SettingsError(f"{name} is {text!r}: it must start with http:// or https://.")
    return text


def _seconds(env: Mapping[str, str], name: str, default: float, *, least: float = 0) -> float:
    text = env.get(name, str(default))
    try:
        number = float(text)
    except ValueError:
        raise SettingsError(f"{name} is {text!r}: it must be a number of seconds.") from None
    # Written so that "nan", which is neither, is refused too.
    if not least <= number <= A_YEAR:
        raise SettingsError(f"{name} is {text!r}: it must be from {least:g} to {A_YEAR} seconds.")
    return number


def _days(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name, str(default))
    try:
        number = float(text)
    except ValueError:
        raise SettingsError(f"{name} is {text!r}: it must be a number of days.") from None
    if not 0 < number <= MOST_DAYS:
        raise SettingsError(f"{name} is {text!r}: it must be above 0, and at most {MOST_DAYS}.")
    return number


def _count(env: Mapping[str, str], name: str, default: int, *, most: int, meaning: str) -> int:
    text = env.get(name, str(default))
    if not (text.isdecimal() and len(text) <= len(str(most)) and 0 < int(text) <= most):
        raise SettingsError(f"{name} is {text!r}: it must be {meaning}, from 1 to {most}.")
    return int(text)


def _room(env: Mapping[str, str], name: str) -> RoomKey:
    text = _required(env, name, "a room key {team}.{channel}, such as T0DESK.C0OFFICERS")
    try:
        return RoomKey(text)
    except ValueError:
        raise SettingsError(f"{name} is {text!r}: it must be {{team}}.{{channel}}.") from None


def _person(text: str) -> PersonKey:
    try:
        return PersonKey(text)
    except ValueError:
        raise SettingsError(f"OFFICERS has {text!r}: each must be {{team}}.{{user}}.") from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"BANK_TIME_ZONE is {name!r}: no such time zone.") from None
