"""Copies of the tree in which a guard can be taken away; the environment is this one's."""

import importlib.util
import multiprocessing
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.guards import trial
from tests.guards.table import ROOT, Guard, Misfit

LEFT = (".git", ".venv", "node_modules", "__pycache__", ".data*", ".hypothesis", ".*_cache", ".env")
PATIENCE = 900
"""Seconds for a test; one that needs more found nothing."""


@dataclass(frozen=True)
class Verdict:
    """What became of the test. `said` is how it ended, where that is no answer."""

    word: str
    said: str = ""


RED, GREEN, FAULT = "red", "GREEN", "FAULT"
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(list(trial.PRELOADED))


class Copy:
    """A tree of its own."""

    def __init__(self, home: Path) -> None:
        self._home = home

    @classmethod
    def of(cls, source: Path, home: Path) -> "Copy":
        """Copied with what is compiled already, where it is from a copy."""
        left = LEFT if source == ROOT else ()
        shutil.copytree(source, home, ignore=shutil.ignore_patterns(*left))
        return cls(home)

    def twin(self, home: Path) -> "Copy":
        """Another that is the same."""
        return Copy.of(self._home, home)

    def try_all(self, tests: Sequence[str]) -> Verdict:
        """With every guard in its place."""
        return self._try(tests, compiles=True)

    def try_without(self, guard: Guard) -> Verdict:
        """Without the guard, which is put back afterwards."""
        file = self._home / guard.file
        source = file.read_text(encoding="utf-8")
        try:
            without = guard.taken_from(source)
        except Misfit as misfit:
            return Verdict(FAULT, str(misfit))
        # What was compiled is told apart by second and size, which can be the same.
        Path(importlib.util.cache_from_source(str(file))).unlink(missing_ok=True)
        file.write_text(without, encoding="utf-8")
        try:
            return self._try([guard.test])
        finally:
            file.write_text(source, encoding="utf-8")

    def _try(self, tests: Sequence[str], *, compiles: bool = False) -> Verdict:
        with tempfile.NamedTemporaryFile(prefix="credit-desk-said-") as said:
            process = PROCESSES.Process(
                target=trial.run,
                args=(tests, self._home, ROOT, Path(said.name)),
                kwargs={"compiles": compiles},
            )
            process.start()
            process.join(PATIENCE)
            if process.is_alive():
                process.kill()
                process.join()
            words = Path(said.name).read_text(encoding="utf-8", errors="replace").strip()
        match process.exitcode:
            case trial.RED:
                return Verdict(RED)
            case trial.GREEN:
                return Verdict(GREEN)
            case ended:
                return Verdict(FAULT, words or f"it ended with {ended}")
