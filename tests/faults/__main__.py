"""`python -m tests.faults`: one run of a profile, or one without each guard in turn.

Ends with 1 where a promise was broken; without a guard, where none was.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.faults import report, run
from tests.faults.guards import GUARDS
from tests.faults.profiles import PROFILES


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--profile", choices=PROFILES, default="usual")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--without", choices=GUARDS, action="append", default=[])
    parser.add_argument("--teeth", action="store_true", help="one run without each guard")
    parser.add_argument("--keep", type=Path, help="where data, logs and a timeline stay")
    told = parser.parse_args()
    seed = time.time_ns() % 1_000_000 if told.seed is None else told.seed
    if told.teeth:
        bitten = [_bites(told.profile, seed=seed, guard=guard) for guard in GUARDS]
        return 0 if all(bitten) else 1
    return 1 if _violated(told.profile, seed=seed, without=told.without, keep=told.keep) else 0


def _bites(profile: str, *, seed: int, guard: str) -> bool:
    bitten = _violated(profile, seed=seed, without=[guard], keep=None)
    _say(f"without {guard}: {'found' if bitten else 'NOTHING FOUND: the check has no teeth'}")
    return bitten


def _violated(profile: str, *, seed: int, without: list[str], keep: Path | None) -> bool:
    again = " ".join(
        [f'make faults FAULTS_ARGS="--profile {profile} --seed {seed}', *_flags(without)]
    )
    _say(f'The desk under faults, seed {seed}. The same plan again: {again}"')
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="credit-desk-faults-") as temporary:
        home = keep or Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        outcome = asyncio.run(run.run(home, PROFILES[profile], seed=seed, without=without))
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
