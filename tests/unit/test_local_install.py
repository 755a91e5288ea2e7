"""The installer: what is missing is said in one sentence, and nothing to do takes no time."""

import shutil
import subprocess
from pathlib import Path

import pytest

INSTALL = Path(__file__).parents[2] / "local/install"
BASICS = ("cat", "cksum", "dirname", "rm")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A directory of programs in which neither Python nor Node is."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in BASICS:
        found = shutil.which(name)
        assert found
        (programs / name).symlink_to(found)
    return programs


def pretend(programs: Path, name: str, line: str) -> None:
    (programs / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    (programs / name).chmod(0o755)


def install(root: Path, path: str, *wanted: str) -> subprocess.CompletedProcess[str]:
    script = root / "local/install"
    script.parent.mkdir(exist_ok=True)
    shutil.copy(INSTALL, script)
    for name in ("package.json", "package-lock.json", ".npmrc", "pyproject.toml"):
        (root / name).touch()
    (root / "requirements.lock").touch()
    (root / "requirements-dev.lock").touch()
    (root / "requirements-audit.lock").touch()
    environment = {"PATH": path}
    return subprocess.run(
        ["/bin/sh", str(script), *wanted],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_node(bare: Path, tmp_path: Path) -> None:
    ended = install(tmp_path, str(bare))
    assert ended.returncode == 1
    assert "Node.js 18 or newer is needed" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_no_npm(bare: Path, tmp_path: Path) -> None:
    pretend(bare, "node", "exit 0")
    ended = install(tmp_path, str(bare))
    assert ended.returncode == 1
    assert ended.stderr.startswith("npm is needed")


def test_no_recent_python(bare: Path, tmp_path: Path) -> None:
    pretend(bare, "node", "exit 0")
    pretend(bare, "npm", "exit 0")
    pretend(bare, "python3", "exit 1")
    ended = install(tmp_path, str(bare))
    assert ended.returncode == 1
    assert "Python 3.11 or newer is needed" in ended.stderr


def test_python_that_makes_no_environments(bare: Path, tmp_path: Path) -> None:
    """Debian's Python without its venv package."""
    pretend(bare, "node", "exit 0")
    pretend(bare, "npm", "exit 0")
    pretend(bare, "python3", 'case "$2" in *ensurepip*) exit 1 ;; esac')
    ended = install(tmp_path, str(bare))
    assert ended.returncode == 1
    assert "apt-get install python3-venv" in ended.stderr


def test_no_browser(bare: Path, tmp_path: Path) -> None:
    """Neither Chromium nor a package manager that could bring it."""
    ended = install(tmp_path, str(bare), "browser")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Chromium is needed")
    assert ended.stderr.count("\n") == 1


def test_a_browser_that_may_not_be_installed(bare: Path, tmp_path: Path) -> None:
    """Not root: the sentence says what to do, and nothing is tried."""
    pretend(bare, "id", "echo 1000")
    pretend(bare, "apt-get", 'touch "$0.used"')
    ended = install(tmp_path, str(bare), "browser")
    assert ended.returncode == 1
    assert "apt-get install chromium" in ended.stderr
    assert not (bare / "apt-get.used").exists()


def test_a_browser_that_is_missing_is_installed(bare: Path, tmp_path: Path) -> None:
    """As root, by the machine's own package manager; the rest goes on after it."""
    pretend(bare, "id", "echo 0")
    pretend(bare, "apt-get", 'echo "apt-get $*" >&2')
    ended = install(tmp_path, str(bare), "browser")
    told = ended.stderr.splitlines()
    assert told[0].startswith("apt-get update")
    assert "chromium" in told[1]
    assert told[2].startswith("Node.js 18 or newer is needed")


def test_what_audits_is_installed_apart(bare: Path, tmp_path: Path) -> None:
    """Nothing of the desk's own environment changes, and Node is not needed; once is enough."""
    pretend(
        bare,
        "python3",
        'case "$2" in venv) /bin/mkdir -p "$3/bin" && /bin/cp "$0" "$3/bin/python" ;; esac',
    )
    assert install(tmp_path, str(bare), "audit").returncode == 0
    assert (tmp_path / ".audit-tools/.installed").exists()
    assert not (tmp_path / ".venv").exists()
    assert not (tmp_path / "node_modules").exists()
    assert install(tmp_path, str(bare), "audit").stdout == ""
