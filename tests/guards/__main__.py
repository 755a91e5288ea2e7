"""`python -m tests.guards`: takes each guard away in turn, and runs the test that must miss it.

Ends with 1 where one is not missed, or its row is at fault.
"""

import argparse
import queue
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.guards import table
from tests.guards.copies import FAULT, GREEN, RED, Copy, Verdict
from tests.guards.table import ROOT, Guard

AT_ONCE = 2
SHOWN = 30
"""Lines of what a test has said that gave no answer."""


def main() -> int:
    """The exit code."""
    guards = table.read()
    parser = argparse.ArgumentParser(prog="python -m tests.guards")
    named = sorted({name for guard in guards for name in (guard.name, guard.family)})
    parser.add_argument("--only", choices=named, action="append", metavar="NAME")
    told = parser.parse_args()
    only = set(told.only or named)
    chosen = [guard for guard in guards if only & {guard.name, guard.family}]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="credit-desk-guards-") as home:
        first = Copy.of(ROOT, Path(home) / "0")
        whole = first.try_all(sorted({guard.test for guard in chosen}))
        if whole.word != GREEN:
            _say(f"With every guard in its place the tests are {whole.word}.\n{whole.said}")
            return 1
        twins = [first.twin(Path(home) / str(n)) for n in range(1, AT_ONCE)]
        found = Counter[str]()
        for guard, verdict in _tried(chosen, [first, *twins]):
            found[verdict.word] += 1
            _say(line(guard, verdict))
    words = ", ".join(f"{found[word]} {word}" for word in (RED, GREEN, FAULT) if found[word])
    _say(f"{len(chosen)} guards: {words}, in {time.monotonic() - begun:.0f} s")
    return 0 if set(found) == {RED} else 1


def line(guard: Guard, verdict: Verdict) -> str:
    """The row of what came out; a fault with the end of what was said."""
    said = "".join(f"\n    {each}" for each in verdict.said.splitlines()[-SHOWN:])
    return f"{guard.name:<24} {guard.test.removeprefix('tests/'):<96} {verdict.word}{said}"


def _tried(guards: Sequence[Guard], copies: Sequence[Copy]) -> Iterator[tuple[Guard, Verdict]]:
    """In the table's order, as many at once as there are copies."""
    free: queue.Queue[Copy] = queue.Queue()
    for copy in copies:
        free.put(copy)

    def without(guard: Guard) -> Verdict:
        copy = free.get()
        try:
            return copy.try_without(guard)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        yield from zip(guards, pool.map(without, guards), strict=True)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
