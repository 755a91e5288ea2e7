"""A repayment schedule as a table of monospaced text. Pure; of plain rows, whoever has them."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.contracts.money import Money

Row = tuple[int, date, int, int, int, int]
"""Number, due, payment, interest, principal, balance; amounts in minor units."""

_HEAD = ("No", "Due", "Payment", "Interest", "Principal", "Balance")
_FENCE = "```"


def parts(rows: Sequence[Row], *, size: int) -> list[str]:
    """The table in fenced parts of at most `size` characters, each with its heading.

    A row is never parted. Without rows there is nothing to show.
    """
    head, *lines = _aligned([_HEAD, *(cells(row) for row in rows)])
    room = size - len(head) - 2 * len(_FENCE) - 3
    at_once = max(1, room // (len(head) + 1))
    return [
        "\n".join([_FENCE, head, *lines[start : start + at_once], _FENCE])
        for start in range(0, len(lines), at_once)
    ]


def cells(row: Row) -> tuple[str, ...]:
    """A row as it is read: `1`, `2026-02-28`, `86.07` and so on."""
    number, due, *amounts = row
    return (str(number), due.isoformat(), *(_major(minor) for minor in amounts))


def _major(minor: int) -> str:
    return f"{Money(minor=minor).major:,.2f}"


def _aligned(table: Iterable[tuple[str, ...]]) -> list[str]:
    rows = list(table)
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
