"""Known vulnerabilities, as pip-audit and `npm audit` are told them by the advisory services.

Neither can be asked offline. A check that could not be made is told as such, never as a good one.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from local.audit import locks
from local.audit.outcome import Outcome

PATIENCE_SECONDS = 300.0
PYTHON, NPM = "Advisories, Python", "Advisories, npm"

PIP_AUDIT = ".audit-tools/bin/pip-audit"
"""Where `local/install audit` puts it."""
_OF_THE_LOCK = ("--requirement", locks.RUNTIME, "--require-hashes", "--disable-pip")
_AS_JSON = ("--format=json", "--desc=off", "--progress-spinner=off")
_NPM_AUDIT = ("npm", "audit", "--json", "--package-lock-only")


class _Vulnerability(BaseModel):
    id: str
    fix_versions: tuple[str, ...] = ()


class _Dependency(BaseModel):
    name: str
    version: str = ""
    vulns: tuple[_Vulnerability, ...] = ()
    skip_reason: str = ""


class _PipAudit(BaseModel):
    dependencies: tuple[_Dependency, ...]


class _Advisory(BaseModel):
    title: str
    url: str = ""


class _NpmVulnerability(BaseModel):
    name: str
    severity: str
    via: tuple[_Advisory | str, ...]
    """What is known of it, or the names of its dependencies that make it vulnerable."""


class _NpmAudit(BaseModel):
    vulnerabilities: dict[str, _NpmVulnerability]


class _NpmRefusal(BaseModel):
    message: str


def check_python(root: Path) -> Outcome:
    """The runtime's lock. The tool has an environment of its own: ours stays as it is audited."""
    looked_at = f"{len(locks.names((root / locks.RUNTIME).read_text('utf-8')))} packages"
    if not (root / PIP_AUDIT).exists():
        return Outcome(PYTHON, looked_at, (), "pip-audit could not be installed")
    told = _run(root, (str(root / PIP_AUDIT), *_OF_THE_LOCK, *_AS_JSON))
    try:
        report = _PipAudit.model_validate_json(told.stdout)
    except ValidationError:
        return Outcome(PYTHON, looked_at, (), f"pip-audit got no answer: {_last_line(told)}")
    skipped = [each for each in report.dependencies if each.skip_reason]
    return Outcome(
        PYTHON,
        f"{len(report.dependencies)} packages",
        tuple(_in_words(each, known) for each in report.dependencies for known in each.vulns),
        f"{len(skipped)} of them, the first: {skipped[0].skip_reason}" if skipped else "",
    )


def check_npm(root: Path) -> Outcome:
    """All that is locked, with what only tests need."""
    looked_at = f"{len(locks.npm_packages(root))} packages"
    told = _run(root, _NPM_AUDIT)
    try:
        report = _NpmAudit.model_validate_json(told.stdout)
    except ValidationError:
        return Outcome(NPM, looked_at, (), f"npm audit got no answer: {_npm_reason(told)}")
    return Outcome(NPM, looked_at, tuple(map(_npm_in_words, report.vulnerabilities.values())))


def _run(root: Path, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """The command's end; where it can't run or takes too long, one that failed and says so."""
    try:
        return subprocess.run(  # noqa: S603 - our own commands, no shell
            command,
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        return subprocess.CompletedProcess(command, 1, "", str(failure))


def _in_words(package: _Dependency, known: _Vulnerability) -> str:
    fixes = ", ".join(known.fix_versions)
    return f"{package.name} {package.version}: {known.id}" + (f", fixed in {fixes}" * bool(fixes))


def _npm_in_words(package: _NpmVulnerability) -> str:
    why = (each if isinstance(each, str) else f"{each.title} {each.url}" for each in package.via)
    return f"{package.name} ({package.severity}): {'; '.join(why)}"


def _npm_reason(told: subprocess.CompletedProcess[str]) -> str:
    try:
        return _NpmRefusal.model_validate_json(told.stdout).message
    except ValidationError:
        return _last_line(told)


def _last_line(told: subprocess.CompletedProcess[str]) -> str:
    return next(reversed(told.stderr.strip().splitlines()), f"It ended with {told.returncode}.")
