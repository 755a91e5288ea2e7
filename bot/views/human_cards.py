"""A human is wanted: the officers' card, and what the customer is told. Pure."""

from bot import identity, names
from bot.views import disclosure, mrkdwn, officer_cards
from bot.views import rights_words as rights
from bot.views.blocks import Rendered, button, buttons, context, message, section
from bot.views.language import _
from services.contracts.posts import HumanAwaited, HumanCalled, HumanComing, HumanWanted

WORDS_SHOWN = 2000


def wanted(content: HumanWanted) -> Rendered:
    """Who wants it and in what words; the button until somebody has taken it."""
    text = rights.wanted(officer_cards.mention(content.customer), credit_id=content.credit_id or "")
    said = mrkdwn.quote(mrkdwn.cut(content.words, WORDS_SHOWN)) if content.words else ""
    taken = rights.taken(officer_cards.mention(content.taken_by)) if content.taken_by else ""
    target = identity.help_target(content.call)
    take = button(_(rights.TAKE), action=names.HUMAN_TAKE, target=target, style="primary")
    return message(
        text,
        [
            section(f"*{text}*"),
            section(said) if said else None,
            context(taken) if taken else buttons(take),
        ],
    )


def awaited(content: HumanAwaited) -> Rendered:
    """Nobody has taken it yet."""
    text = rights.awaited(
        officer_cards.mention(content.customer),
        credit_id=content.credit_id or "",
        final=content.final,
        called=", ".join(officer_cards.mention(officer) for officer in content.officers),
    )
    return message(text, [section(text)])


def called(content: HumanCalled) -> Rendered:
    """The officers know."""
    text = rights.called(content.credit_id or "")
    return message(text, [section(text), context(disclosure.bank())])


def coming(content: HumanComing) -> Rendered:
    """Who will write."""
    officer = officer_cards.mention(content.officer)
    text = rights.coming(officer, credit_id=content.credit_id or "")
    return message(text, [section(f"*{text}*")])
