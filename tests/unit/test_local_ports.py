"""Ports and the data directory: taken ones are refused in one sentence, before anything starts."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import data_dir, ports
from local.data_dir import DataDirInUse
from local.ports import PortUnavailable

ROOT = Path(__file__).parents[2]


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def numbers(**moved: int) -> dict[str, int]:
    free = {name: int(number) for name, number in ports.free().items()}
    return free | moved


def test_free_ports_are_free_and_different() -> None:
    chosen = numbers()
    assert len(set(chosen.values())) == len(ports.DEFAULTS)
    ports.check(chosen, numbers=chosen)


def test_a_taken_port_is_named_with_what_moves_it(taken: int) -> None:
    with pytest.raises(PortUnavailable, match=rf"^Port {taken} .* set SERVICES_PORT to a free"):
        ports.check(["SERVICES_PORT"], numbers=numbers(SERVICES_PORT=taken))


def test_a_port_that_nobody_wants_may_be_taken(taken: int) -> None:
    ports.check(["SERVICES_PORT"], numbers=numbers(BOT_PORT=taken))


def test_two_parts_on_one_port() -> None:
    chosen = numbers(SERVICES_PORT=4444, MESSENGER_PORT=4444)
    with pytest.raises(PortUnavailable, match="SERVICES_PORT or MESSENGER_PORT"):
        ports.check(["SERVICES_PORT", "MESSENGER_PORT"], numbers=chosen)


def test_up_says_one_sentence_and_starts_nothing(taken: int, tmp_path: Path) -> None:
    """The command ends with 1 and leaves not even a directory."""
    moved = ports.free() | {"RESTATE_ADMIN_PORT": str(taken), "DATA_DIR": str(tmp_path / "data")}
    ended = local("up", moved)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "RESTATE_ADMIN_PORT" in ended.stderr
    assert not (tmp_path / "data").exists()


def test_one_stack_at_a_time(tmp_path: Path) -> None:
    with (
        data_dir.hold(tmp_path),
        pytest.raises(DataDirInUse, match="DATA_DIR"),
        data_dir.hold(tmp_path),
    ):
        pass


def test_reset_wipes_what_a_stack_made_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "restate" / "db").mkdir(parents=True)
    (tmp_path / "mine.txt").touch()
    assert local("reset", {"DATA_DIR": str(tmp_path)}).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_reset_is_refused_while_a_stack_runs(tmp_path: Path) -> None:
    (tmp_path / "restate").mkdir()
    with data_dir.hold(tmp_path):
        assert local("reset", {"DATA_DIR": str(tmp_path)}).returncode == 1
    assert (tmp_path / "restate").exists()


def local(command: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local", command],
        env=dict(os.environ) | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
