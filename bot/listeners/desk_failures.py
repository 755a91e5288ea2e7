"""An officer has seen to what has failed. Who may, the services say. Called by `register`."""

import re

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.listeners import receipts
from bot.listeners.parts import Parts
from bot.listeners.payloads import Click
from bot.slack import Json
from bot.views import failures_card, sentences
from bot.views.language import _
from services.contracts import watch
from services.contracts.credit import Receipt
from services.contracts.keys import Key, MalformedKey


async def see_to(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Note it for who clicked; the card then shows who has seen to it."""
    await receipts.click(
        parts,
        body,
        ack,
        handler=watch.ACKNOWLEDGE,
        request=_acknowledgement,
        tell=_told,
        unreadable=_(failures_card.NO_FAILURES),
    )


def _acknowledgement(click: Click) -> tuple[Key, watch.Acknowledgement]:
    number = click.action.value
    if not re.fullmatch(r"[1-9][0-9]{0,8}", number):
        raise MalformedKey(f"no number of a card: {number[:80]!r}")
    return watch.DESK, watch.Acknowledgement(by=click.person, number=int(number))


def _told(receipt: Receipt) -> str:
    if receipt.outcome == "unknown":
        return _(failures_card.NO_FAILURES)
    return sentences.for_officer(receipt)
