"""Sums of money as people read them, in the language of the rendering. Pure."""

from bot.views import language
from services.contracts.money import Money


def amount(money: Money) -> str:
    """`1,032.80 EUR`; a debt has a minus sign in front."""
    return language.amount(money.major, money.currency)


def major(minor: int) -> str:
    """`1,032.80`, of minor units, where the currency is said once for all."""
    return language.decimal(Money(minor=minor).major)
