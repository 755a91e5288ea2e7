"""Figures as people read them. Pure."""

from decimal import Decimal

from services.contracts.money import Money


def amount(money: Money) -> str:
    """`1,032.80 EUR`; a debt has a minus sign in front."""
    return f"{money.major:,.2f} {money.currency}"


def major(minor: int) -> str:
    """`1,032.80`, of minor units, where the currency is said once for all."""
    return f"{Money(minor=minor).major:,.2f}"


def percent(rate: Decimal) -> str:
    """`6%`, `9.9%`: percent a year, without needless zeros."""
    shown = f"{rate:f}"
    return f"{shown.rstrip('0').rstrip('.') if '.' in shown else shown}%"
