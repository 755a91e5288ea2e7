"""What a receipt means in words, for the person who clicked or submitted. Pure."""

from bot.views import language, loan_words, officer_cards, words
from bot.views import office_words as office
from bot.views import rights_words as rights
from bot.views.language import _
from services.contracts.credit import Receipt
from services.contracts.keys import PersonKey


def for_customer(receipt: Receipt) -> str:
    """The sentence for a customer; empty when it is done and the card shows it."""
    if receipt.outcome == "invalid" and receipt.detail in loan_words.INVALID:
        return _(loan_words.INVALID[receipt.detail]).format(limit=language.figure(receipt.limit))
    told = words.CUSTOMER_RECEIPTS | loan_words.RECEIPTS
    return _(told.get(receipt.outcome, words.NO_SUCH_CREDIT))


def for_officer(receipt: Receipt) -> str:
    """The sentence for an officer; empty when it is done and the card shows it."""
    if receipt.outcome == "claimed":
        return office.claimed(officer_cards.mention(PersonKey(receipt.detail)))
    return in_form(receipt)


def in_form(receipt: Receipt) -> str:
    """The sentence under a field of an officer's form, where Slack shows no mentions."""
    if receipt.outcome == "invalid" and receipt.detail in office.OFFICER_INVALID:
        return _(office.OFFICER_INVALID[receipt.detail]).format(
            limit=language.figure(receipt.limit)
        )
    return _(office.OFFICER_RECEIPTS[receipt.outcome])


def for_asker(receipt: Receipt) -> str:
    """The sentence for a customer who asks why; empty when the form shows it."""
    return _(rights.NOT_DECIDED) if receipt.outcome == "invalid" else for_customer(receipt)


def for_caller(receipt: Receipt) -> str:
    """The sentence for a customer who calls a human; empty when the thread shows it."""
    return _(rights.CALLED_ALREADY) if receipt.outcome == "already_done" else for_customer(receipt)


def for_taker(receipt: Receipt) -> str:
    """The sentence for an officer who takes a call; empty when the card shows it."""
    match receipt.outcome:
        case "claimed":
            return rights.taken_by_other(officer_cards.mention(PersonKey(receipt.detail)))
        case "unknown":
            return _(rights.NO_CALL)
        case "closed":
            return _(rights.TAKEN)
        case "own_application":
            return _(rights.YOUR_OWN)
        case _:
            return for_officer(receipt)
