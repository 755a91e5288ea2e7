"""The offer: its terms, what the law wants said, and the two buttons while it is open. Pure."""

from slack_sdk.models.blocks import ActionsBlock

from bot import names
from bot.identity import Target
from bot.views import disclosure, language, money, rights_cards, words
from bot.views.blocks import Rendered, button, buttons, context, facts, message, section
from bot.views.language import _
from services.contracts.credit import Conditions, Terms
from services.contracts.keys import Key
from services.contracts.posts import Offer


def view(content: Offer) -> Rendered:
    """The offer as it stands. A closed one keeps its terms and loses its two buttons."""
    terms = content.terms
    head = _("Offer for your credit {credit_id}").format(credit_id=content.credit_id)
    sums = _("{wish}, {instalment} a month, APR {apr}, {total} payable in all.").format(
        wish=words.over(terms.amount, terms.months),
        instalment=money.amount(terms.instalment),
        apr=language.percent(terms.apr),
        total=money.amount(terms.total_payable),
    )
    text = f"{head}: {sums} {_state(content)}"
    return message(
        text,
        [
            section(f"*{head}*\n{_state(content)}"),
            section(_changed(content, content.applied_for)) if content.applied_for else None,
            facts(_facts(terms)),
            facts([(_(words.FEE), money.amount(terms.fee))]) if terms.fee.minor else None,
            section(f"*{_(words.CAUTION)}*"),
            context(_(words.AUTOMATED_OFFER)) if content.automated else None,
            context(_(words.RIGHT_OF_WITHDRAWAL)),
            context(disclosure.bank()),
            _buttons(content) if content.state == "open" else None,
            rights_cards.asking(content.credit_id) if content.automated else None,
        ],
    )


def _facts(terms: Terms) -> list[tuple[str, str]]:
    return [
        (_(words.AMOUNT), money.amount(terms.amount)),
        (_(words.TERM), words.months(terms.months)),
        (_(words.NOMINAL_RATE), language.percent(terms.nominal_rate)),
        (_(words.APR), language.percent(terms.apr)),
        (_(words.INSTALMENT), money.amount(terms.instalment)),
        (_(words.LAST_INSTALMENT), money.amount(terms.last_instalment)),
        (_(words.TOTAL_INTEREST), money.amount(terms.total_interest)),
        (_(words.TOTAL_PAYABLE), money.amount(terms.total_payable)),
        (_(words.FIRST_DUE), language.day(terms.first_due)),
    ]


def _changed(content: Offer, applied: Conditions) -> str:
    terms = content.terms
    return words.changed_offer(
        content.version,
        applied=words.over(applied.amount, applied.months),
        offered=words.over(terms.amount, terms.months),
    )


def _state(content: Offer) -> str:
    match content.state:
        case "open":
            until = language.moment(content.until)
            valid = _("It is valid until {moment}.").format(moment=until)
            return f"{valid} {_(words.ONLY_A_CLICK)}"
        case "accepted":
            return _("You accepted this offer.")
        case "declined":
            return _("You declined this offer.")
        case "expired":
            return _("This offer has expired.")
        case "withdrawn":
            return _("The application was withdrawn, and this offer with it.")
        case "aborted":
            stopped = _(
                "Something went wrong on our side, so this offer can't be accepted any more."
            )
            return f"{stopped} {_(words.NOTHING_OWED)}"


def _buttons(content: Offer) -> ActionsBlock:
    target = Target(credit_id=content.credit_id, promise=Key(content.offer))
    return buttons(
        button(_(words.ACCEPT), action=names.OFFER_ACCEPT, target=target, style="primary"),
        button(_(words.DECLINE), action=names.OFFER_DECLINE, target=target),
    )
