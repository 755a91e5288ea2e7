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


def install(root: Path, path: str) -> subprocess.CompletedProcess[str]:
    script = root / "local/install"
    script.parent.mkdir()
    shutil.copy(INSTALL, script)
    for name in ("package.json", "package-lock.json", ".npmrc", "pyproject.toml"):
        (root / name).touch()
    (root / "requirements.lock").touch()
    (root / "requirements-dev.lock").touch()
    environment = {"PATH": path}
    return subprocess.run(
        ["/bin/sh", str(script)], env=environment, capture_output=True, text=True, check=False
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
