"""The buttons of a loan that runs: pay or drop a quote, and the officers' write-off.

Called by Bolt through `register`. The cards are updated by the loan, not from here.
"""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity, names
from bot.listeners import receipts
from bot.listeners.parts import Parts
from bot.listeners.payloads import Click
from bot.slack import Json
from bot.views import sentences, words
from bot.views.language import _
from services.contracts import loan
from services.contracts.keys import CreditId


async def repay(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Pay the quote, or drop it, for the person who clicked."""
    await receipts.click(
        parts,
        body,
        ack,
        handler=loan.REPAY,
        request=_confirmation,
        tell=sentences.for_customer,
        unreadable=_(words.NO_SUCH_CREDIT),
    )


async def write_off(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """The officer who clicked wants the rest of the loan written off."""
    await receipts.click(
        parts,
        body,
        ack,
        handler=loan.WRITE_OFF,
        request=_write_off,
        tell=sentences.for_officer,
        unreadable=_(words.NO_SUCH_APPLICATION),
    )


def _confirmation(click: Click) -> tuple[CreditId, loan.RepaymentConfirmation]:
    target = identity.target(click.action.value)
    accept = click.action.action_id == names.REPAYMENT_CONFIRM
    confirmed = loan.RepaymentConfirmation(by=click.person, quote=target.promise, accept=accept)
    return target.credit_id, confirmed


def _write_off(click: Click) -> tuple[CreditId, loan.WriteOff]:
    target = identity.target(click.action.value)
    return target.credit_id, loan.WriteOff(officer=click.person)
