"""A repayment schedule as a table of text. Pure; of plain rows, whoever has them."""

from collections.abc import Sequence
from datetime import date

from bot.views import document_words as paper
from bot.views import language, money, text_table
from bot.views.language import _

Row = tuple[int, date, int, int, int, int]
"""Number, due, payment, interest, principal, balance; amounts in minor units."""


def head() -> text_table.Cells:
    """The columns' names."""
    return tuple(_(name) for name in paper.COLUMNS)


def parts(rows: Sequence[Row], *, size: int) -> list[str]:
    """The table in parts of at most `size` characters, each with its heading."""
    return text_table.parts(head(), [cells(row) for row in rows], size=size)


def cells(row: Row) -> text_table.Cells:
    """A row as it is read: `1`, `2026-02-28`, `86.07` and so on."""
    number, due, *amounts = row
    return (str(number), language.short_day(due), *(money.major(minor) for minor in amounts))
