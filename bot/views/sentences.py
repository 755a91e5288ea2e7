"""What a receipt means in words, for the person who clicked or submitted. Pure."""

from bot.views import words_en as words
from services.contracts.credit import Receipt


def for_customer(receipt: Receipt) -> str:
    """The sentence for a customer; empty when it is done and the card shows it."""
    return words.CUSTOMER_RECEIPTS.get(receipt.outcome, words.NO_SUCH_CREDIT)


def for_officer(receipt: Receipt) -> str:
    """The sentence for an officer; empty when it is done and the card shows it."""
    return words.OFFICER_RECEIPTS[receipt.outcome]
