"""The directory with all that a stack keeps: one stack at a time, and how it is wiped."""

import fcntl
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from local import signing

LOCK = "lock"
OURS = ("restate", "logs", "slack-files", "local-slack.json", signing.FILE, LOCK)


class DataDirInUse(RuntimeError):
    """Another stack runs on the directory."""


@contextmanager
def hold(directory: Path) -> Generator[None, None, None]:
    """Makes the directory if need be and holds it; `DataDirInUse` if another stack does.

    The lock goes with the process, so that a killed stack leaves none behind.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / LOCK).open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            msg = f"Another stack runs on {directory}: stop it, or set DATA_DIR to another place."
            raise DataDirInUse(msg) from problem
        yield


def wipe(directory: Path) -> None:
    """Removes what a stack keeps, and nothing that it did not make. Refuses like `hold`."""
    if not directory.exists():
        return
    with hold(directory):
        for name in OURS:
            path = directory / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    if not any(directory.iterdir()):
        directory.rmdir()
