"""The form to apply for a credit: opened by `/credit apply`, and what is sent with it.

Called by `commands`, and by Bolt through `register`.
"""

import asyncio
import logging
import secrets

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity, names
from bot.identity import Sheet, Wish
from bot.ingress import DeskUnavailable, Refused
from bot.listeners import figures
from bot.listeners.called import Called
from bot.listeners.parts import Parts
from bot.listeners.payloads import Submission
from bot.slack import Json, SlackBusy, SlackRefused
from bot.views import apply_form, home_words, language, reply, words
from bot.views.blocks import Rendered
from bot.views.language import _
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
_FILLERS = frozenset(
    {
        "€",
        "eur",
        "euro",
        "euros",
        "for",
        "over",
        "month",
        "months",
        "für",
        "über",
        "monat",
        "monate",
    }
)
_log = logging.getLogger(__name__)


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
        return reply.plain(_(home_words.APPLY_USAGE))
    try:
        await open_form(called.parts, trigger=called.trigger, wished=wished)
    except (SlackBusy, SlackRefused) as error:
        _log.warning("form to apply not opened: %s", error)
        return reply.plain(_(home_words.NOT_OPENED))
    return None


async def open_form(parts: Parts, *, trigger: str, wished: Wish) -> None:
    """Open a new sheet, within 3 seconds. Raises `SlackBusy` or `SlackRefused`."""
    sheet = Sheet(name=Key(secrets.token_hex(8)), wish=wished)
    await parts.slack.open_form(trigger=trigger, view=apply_form.form(sheet))


async def submit(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Apply for the person who sent the form; what goes wrong shows next to its field."""
    form = Submission.model_validate(body)
    try:
        sheet = identity.sheet(form.view.private_metadata)
    except MalformedKey:
        await ack(**_wrong(_(home_words.STALE_FORM)))
        return
    wanted, wrong = filled_in(form, stands=sheet.wish)
    if wrong or wanted.amount is None or wanted.months is None:
        await ack(response_action="errors", errors=wrong)
        return
    told = await _apply(parts, form, sheet.name, amount=wanted.amount, months=wanted.months)
    await ack(**told)


def filled_in(form: Submission, *, stands: Wish) -> tuple[Wish, dict[str, str]]:
    """What is applied for, and what is wrong, by field.

    An empty field leaves what was asked for, as the form says; without that it is no figure.
    """
    amount, months, wrong = stands.amount, stands.months, dict[str, str]()
    try:
        if (typed := form.field(names.AMOUNT_FIELD)).strip() or amount is None:
            amount = Money(minor=figures.amount(typed))
    except figures.NoFigure:
        wrong[names.AMOUNT_FIELD] = _(words.NO_AMOUNT)
    try:
        if (typed := form.field(names.MONTHS_FIELD)).strip() or months is None:
            months = figures.months(typed)
    except figures.NoFigure:
        wrong[names.MONTHS_FIELD] = _(words.NO_MONTHS)
    return Wish(amount=amount, months=months), wrong


async def _apply(parts: Parts, form: Submission, sheet: Key, *, amount: Money, months: int) -> Json:
    """What Slack is told: the errors that the form shows, or what it shows instead."""
    try:
        async with asyncio.timeout(PATIENCE):
            channel = await parts.slack.direct(user=form.user.id)
            room = identity.room(team=identity.team_of(form.person), channel=channel)
            wanted = applying.Form(
                form=sheet,
                room=room,
                amount=amount,
                months=months,
                language=language.current(),
            )
            found = await parts.ingress.call(applying.APPLY, form.person, wanted)
    except (SlackBusy, SlackRefused) as error:
        _log.warning("no direct message with %s: %s", form.person, error)
        return _wrong(_(home_words.NO_DIRECT_MESSAGE))
    except (DeskUnavailable, Refused, TimeoutError) as error:
        _log.warning("form of %s failed: %s", form.person, error)
        return _wrong(_(words.DESK_UNAVAILABLE))
    if found.credit_id is None:
        return _refused(found.receipt)
    return {"response_action": "update", "view": apply_form.received(found.credit_id)}


def _refused(receipt: Receipt) -> Json:
    sentence = _(home_words.REFUSALS.get(receipt.detail, home_words.NOT_TAKEN))
    field = _FIELDS.get(receipt.detail, names.AMOUNT_FIELD)
    return _wrong(sentence.format(limit=language.figure(receipt.limit)), field=field)


def _wrong(sentence: str, *, field: str = names.AMOUNT_FIELD) -> Json:
    return {"response_action": "errors", "errors": {field: sentence}}
