"""In a process of its own: whether tests of a tree fail, and whether by a claim.

Told by the exit code, so that a test which broke is never taken for one that has found something.
"""

import importlib.util
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn, cast

import pytest

GREEN, RED = 10, 11
"""What else it ends with is no answer: nothing ran, or broke before it could claim anything."""
NO_ANSWER = 12
PRELOADED = (
    "aiohttp.test_utils",
    "babel",
    "cryptography.hazmat.primitives.ciphers.aead",
    "hypothesis.stateful",
    "markdown_it",
    "openai",
    "pytest",
    "restate",
    "slack_bolt.async_app",
)
"""What takes most of a test's time and is not ours: imported once, before the processes part."""
OPTIONS = (
    *("-q", "--tb=short", "-p", "no:cacheprovider"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # of what was preloaded
)
OURS = ("bot", "local", "services", "tests")


class Witness:
    """Sees each case that runs."""

    def __init__(self) -> None:
        self.held = 0
        self.failed = 0
        self.broke: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[Any]) -> None:
        """A claim can fail in the test itself alone; what fails around it broke."""
        if call.excinfo is None:
            self.held += call.when == "call"
        elif call.when == "call" and all(
            _is_claim(each, item.path) for each in _leaves(call.excinfo.value)
        ):
            self.failed += 1
            item.session.shouldfail = "one failed claim is enough"
        else:
            self.broke.append(f"{item.nodeid}: {call.excinfo.exconly()}")

    @property
    def verdict(self) -> int:
        """A test that only broke says nothing."""
        if self.failed:
            return RED
        return NO_ANSWER if self.broke or not self.held else GREEN


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for each in cast("BaseExceptionGroup[BaseException]", error).exceptions:
            yield from _leaves(each)
    else:
        yield error


def _is_claim(error: BaseException, test: Path) -> bool:
    """An assertion, that nothing was raised, or that there are not as many as a test unpacks."""
    match error:
        case AssertionError():
            return True
        case pytest.fail.Exception():  # a time-out is one, too
            return str(error).startswith("DID NOT RAISE")
        case ValueError() if "values to unpack" in str(error):
            return traceback.extract_tb(error.__traceback__)[-1].filename == str(test)
        case _:
            return False


def run(tests: Sequence[str], home: Path, before: Path, said: Path, *, compiles: bool) -> NoReturn:
    """Run them in the tree `home`, and end the process. `before` is the tree that this is from."""
    with said.open("wb") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    sys.dont_write_bytecode = not compiles
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    sys.path = [str(home) if Path(entry) == before else entry for entry in sys.path]
    os.chdir(home)
    for name in OURS:
        spec = importlib.util.find_spec(name)
        assert spec
        assert Path(str(spec.origin)).is_relative_to(home), f"{name} is of another tree"
    sys.exit(_tried(tests))


def _tried(tests: Sequence[str]) -> int:
    witness = Witness()
    ended = pytest.main([*OPTIONS, *tests], plugins=[witness])
    for line in witness.broke:
        sys.stderr.write(f"broke: {line}\n")
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return NO_ANSWER
    return witness.verdict
