"""The buttons of a loan that runs: pay or drop a quote, and the officers' write-off.

Called by Bolt through `register`. The cards are updated by the loan, not from here.
"""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity, names
from bot.listeners import receipts
from bot.listeners.parts import Parts
from bot.listeners.payloads import Click
from bot.slack import Json
from bot.views import sentences
from bot.views import words_en as words
from services.contracts import loan


async def repay(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Pay the quote, or drop it, for the person who clicked."""
    click = Click.model_validate(body)
    told = await _repay(parts, click)
    await ack()
    parts.asides.tell(click, told)


async def write_off(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """The officer who clicked wants the rest of the loan written off."""
    click = Click.model_validate(body)
    told = await _write_off(parts, click)
    await ack()
    parts.asides.tell(click, told)


async def _repay(parts: Parts, click: Click) -> str:
    try:
        target = identity.target(click.action.value)
        confirmation = loan.RepaymentConfirmation(
            by=click.person,
            quote=target.promise,
            accept=click.action.action_id == names.REPAYMENT_CONFIRM,
        )
    except ValueError:  # a malformed key or name of a quote
        return words.NO_SUCH_CREDIT
    return await receipts.sentence(
        parts.ingress, loan.REPAY, target.credit_id, confirmation, tell=sentences.for_customer
    )


async def _write_off(parts: Parts, click: Click) -> str:
    try:
        target = identity.target(click.action.value)
        wish = loan.WriteOff(officer=click.person)
    except ValueError:  # a malformed key
        return words.NO_SUCH_APPLICATION
    return await receipts.sentence(
        parts.ingress, loan.WRITE_OFF, target.credit_id, wish, tell=sentences.for_officer
    )
