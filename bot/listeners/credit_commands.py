"""`/credit status` and `balance`: about nothing but the caller's own. Called by `commands`."""

from bot.listeners.called import Called
from bot.views import answers, reply
from bot.views import words_en as words
from bot.views.blocks import Rendered
from services.contracts import account
from services.contracts.wire import Nothing


async def status(called: Called) -> Rendered:
    """All credits of the caller, or the one that was typed."""
    own = await called.parts.ingress.call(account.CREDITS, called.person, Nothing())
    links = await called.parts.links.of(own)
    if not called.rest:
        return answers.credits_list(own, links=links)
    which = called.rest[0].upper()
    found = next((item for item in own.items if item.credit_id == which), None)
    return answers.one_credit(found, links=links) if found else reply.plain(words.NO_SUCH_CREDIT)


async def balance(called: Called) -> Rendered:
    """The balance of the caller's account."""
    own = await called.parts.ingress.call(account.BALANCE, called.person, Nothing())
    return answers.balance(own)
