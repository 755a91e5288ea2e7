"""Habits of the code that no other tool checks: sizes, and that the banned calls are banned."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 300
RUFF = Path(sys.executable).with_name("ruff")

BANNED = (
    "import datetime\n\nnow = datetime.datetime.now(datetime.UTC)\n",
    "import uuid\n\nkey = uuid.uuid4()\n",
    "import time\n\nnow = time.time()\n",
    "import random\n\ndraw = random.random()\n",
    "import asyncio\n\n\nasync def wait() -> None:\n    await asyncio.sleep(1)\n",
    "import asyncio\n\n\nasync def wait() -> None:\n    await asyncio.gather()\n",
)


@pytest.mark.parametrize("package", ["bot", "services"])
def test_files_are_small(package: str) -> None:
    """A file that outgrows this knows more than one thing."""
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / package).rglob("*.py")
    }
    assert sizes
    assert {path: size for path, size in sizes.items() if size > LONGEST_FILE} == {}


@pytest.mark.parametrize("code", BANNED)
@pytest.mark.parametrize("module", ["services/credit/x.py", "bot/messenger/x.py"])
def test_what_replay_would_break_is_refused(module: str, code: str) -> None:
    """The linter refuses it where handlers are, whatever the exceptions elsewhere say."""
    assert "TID251" in _lint(module, code)


def test_the_clock_is_allowed_where_nothing_is_replayed() -> None:
    assert "TID251" not in _lint("local/x.py", BANNED[0])


def _lint(module: str, code: str) -> str:
    command = [str(RUFF), "check", "--quiet", "--no-cache", "--output-format", "concise"]
    command += ["--select", "TID251", "--stdin-filename", module, "-"]
    return subprocess.run(
        command, input=code, capture_output=True, text=True, check=False, cwd=ROOT
    ).stdout
