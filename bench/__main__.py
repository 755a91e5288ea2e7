"""Runs the benchmarks: `python -m bench [--short] [MODULE…]`. Prints one table.

Without `--short` what was measured is written to `results.json`; exit code 1 where, with it,
a bound is not kept.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import uvloop

from bench.figures import MODULES, Figure

RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures the desk.")
    parser.add_argument("--short", action="store_true", help="ratios only, generous bounds")
    parser.add_argument("modules", nargs="*", choices=[[], *MODULES], help="all when none named")
    told = parser.parse_args()
    measured: list[Figure] = []
    for module in told.modules or MODULES:
        print(f"measuring {module} …", file=sys.stderr, flush=True)
        measured += uvloop.run(importlib.import_module(f"bench.{module}").measure(short=told.short))
    print(table(measured))
    if not told.short:
        merge(measured)
    elif not all(figure.met for figure in measured):
        sys.exit(1)


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table with even columns."""
    rows = [("figure", "value", "unit", "goal", "met")]
    rows += [(f.figure, f"{f.value:g}", f.unit, f.goal, _met(f)) for f in figures]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], _line(["-" * w for w in widths], widths), *lines[1:]])


def merge(figures: Sequence[Figure]) -> None:
    """Writes the figures to the results; those that were not measured now stay."""
    kept: list[dict[str, Any]] = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    merged = {row["figure"]: row for row in [*kept, *(asdict(f) for f in figures)]}
    text = json.dumps(list(merged.values()), indent=1, ensure_ascii=False)
    RESULTS.write_text(f"{text}\n", encoding="utf-8")


def _met(figure: Figure) -> str:
    if not figure.goal:
        return ""
    return "yes" if figure.met else "no"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


if __name__ == "__main__":
    main()
