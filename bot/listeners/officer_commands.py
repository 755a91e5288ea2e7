"""`/credit audit`, `stop` and `resume`: for officers; who is one, the services say.

Called by `commands`.
"""

from bot.listeners.called import Called
from bot.views import answers, command_words, reply, words
from bot.views.blocks import Rendered
from bot.views.language import _
from services.contracts import audit as contract
from services.contracts import switch
from services.contracts.keys import CreditId, MalformedKey


async def audit(called: Called) -> Rendered:
    """What happened to a credit; to who is no officer it is as if there were no such credit."""
    if not called.rest:
        return reply.plain(command_words.usage("audit CR-…"))
    try:
        credit_id = CreditId(called.rest[0].upper())
    except MalformedKey:
        return reply.plain(_(words.NO_SUCH_CREDIT))
    reading = contract.Reading(by=called.person)
    found = await called.parts.ingress.call(contract.READ, credit_id, reading)
    return answers.audit(found.chain) if found.chain else reply.plain(_(words.NO_SUCH_CREDIT))


async def stop(called: Called) -> Rendered:
    """Stop the automatic path."""
    return await _turn(called, stopped=True)


async def resume(called: Called) -> Rendered:
    """Let the automatic path go on."""
    return await _turn(called, stopped=False)


async def _turn(called: Called, *, stopped: bool) -> Rendered:
    request = switch.Turn(by=called.person, stopped=stopped)
    turned = await called.parts.ingress.call(switch.TURN, switch.AUTOMATIC, request)
    match turned.outcome:
        case "done":
            return reply.plain(_(words.STOPPED) if stopped else _(words.GOES_ON))
        case "already":
            return reply.plain(_(words.STANDS_SO))
        case "not_an_officer":
            return reply.plain(_(words.NO_OFFICER))
