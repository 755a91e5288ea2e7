"""Why it was decided so, and what the customer can do about it: card, form, buttons. Pure.

Figures are for the customer's eyes alone.
"""

from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, PlainTextObject
from slack_sdk.models.views import View

from bot import names
from bot.identity import Target
from bot.views import disclosure, language, mrkdwn, words
from bot.views import rights_words as rights
from bot.views.blocks import (
    Rendered,
    as_json,
    button,
    buttons,
    context,
    message,
    section,
)
from bot.views.language import _
from services.contracts.credit import Explanation, Reason
from services.contracts.keys import CreditId, Key
from services.contracts.posts import DecisionExplained, Figure


def asking(credit_id: CreditId) -> ActionsBlock:
    """The buttons of every automated outcome, for good: Why?, and a human."""
    target = Target(credit_id=credit_id, promise=Key("decision"))
    return buttons(
        button(_(rights.WHY), action=names.DECISION_WHY, target=target), human(credit_id)
    )


def human(credit_id: CreditId) -> ButtonElement:
    """The button that calls a human about this credit."""
    target = Target(credit_id=credit_id, promise=Key("decision"))
    return button(_(rights.HUMAN), action=names.HUMAN_CALL, target=target)


def explained(content: DecisionExplained) -> Rendered:
    """The explanation in the thread, with what can be done about it.

    It stays as it is, whatever comes: what ends by itself has its button on the decision's card.
    """
    why = content.explanation
    can = None
    if why.contest and why.until:
        can = context(rights.contestable(language.moment(why.until)))
    blocks = [section(f"*{_head(why)}*"), *_grounds(why), context(disclosure.bank()), can]
    return message(_head(why), [*blocks, buttons(human(why.credit_id))])


def form(why: Explanation) -> dict[str, Any]:
    """The explanation for whoever pressed Why?, to be read and closed."""
    can = _(rights.CAN_CONTEST) if why.contest else _(rights.CAN_TALK)
    view = View(
        type="modal",
        title=PlainTextObject(text=_(rights.TITLE)),
        close=PlainTextObject(text=_(words.CLOSE)),
        blocks=[section(f"*{_head(why)}*"), *_grounds(why), context(can)],
    )
    return as_json(view)


def reason(item: Reason) -> str:
    """A reason in plain words, with its figure and limit, and an officer's note."""
    figure, threshold = (
        mrkdwn.escape(language.figure(each)) for each in (item.figure, item.threshold)
    )
    held = [each for each in (figure, rights.limit(threshold) if threshold else "") if each]
    figures = f" ({', '.join(held)})" if held else ""
    note = f": {mrkdwn.escape(mrkdwn.cut(item.note, 500))}" if item.note else ""
    return f"{_(words.REASONS[item.code])}{figures}{note}"


def _head(why: Explanation) -> str:
    return rights.head(why.credit_id, approved=why.outcome == "approved")


def _grounds(why: Explanation) -> list[Block]:
    reasons = "\n".join(f"• {reason(item)}" for item in why.reasons)
    figures = "\n".join(_figure(item) for item in why.figures)
    shown = [
        section(f"*{_(rights.REASONS)}*\n{reasons}") if reasons else None,
        section(f"*{_(rights.FIGURES)}*\n{figures}") if figures else None,
        context(rights.basis(mrkdwn.escape(why.policy), automated=why.automated)),
    ]
    return [block for block in shown if block is not None]


def _figure(figure: Figure) -> str:
    value, threshold = map(language.figure, (figure.value, figure.threshold))
    limit = f" ({rights.limit(mrkdwn.escape(threshold))})" if threshold else ""
    mark = rights.FIRED if figure.fired else ""
    return f"• {_(words.FIGURES[figure.name])}: {mrkdwn.escape(value)}{limit}{mark}"
