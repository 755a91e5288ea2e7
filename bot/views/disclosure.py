"""What people are told of the desk itself: that its bank is made up, and who answers. Pure."""

from bot.views import words
from bot.views.language import N_, _

SYNTHETIC_BANK = N_("This is a demo: bank accounts are invented, and no money moves.")


def bank() -> str:
    """For what shows figures of an account, or can be the first that somebody reads."""
    return _(SYNTHETIC_BANK)


def full() -> str:
    """For Home and the first answer of a thread."""
    return f"{bank()}\n{_(words.AI_ANSWERS)}"
