"""What a chart shows: labelled bars on scales. Values only; `chart_png` draws them.

A bar is told by its label, its amount and its filling: these differ in any print, to any eye.
"""

from dataclasses import dataclass
from typing import Literal

Fill = Literal["dark", "light", "hatched"]


@dataclass(frozen=True)
class Bar:
    """Parts in minor units, drawn one after the other, and the amount that is said at the end.

    What is below nothing has no length.
    """

    label: str
    parts: tuple[tuple[int, Fill], ...]
    amount: int

    @property
    def length(self) -> int:
        return sum(max(0, minor) for minor, _ in self.parts)


@dataclass(frozen=True)
class Panel:
    """Bars on one scale; `together` of them at a time belong to each other."""

    title: str
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, Fill], ...] = ()
    together: int = 1

    @property
    def gaps(self) -> int:
        """How many parts the bars that belong together leave between them."""
        return max(0, len(self.bars) - 1) // self.together if self.together > 1 else 0
