"""What a receipt means in words, for the person who clicked or submitted. Pure."""

from bot.views import loan_en, officer_cards
from bot.views import office_en as office
from bot.views import rights_en as rights
from bot.views import words_en as words
from services.contracts.credit import Receipt
from services.contracts.keys import PersonKey


def for_customer(receipt: Receipt) -> str:
    """The sentence for a customer; empty when it is done and the card shows it."""
    if receipt.outcome == "invalid" and receipt.detail in loan_en.INVALID:
        return loan_en.INVALID[receipt.detail].format(limit=receipt.limit)
    told = words.CUSTOMER_RECEIPTS | loan_en.RECEIPTS
    return told.get(receipt.outcome, words.NO_SUCH_CREDIT)


def for_officer(receipt: Receipt) -> str:
    """The sentence for an officer; empty when it is done and the card shows it."""
    if receipt.outcome == "claimed":
        return office.claimed(officer_cards.mention(PersonKey(receipt.detail)))
    return in_form(receipt)


def in_form(receipt: Receipt) -> str:
    """The sentence under a field of an officer's form, where Slack shows no mentions."""
    if receipt.outcome == "invalid" and receipt.detail in office.OFFICER_INVALID:
        return office.OFFICER_INVALID[receipt.detail].format(limit=receipt.limit)
    return office.OFFICER_RECEIPTS[receipt.outcome]


def for_asker(receipt: Receipt) -> str:
    """The sentence for a customer who asks why; empty when the form shows it."""
    return rights.NOT_DECIDED if receipt.outcome == "invalid" else for_customer(receipt)


def for_caller(receipt: Receipt) -> str:
    """The sentence for a customer who calls a human; empty when the thread shows it."""
    return rights.CALLED_ALREADY if receipt.outcome == "already_done" else for_customer(receipt)


def for_taker(receipt: Receipt) -> str:
    """The sentence for an officer who takes a call; empty when the card shows it."""
    match receipt.outcome:
        case "claimed":
            return rights.taken_by_other(officer_cards.mention(PersonKey(receipt.detail)))
        case "unknown":
            return rights.NO_CALL
        case "closed":
            return rights.TAKEN
        case "own_application":
            return rights.YOUR_OWN
        case _:
            return for_officer(receipt)
