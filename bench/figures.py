"""What a measurement comes to, and which modules measure. Pure; every module of bench uses it.

A measuring module has `async def measure(*, short: bool) -> list[Figure]`. With `short` it
measures ratios only, in a few seconds and with generous bounds, or returns nothing at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MODULES: tuple[str, ...] = (
    "turns",
    "against",
    "journaled",
    "calls",
    "slack_side",
    "start",
    "ledger",
    "parked",
    "servers",
)
"""The measuring modules of bench, in the order in which they run."""


@dataclass(frozen=True)
class Figure:
    """One line of the table. `goal` reads such as `<= 1.6`; a figure without one is met."""

    figure: str
    value: float
    unit: str
    goal: str
    met: bool


def at_most(figure: str, value: float, unit: str, *, bound: float) -> Figure:
    return Figure(figure, round(value, 3), unit, f"<= {bound:g}", value <= bound)


def at_least(figure: str, value: float, unit: str, *, bound: float) -> Figure:
    return Figure(figure, round(value, 3), unit, f">= {bound:g}", value >= bound)


def noted(figure: str, value: float, unit: str) -> Figure:
    """A figure that stands beside the others and has no goal."""
    return Figure(figure, round(value, 3), unit, "", met=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0 to 1) of all do not exceed. `values` is not empty."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def median(values: Sequence[float]) -> float:
    return percentile(values, 0.5)
