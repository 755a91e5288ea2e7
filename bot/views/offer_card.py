"""The offer: its terms, what the law wants said, and the two buttons while it is open. Pure."""

from slack_sdk.models.blocks import ActionsBlock

from bot import names
from bot.identity import Target
from bot.views import money, rights_cards
from bot.views import words_en as words
from bot.views.blocks import Rendered, button, buttons, context, facts, message, section
from services.contracts.credit import Conditions, Terms
from services.contracts.keys import Key
from services.contracts.posts import Offer


def view(content: Offer) -> Rendered:
    """The offer as it stands. A closed one keeps its terms and loses its two buttons."""
    terms = content.terms
    head = f"Offer for your credit {content.credit_id}"
    text = (
        f"{head}: {money.amount(terms.amount)} over {words.months(terms.months)}, "
        f"{money.amount(terms.instalment)} a month, APR {money.percent(terms.apr)}, "
        f"{money.amount(terms.total_payable)} payable in all. {_state(content)}"
    )
    return message(
        text,
        [
            section(f"*{head}*\n{_state(content)}"),
            section(_changed(content, content.applied_for)) if content.applied_for else None,
            facts(_facts(terms)),
            facts([(words.FEE, money.amount(terms.fee))]) if terms.fee.minor else None,
            section(f"*{words.CAUTION}*"),
            context(words.AUTOMATED_OFFER) if content.automated else None,
            context(words.RIGHT_OF_WITHDRAWAL),
            _buttons(content) if content.state == "open" else None,
            rights_cards.asking(content.credit_id) if content.automated else None,
        ],
    )


def _facts(terms: Terms) -> list[tuple[str, str]]:
    return [
        (words.AMOUNT, money.amount(terms.amount)),
        (words.TERM, words.months(terms.months)),
        (words.NOMINAL_RATE, money.percent(terms.nominal_rate)),
        (words.APR, money.percent(terms.apr)),
        (words.INSTALMENT, money.amount(terms.instalment)),
        (words.LAST_INSTALMENT, money.amount(terms.last_instalment)),
        (words.TOTAL_INTEREST, money.amount(terms.total_interest)),
        (words.TOTAL_PAYABLE, money.amount(terms.total_payable)),
        (words.FIRST_DUE, words.day(terms.first_due)),
    ]


def _changed(content: Offer, applied: Conditions) -> str:
    terms = content.terms
    return words.changed_offer(
        content.version,
        applied=f"{money.amount(applied.amount)} over {words.months(applied.months)}",
        offered=f"{money.amount(terms.amount)} over {words.months(terms.months)}",
    )


def _state(content: Offer) -> str:
    match content.state:
        case "open":
            return f"It is valid until {words.moment(content.until)}. {words.ONLY_A_CLICK}"
        case "accepted":
            return "You accepted this offer."
        case "declined":
            return "You declined this offer."
        case "expired":
            return "This offer has expired."
        case "withdrawn":
            return "The application was withdrawn, and this offer with it."


def _buttons(content: Offer) -> ActionsBlock:
    target = Target(credit_id=content.credit_id, promise=Key(content.offer))
    return buttons(
        button(words.ACCEPT, action=names.OFFER_ACCEPT, target=target, style="primary"),
        button(words.DECLINE, action=names.OFFER_DECLINE, target=target),
    )
