"""The licences of what runs, held against a table of those that are allowed.

Of Python the packages of the runtime as they are installed, of npm all that are locked, as the
lock tells them. Names are SPDX's. Works offline.
"""

import re
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

from local.audit import locks
from local.audit.outcome import Outcome

ALLOWED = frozenset({"Apache-2.0", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0"})
"""They ask for their text to be kept, which installing does, and for nothing of our code."""

BY_NAME: Mapping[str, str] = {
    # Used as it comes, and anybody can put another in its place: the LGPL asks no more of us.
    "fpdf2": "LGPL-3.0-only",
    # BUSL-1.1, by a name that is not SPDX's. It allows all use but to have third parties run
    # services of their own on our Restate, which a credit desk does not.
    "@restatedev/restate-server": "BSL",
    "@restatedev/restate-server-darwin-arm64": "BSL",
    "@restatedev/restate-server-darwin-x64": "BSL",
    "@restatedev/restate-server-linux-arm64": "BSL",
    "@restatedev/restate-server-linux-x64": "BSL",
}
"""Allowed for this package only, as long as it says just that of itself."""

_MEANT = {
    "Apache 2.0": "Apache-2.0",
    "MIT License": "MIT",
    "OSI Approved :: MIT License": "MIT",
    "PSFL": "PSF-2.0",
}
"""What packages write who don't use SPDX's names."""
_BETWEEN = re.compile(r"\s+(?:AND|OR)\s+|[()]")
_LONGEST = 60


def check(root: Path) -> Outcome:
    """Names each package whose licence is not in the table, and what it says of itself."""
    wanted = locks.names((root / locks.RUNTIME).read_text("utf-8"))
    python = [(name, licence) for name in wanted if (licence := installed(name)) is not None]
    npm = [(name, str(each.license or "")) for name, each in locks.npm_packages(root)]
    looked_at = f"{len(python)} Python packages of the runtime, {len(npm)} npm packages"
    return Outcome("Licences", looked_at, tuple(refused([*python, *npm])))


def refused(licences: Iterable[tuple[str, str]]) -> list[str]:
    return [
        f"{name}: {licence[:_LONGEST] or 'says nothing of its licence'}"
        for name, licence in licences
        if not is_allowed(name, licence)
    ]


def is_allowed(name: str, licence: str) -> bool:
    """Of an expression each part has to be allowed, also where one of them would do."""
    parts = {part for part in _BETWEEN.split(licence) if part}
    return BY_NAME.get(name) == licence or (bool(parts) and parts <= ALLOWED)


def installed(name: str) -> str | None:
    """What the package says of its licence; None where this kind of machine does without it."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    said = told.get_all("License-Expression") or told.get_all("License") or [""]
    return told_by(said[0], told.get_all("Classifier") or ())


def told_by(licence: str, classifiers: Iterable[str]) -> str:
    """SPDX's name for it, where we know which is meant; the classifiers are the last resort."""
    if not licence:
        marked = (each.partition("License :: ") for each in classifiers)
        licence = " AND ".join(_MEANT.get(rest, rest) for _, mark, rest in marked if mark)
    return _MEANT.get(licence, licence)
