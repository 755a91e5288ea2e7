"""A table of monospaced text, in parts that fit a section. Pure; of cells, whatever they say."""

from collections.abc import Collection, Sequence

from bot.views import mrkdwn

Cells = tuple[str, ...]

_FENCE = "```"
_PAD = "\N{FIGURE SPACE}"
"""As wide as a digit in every font: columns stand where a page shows no monospaced text."""


def parts(
    head: Cells,
    rows: Sequence[Cells],
    *,
    size: int = mrkdwn.SECTION,
    left: Collection[int] = (),
) -> list[str]:
    """The table in fenced parts of at most `size` characters, each with its heading.

    Cells stand to the right of their column, but for the columns in `left`, counted from 0. A
    row is never parted; without rows there is nothing to show.
    """
    top, *lines = _aligned([head, *rows], left)
    room = size - len(top) - 2 * len(_FENCE) - 3
    at_once = max(1, room // (len(top) + 1))
    return [
        "\n".join([_FENCE, top, *lines[start : start + at_once], _FENCE])
        for start in range(0, len(lines), at_once)
    ]


def _aligned(table: Sequence[Cells], left: Collection[int]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    return [
        (2 * _PAD).join(
            cell.ljust(width, _PAD) if number in left else cell.rjust(width, _PAD)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in table
    ]
