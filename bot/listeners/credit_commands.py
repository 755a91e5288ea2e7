"""`/credit status`, `balance` and `human`: about nothing but the caller's own.

Called by `commands`.
"""

import logging

from bot import identity
from bot.listeners import called as calls
from bot.listeners.called import Called
from bot.slack import SlackBusy, SlackRefused
from bot.views import answers, loan_words, reply, sentences, words
from bot.views import rights_words as rights
from bot.views.blocks import Rendered
from bot.views.language import _
from services.contracts import account
from services.contracts import help as contract
from services.contracts.keys import CreditId, MalformedKey
from services.contracts.wire import Nothing

_log = logging.getLogger(__name__)


async def status(called: Called) -> Rendered:
    """All credits of the caller, or the one that was typed."""
    own = await called.parts.ingress.call(account.CREDITS, called.person, Nothing())
    links = await called.parts.links.of(own)
    if not called.rest:
        return answers.credits_list(own, links=links)
    which = called.rest[0].upper()
    found = next((item for item in own.items if item.credit_id == which), None)
    if found is None:
        return reply.plain(_(words.NO_SUCH_CREDIT))
    return answers.one_credit(found, links=links)


async def balance(called: Called) -> Rendered:
    """The balance of the caller's account."""
    own = await called.parts.ingress.call(account.BALANCE, called.person, Nothing())
    return answers.balance(own)


async def human(called: Called) -> Rendered:
    """Call a human, in the caller's words; who will write is told in the direct message."""
    first, words_typed = called.text.partition(" ")[::2]
    about = None
    if first.upper().startswith("CR-"):
        try:
            about = CreditId(first.upper())
        except MalformedKey:
            return reply.plain(_(words.NO_SUCH_CREDIT))
    try:
        place = await calls.direct(called.parts, called.person)
    except (SlackBusy, SlackRefused) as error:
        _log.warning("no direct message with %s: %s", called.person, error)
        return reply.plain(_(loan_words.NO_DIRECT_MESSAGE))
    said = words_typed.strip() if about else called.text
    call = contract.Call(by=called.person, place=place, credit_id=about, words=said)
    receipt = await called.parts.ingress.call(contract.CALL, identity.thread(place), call)
    return reply.plain(sentences.for_caller(receipt) or _(rights.CALLED))
