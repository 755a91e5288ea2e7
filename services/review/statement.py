"""Transactions from a file: `date,amount,description,category`, the last may be empty.

Pure. A bad row is refused with its line and what is wrong. Called by the console command.
"""

import csv
import re
from datetime import date
from decimal import Decimal
from typing import get_args

from services.contracts.account import Category, Transaction
from services.contracts.money import Money
from services.review import patterns

HEADER = ("date", "amount", "description", "category")
_NAMES: tuple[Category, ...] = get_args(Category)
_CATEGORIES: dict[str, Category] = {name: name for name in _NAMES}
# What feeds call them, for money out and money in.
_ALSO: dict[str, tuple[Category, Category]] = {
    "wage": ("other_income", "salary"),
    "wages": ("other_income", "salary"),
    "income": ("other_income", "other_income"),
    "loan": ("loan_repayment", "loan_proceeds"),
    "card": ("card_repayment", "card_repayment"),
    "payday": ("payday_repayment", "payday_proceeds"),
    "payday_loan": ("payday_repayment", "payday_proceeds"),
    "payday_received": ("payday_repayment", "payday_proceeds"),
    "payday_repaid": ("payday_repayment", "payday_proceeds"),
    "win": ("gambling", "gambling_win"),
    "electronics": ("shopping", "refund"),
}


class BadStatement(ValueError):
    """The file can't be read as transactions. The text names the line and what is wrong."""


def read(text: str, *, currency: str = "EUR") -> tuple[Transaction, ...]:
    """The transactions in the file's order; their ids are the row numbers, from 1 on.

    Raises `BadStatement` for the first line that is wrong.
    """
    lines = csv.reader(text.removeprefix("\ufeff").splitlines(keepends=True), strict=True)
    rows: list[Transaction] = []
    begun = False
    try:
        for fields in lines:
            if not any(field.strip() for field in fields):
                continue
            if begun:
                row_id = str(len(rows) + 1)
                rows.append(_transaction(fields, line=lines.line_num, row_id=row_id, of=currency))
            else:
                begun = _check_header(fields, line=lines.line_num)
    except csv.Error as wrong:
        raise BadStatement(f"line {lines.line_num}: is no CSV: {wrong}.") from None
    if not begun:
        raise BadStatement(f"line 1: must be the header {','.join(HEADER)}.")
    return tuple(rows)


def _check_header(fields: list[str], *, line: int) -> bool:
    if tuple(field.strip().lower() for field in fields) != HEADER:
        raise BadStatement(f"line {line}: must be the header {','.join(HEADER)}.")
    return True


def _transaction(fields: list[str], *, line: int, row_id: str, of: str) -> Transaction:
    if len(fields) not in (len(HEADER) - 1, len(HEADER)):
        raise BadStatement(f"line {line}: has {len(fields)} fields, must have {len(HEADER)}.")
    day, amount, description, category = (field.strip() for field in (*fields, "")[: len(HEADER)])
    minor = _minor(amount, line=line)
    return Transaction(
        id=row_id,
        day=_day(day, line=line),
        amount=Money(minor=minor, currency=of),
        description=description,
        category=_category(category, line=line, minor=minor),
    )


def _day(text: str, *, line: int) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadStatement(f"line {line}: date is {text!r}, must be a day such as 2026-01-31.")


def _minor(text: str, *, line: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{1,2})?", text):
        sentence = "must be a number such as -99.50, money out negative"
        raise BadStatement(f"line {line}: amount is {text!r}, {sentence}.")
    return int(Decimal(text).scaleb(2))


def _category(text: str, *, line: int, minor: int) -> Category:
    name = re.sub(r"[\s-]+", "_", text.lower())
    if not name:
        return "unclassified"
    if name in _ALSO:
        return _ALSO[name][minor > 0]
    known = _CATEGORIES.get(name) or patterns.of_merchant_code(name)
    if known is None:
        every = ", ".join(_CATEGORIES)
        raise BadStatement(f"line {line}: category is {text!r}, must be empty or one of {every}.")
    return known
