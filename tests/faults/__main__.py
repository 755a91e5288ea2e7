"""`python -m tests.faults`: one run of a profile, or one without each guard in turn.

Ends with 1 where a promise was broken; without a guard, where none was.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.faults import report, run, ways
from tests.faults.guards import GUARDS
from tests.faults.profiles import PROFILES


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--profile", choices=PROFILES, default="usual")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--without", choices=GUARDS, action="append", default=[])
    parser.add_argument("--teeth", action="store_true", help="one run without each guard")
    parser.add_argument("--share", type=float, default=1.0, help="of what the profile has")
    parser.add_argument("--keep", type=Path, help="a new folder for data, logs and timeline")
    told = parser.parse_args()
    if told.keep and told.keep.exists():
        parser.error(f"{told.keep} exists: what an earlier run left would be taken for this one's")
    seed = time.time_ns() % 1_000_000 if told.seed is None else told.seed
    if told.teeth:
        bitten = [_bites(told, seed=seed, guard=guard) for guard in GUARDS]
        return 0 if all(bitten) else 1
    return 1 if _violated(told, seed=seed, without=told.without) else 0


def _bites(told: argparse.Namespace, *, seed: int, guard: str) -> bool:
    bitten = _violated(told, seed=seed, without=[guard])
    _say(f"without {guard}: {'found' if bitten else 'NOTHING FOUND: the check has no teeth'}")
    return bitten


def _violated(told: argparse.Namespace, *, seed: int, without: list[str]) -> bool:
    share = [f"--share {told.share}"] if told.share != 1 else []
    flags = [f"--profile {told.profile} --seed {seed}", *share, *_flags(without)]
    by = {"socket": "by Socket Mode", "http": "by signed requests"}[ways.mode(seed)]
    _say(f"The desk under faults, seed {seed}, {by}.")
    _say(f'The same plan again: make faults FAULTS_ARGS="{" ".join(flags)}"')
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="credit-desk-faults-") as temporary:
        home = told.keep / "-".join(without or ["whole"]) if told.keep else Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        profile = PROFILES[told.profile].shared(told.share)
        outcome = asyncio.run(run.run(home, profile, seed=seed, without=without))
        timeline = "\n".join(report.timeline(outcome.record))
        (home / "timeline.txt").write_text(timeline, encoding="utf-8")
    for line in report.lines(outcome):
        _say(f"  {line}")
    for line in report.violations(outcome.violations):
        _say(f"  {line}")
    verdict = f"{len(outcome.violations)} violations" if outcome.violations else "all promises held"
    _say(f"{verdict}, in {time.monotonic() - begun:.0f} s")
    return bool(outcome.violations)


def _flags(without: list[str]) -> list[str]:
    return [f"--without {guard}" for guard in without]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
