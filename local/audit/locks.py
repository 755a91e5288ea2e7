"""The locks: what stands in them, and whether each package is pinned and has a hash."""

import re
from pathlib import Path

from pydantic import BaseModel

from local.audit.outcome import Outcome

RUNTIME = "requirements.lock"
NPM = "package-lock.json"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PINNED = re.compile(
    rf"{_NAME.pattern}(\[[^\]]+\])?==[^\s;]+(\s*;[^;]+?)?(\s+--hash=sha256:[0-9a-f]{{64}})+"
)
_INTEGRITY = re.compile(r"sha512-[A-Za-z0-9+/]{86}==")


class NpmPackage(BaseModel):
    integrity: str = ""
    license: object = None
    """Text in most, anything in old ones."""


class NpmLock(BaseModel):
    packages: dict[str, NpmPackage]


def check(root: Path) -> Outcome:
    """Names each requirement or package that an installer could not hold against a hash."""
    texts = {path.name: path.read_text("utf-8") for path in sorted(root.glob("requirements*.lock"))}
    packages = npm_packages(root)
    found = [
        *(f"{name}: {each}" for name, text in texts.items() for each in unproven(text)),
        *(f"{NPM}: {name}" for name, each in packages if not _INTEGRITY.match(each.integrity)),
    ]
    count = sum(len(requirements(text)) for text in texts.values())
    looked_at = f"{count} requirements in {len(texts)} files, {len(packages)} npm packages"
    return Outcome("Pinned and hashed", looked_at, tuple(found))


def requirements(text: str) -> list[str]:
    """A lock's requirements, each in one line with its hashes."""
    lines = (line.strip() for line in text.replace("\\\n", " ").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def names(text: str) -> list[str]:
    return [match[0] for each in requirements(text) if (match := _NAME.match(each))]


def unproven(text: str) -> list[str]:
    """What is not pinned, has no sha256, or is no requirement at all, such as an address."""
    return [each.split(maxsplit=1)[0] for each in requirements(text) if not _PINNED.fullmatch(each)]


def npm_packages(root: Path) -> list[tuple[str, NpmPackage]]:
    """Name and entry of each package but our own."""
    lock = NpmLock.model_validate_json((root / NPM).read_bytes())
    return [
        (path.rpartition("node_modules/")[2], package)
        for path, package in lock.packages.items()
        if path
    ]
