"""Whom the desk serves besides the house's own members: a setting that both sides read."""

from services.contracts.session import Standing

_ALSO: dict[str, Standing] = {"guests": "guest", "strangers": "stranger"}


class Unknown(ValueError):
    """The text names somebody whom the setting does not know."""


def served(text: str) -> frozenset[Standing]:
    """Members, and who is named in the comma-separated text. Raises `Unknown`."""
    named = [part.strip() for part in text.split(",") if part.strip()]
    if any(name not in _ALSO for name in named):
        raise Unknown(f"it lists {' and '.join(_ALSO)}, not {text!r}")
    return frozenset({"member", *(_ALSO[name] for name in named)})
