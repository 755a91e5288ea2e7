"""What the local stack was told, checked once: environment over `.env` over defaults.

Reads no environment itself: `local.__main__` and the tests hand it in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local import dotenv, ports, signing, workspace

SET_BY_THE_STACK = ("RESTATE_INGRESS_URL", "RESTATE_ADMIN_URL")
SECRETS = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "OPENAI_API_KEY",
    "JOURNAL_KEYS",
)
NEEDED_BY_REAL_SLACK = ("OFFICERS", "OFFICERS_CHANNEL", "APPROVALS_CHANNEL")


class Misconfigured(ValueError):
    """The configuration can't work. The message is one sentence that names the variable."""


@dataclass(frozen=True)
class Settings:
    """One stack. `environment` is what its parts get besides what they are told themselves."""

    root: Path
    """The checkout."""
    data_dir: Path
    environment: Mapping[str, str] = field(repr=False)
    ports: Mapping[str, int]
    """By variable name, for every variable of `ports.DEFAULTS`."""
    local_slack: bool
    offline_model: bool
    slack_mode: str

    @property
    def logs(self) -> Path:
        return self.data_dir / "logs"

    @property
    def slack_page(self) -> str:
        return f"http://localhost:{self.ports['LOCAL_SLACK_PORT']}"

    @property
    def ingress(self) -> str:
        return f"http://localhost:{self.ports['RESTATE_INGRESS_PORT']}"

    @property
    def admin(self) -> str:
        return f"http://localhost:{self.ports['RESTATE_ADMIN_PORT']}"


def read(environ: Mapping[str, str], *, root: Path) -> Settings:
    """Settings from `environ` and the `.env` in `root`; `Misconfigured` where they can't work."""
    given = _given(environ, root=root)
    local_slack = "SLACK_BOT_TOKEN" not in given
    offline_model = "OPENAI_API_KEY" not in given
    settings = Settings(
        root=root,
        data_dir=(root / given.get("DATA_DIR", ".data")).resolve(),
        environment=given,
        ports=_ports(given),
        local_slack=local_slack,
        offline_model=offline_model,
        slack_mode=given.get("SLACK_MODE", "socket"),
    )
    _check_slack(settings)
    _check_bank(settings)
    _check_lonely_addresses(settings)
    _check_signing(given)
    return settings


def for_parts(settings: Settings) -> dict[str, str]:
    """The environment that services and bot get: everything they may be configured with."""
    told = dict(settings.environment)
    told |= {name: str(number) for name, number in settings.ports.items()}
    told |= {
        "DATA_DIR": str(settings.data_dir),
        "SLACK_MODE": settings.slack_mode,
        "RESTATE_INGRESS_URL": settings.ingress,
        "RESTATE_ADMIN_URL": settings.admin,
    }
    if settings.offline_model:
        offline = f"http://127.0.0.1:{settings.ports['OFFLINE_MODEL_PORT']}/v1"
        told |= {"OPENAI_API_KEY": "offline", "OPENAI_BASE_URL": offline}
    if settings.local_slack:
        told |= workspace.SECRETS | {"SLACK_API_URL": f"{settings.slack_page}/api/"}
        told |= {"SYNTHETIC_BANK": "yes"}
        told = workspace.ROOMS_AND_OFFICERS | told
    return told


def without_secrets(settings: Settings) -> dict[str, str]:
    """The environment that parts get which are not ours, such as Restate."""
    return {name: text for name, text in settings.environment.items() if name not in SECRETS}


def _given(environ: Mapping[str, str], *, root: Path) -> dict[str, str]:
    written = root / ".env"
    try:
        lines = dotenv.parse(written.read_text(encoding="utf-8")) if written.exists() else {}
    except dotenv.MalformedLine as problem:
        raise Misconfigured(str(problem)) from problem
    return {name: value for name, value in {**lines, **environ}.items() if value}


def _ports(given: Mapping[str, str]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for port in ports.DEFAULTS:
        text = given.get(port.variable, str(port.number))
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= ports.HIGHEST):
            msg = f"{port.variable} is {text!r}, but a port is a number from 1 to {ports.HIGHEST}."
            raise Misconfigured(msg)
        numbers[port.variable] = int(text)
    return numbers


def _check_slack(settings: Settings) -> None:
    given, mode = settings.environment, settings.slack_mode
    if mode not in {"socket", "http"}:
        msg = f"SLACK_MODE is {mode!r}, but it can only be socket or http."
        raise Misconfigured(msg)
    if settings.local_slack:
        return
    secret = "SLACK_APP_TOKEN" if mode == "socket" else "SLACK_SIGNING_SECRET"
    for name in (secret, *NEEDED_BY_REAL_SLACK):
        if name not in given:
            msg = f"SLACK_BOT_TOKEN is set, and with it {name} is needed (SLACK_MODE is {mode})."
            raise Misconfigured(msg)


def _check_bank(settings: Settings) -> None:
    """Nobody lends on invented accounts in a real workspace without having said that they know."""
    text = settings.environment.get("SYNTHETIC_BANK", "").strip()
    why = "no bank can be connected yet, so accounts are invented and no money moves"
    if not text and not settings.local_slack:
        msg = f"SLACK_BOT_TOKEN is set, and with it SYNTHETIC_BANK=yes is needed: {why}."
        raise Misconfigured(msg)
    if text not in {"", "yes"}:
        msg = f"SYNTHETIC_BANK is {text!r}, but it can only be yes: {why}."
        raise Misconfigured(msg)


def _check_signing(given: Mapping[str, str]) -> None:
    """A developer's own pair is used as it is, both halves of it; without one we make ours."""
    for name, partner in ((signing.KEYS, signing.PEM_FILE), (signing.PEM_FILE, signing.KEYS)):
        if name in given and partner not in given:
            msg = f"{name} is set, and with it {partner} is needed: set both, or neither."
            raise Misconfigured(msg)


def _check_lonely_addresses(settings: Settings) -> None:
    """An address that would silently not be used is refused."""
    given = settings.environment
    own = {"RESTATE_INGRESS_URL": settings.ingress, "RESTATE_ADMIN_URL": settings.admin}
    for name in SET_BY_THE_STACK:
        elsewhere = given.get(name, own[name]).rstrip("/").replace("127.0.0.1", "localhost")
        if elsewhere != own[name]:
            port = name.replace("URL", "PORT")
            msg = f"{name} is set, but this stack starts its own Restate: set {port} instead."
            raise Misconfigured(msg)
    pairs = (
        ("SLACK_API_URL", "SLACK_BOT_TOKEN", settings.local_slack),
        ("SLACK_APP_TOKEN", "SLACK_BOT_TOKEN", settings.local_slack),
        ("OPENAI_BASE_URL", "OPENAI_API_KEY", settings.offline_model),
    )
    for name, partner, alone in pairs:
        if alone and name in given:
            msg = f"{name} is set without {partner}: set both, or neither to stay local."
            raise Misconfigured(msg)
