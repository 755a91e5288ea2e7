"""The form to apply for a credit: opened by `/credit apply`, and what is sent with it.

Called by `commands`, and by Bolt through `register`.
"""

import asyncio
import logging
import secrets
from dataclasses import dataclass

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity, names
from bot.ingress import DeskUnavailable, Refused
from bot.listeners import figures
from bot.listeners.called import Called
from bot.listeners.parts import Parts
from bot.listeners.payloads import Submission
from bot.slack import Json, SlackBusy, SlackRefused
from bot.views import apply_form, home_en, reply
from bot.views import words_en as words
from bot.views.blocks import Rendered
from services.contracts import applying
from services.contracts.credit import Receipt
from services.contracts.keys import Key, MalformedKey
from services.contracts.money import Money

PATIENCE = 2.6
"""Seconds for the answer to a form; Slack waits 3."""

_FIELDS: dict[str, str] = dict.fromkeys(
    ("term_too_short", "term_too_long", "instalment_too_small"), names.MONTHS_FIELD
)
"""Under which field a refusal is said, where not under the first."""
_FILLERS = frozenset({"€", "eur", "euro", "euros", "for", "over", "month", "months"})
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wish:
    """What is applied for, as far as it was typed."""

    amount: Money | None = None
    months: int | None = None


def wish(typed: tuple[str, ...]) -> Wish:
    """What was typed after `apply`: an amount, a term. Raises `figures.NoFigure`."""
    bare = [word for word in typed if word not in _FILLERS]
    if len(bare) > len(("amount", "months")):
        raise figures.NoFigure(" ".join(typed))
    minor = figures.amount(bare[0]) if bare else None
    return Wish(
        amount=None if minor is None else Money(minor=minor),
        months=figures.months(bare[1]) if bare[1:] else None,
    )


async def apply(called: Called) -> Rendered | None:
    """Open the form with what was typed; nothing is said where it opens."""
    try:
        wished = wish(called.rest)
    except figures.NoFigure:
        return reply.plain(home_en.APPLY_USAGE)
    try:
        await open_form(called.parts, trigger=called.trigger, wished=wished)
    except (SlackBusy, SlackRefused) as error:
        _log.warning("form to apply not opened: %s", error)
        return reply.plain(home_en.NOT_OPENED)
    return None


async def open_form(parts: Parts, *, trigger: str, wished: Wish) -> None:
    """Open a new sheet, within 3 seconds. Raises `SlackBusy` or `SlackRefused`."""
    sheet = Key(secrets.token_hex(8))
    view = apply_form.form(sheet, amount=wished.amount, months=wished.months)
    await parts.slack.open_form(trigger=trigger, view=view)


async def submit(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Apply for the person who sent the form; what goes wrong shows next to its field."""
    form = Submission.model_validate(body)
    wrong: dict[str, str] = {}
    minor = months = 0
    try:
        minor = figures.amount(form.field(names.AMOUNT_FIELD))
    except figures.NoFigure:
        wrong[names.AMOUNT_FIELD] = words.NO_AMOUNT
    try:
        months = figures.months(form.field(names.MONTHS_FIELD))
    except figures.NoFigure:
        wrong[names.MONTHS_FIELD] = words.NO_MONTHS
    if wrong:
        await ack(response_action="errors", errors=wrong)
        return
    told = await _apply(parts, form, amount=Money(minor=minor), months=months)
    await ack(**told)


async def _apply(parts: Parts, form: Submission, *, amount: Money, months: int) -> Json:
    """What Slack is told: the errors that the form shows, or what it shows instead."""
    try:
        async with asyncio.timeout(PATIENCE):
            sheet = Key(form.view.private_metadata)
            channel = await parts.slack.direct(user=form.user.id)
            room = identity.room(team=identity.team_of(form.person), channel=channel)
            filled = applying.Form(form=sheet, room=room, amount=amount, months=months)
            found = await parts.ingress.call(applying.APPLY, form.person, filled)
    except MalformedKey:
        return _wrong(home_en.STALE_FORM)
    except (SlackBusy, SlackRefused) as error:
        _log.warning("no direct message with %s: %s", form.person, error)
        return _wrong(home_en.NO_DIRECT_MESSAGE)
    except (DeskUnavailable, Refused, TimeoutError) as error:
        _log.warning("form of %s failed: %s", form.person, error)
        return _wrong(words.DESK_UNAVAILABLE)
    if found.credit_id is None:
        return _refused(found.receipt)
    return {"response_action": "update", "view": apply_form.received(found.credit_id)}


def _refused(receipt: Receipt) -> Json:
    sentence = home_en.REFUSALS.get(receipt.detail, home_en.NOT_TAKEN)
    field = _FIELDS.get(receipt.detail, names.AMOUNT_FIELD)
    return _wrong(sentence.format(limit=receipt.limit), field=field)


def _wrong(sentence: str, *, field: str = names.AMOUNT_FIELD) -> Json:
    return {"response_action": "errors", "errors": {field: sentence}}
