"""The referral's buttons and forms: each is a vote of the person who clicked.

Who may vote is the application's to say. Called by Bolt through `register`.
"""

from typing import Literal, get_args

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity, names
from bot.identity import Target
from bot.listeners import figures, opening, receipts
from bot.listeners.parts import Parts
from bot.listeners.payloads import Click, Submission
from bot.slack import Json
from bot.views import forms, sentences, words
from bot.views.language import _
from services.contracts import credit
from services.contracts.credit import OfficerVote, Reason, ReasonCode, Receipt, VoteCast, Wish
from services.contracts.keys import CreditId, MalformedKey, PersonKey

_FIELDS = {"months_not_longer": names.MONTHS_FIELD, "term_too_long": names.MONTHS_FIELD}
"""Under which field of a form something that was lacking is said, where not under the first."""
_CODES: dict[str, ReasonCode] = {code: code for code in get_args(ReasonCode)}


async def approve(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Vote for the application."""
    await _click(parts, body, ack, action="approve")


async def claim(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Take the referral: nobody else decides until the claim lapses."""
    await _click(parts, body, ack, action="claim")


async def _click(
    parts: Parts, body: Json, ack: AsyncAck, *, action: Literal["approve", "claim"]
) -> None:
    def vote(click: Click) -> tuple[CreditId, VoteCast]:
        return _ballot(OfficerVote(officer=click.person, action=action), target=click.action.value)

    await receipts.click(
        parts,
        body,
        ack,
        handler=credit.VOTE,
        request=vote,
        tell=sentences.for_officer,
        unreadable=_(words.NO_SUCH_APPLICATION),
    )


async def open_hand_over(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Open the form for the colleague."""
    await opening.form(parts, body, ack, view=forms.hand_over)


async def open_reject(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Open the form for the reason."""
    await opening.form(parts, body, ack, view=forms.reject)


async def open_ask(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Open the form for the question."""
    await opening.form(parts, body, ack, view=forms.ask)


async def open_conditions(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Open the form for a lower amount or a longer term."""
    await opening.form(parts, body, ack, view=forms.conditions)


async def approve_with(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Vote for the application under other conditions; what goes wrong shows in the form."""
    form = Submission.model_validate(body)
    amount, months = form.field(names.AMOUNT_FIELD), form.field(names.MONTHS_FIELD)
    try:
        minor = figures.amount(amount) if amount.strip() else None
    except figures.NoFigure:
        await _wrong(ack, names.AMOUNT_FIELD, _(words.NO_AMOUNT))
        return
    try:
        count = figures.months(months) if months.strip() else None
    except figures.NoFigure:
        await _wrong(ack, names.MONTHS_FIELD, _(words.NO_MONTHS))
        return
    wish = Wish(amount=minor, months=count)
    vote = OfficerVote(officer=form.person, action="approve", wish=wish)
    await _submit(parts, ack, form, vote, field=names.AMOUNT_FIELD)


async def hand_over(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Give the referral to a colleague, or back to all; what goes wrong shows in the form."""
    form = Submission.model_validate(body)
    chosen = form.field(names.COLLEAGUE_FIELD)
    to = identity.person(team=identity.team_of(form.person), user=chosen) if chosen else None
    vote = OfficerVote(officer=form.person, action="hand_over", to=to)
    await _submit(parts, ack, form, vote, field=names.COLLEAGUE_FIELD)


async def read_opinion(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Show what the review agent thought, to this officer alone; that it was read is kept."""

    def asked(by: PersonKey) -> credit.OpinionRead:
        return credit.OpinionRead(by=by)

    def shown(about: Target, found: credit.OpinionReply) -> Json | str:
        return sentences.for_officer(found.receipt) or forms.opinion(about, found.text)

    await opening.reading(
        parts,
        body,
        ack,
        handler=credit.OPINION,
        request=asked,
        view=shown,
        unreadable=_(words.NO_SUCH_APPLICATION),
    )


async def reject(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Vote against the application, with up to four reasons; what goes wrong shows in the form."""
    form = Submission.model_validate(body)
    chosen = form.choices(names.REASON_FIELD, names.MORE_REASONS_FIELD)
    codes: list[ReasonCode] = [_CODES[code] for code in chosen if code in _CODES]
    note = form.field(names.NOTE_FIELD).strip()
    if not codes:
        await _wrong(ack, names.REASON_FIELD, _(words.REASON_MISSING))
    elif "OTHER" in codes and not note:
        await _wrong(ack, names.NOTE_FIELD, _(words.NOTE_MISSING))
    else:
        reasons = tuple(
            Reason(code=code, note=note if number == 0 else "") for number, code in enumerate(codes)
        )
        vote = OfficerVote(officer=form.person, action="reject", reasons=reasons)
        await _submit(parts, ack, form, vote, field=names.REASON_FIELD)


async def ask(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Ask the customer instead of deciding; what goes wrong shows in the form."""
    form = Submission.model_validate(body)
    text = form.field(names.QUESTION_FIELD).strip()
    if not text:
        await _wrong(ack, names.QUESTION_FIELD, _(words.QUESTION_EMPTY))
    else:
        vote = OfficerVote(officer=form.person, action="ask", text=text)
        await _submit(parts, ack, form, vote, field=names.QUESTION_FIELD)


async def _submit(
    parts: Parts, ack: AsyncAck, form: Submission, vote: OfficerVote, *, field: str
) -> None:
    where = [field]

    def tell(receipt: Receipt) -> str:
        where.append(_FIELDS.get(receipt.detail, field))
        return sentences.in_form(receipt)

    try:
        credit_id, cast = _ballot(vote, target=form.view.private_metadata)
    except MalformedKey:
        told = _(words.NO_SUCH_APPLICATION)
    else:
        told = await receipts.sentence(parts.ingress, credit.VOTE, credit_id, cast, tell=tell)
    if told:
        await _wrong(ack, where[-1], told)
    else:
        await ack()


def _ballot(vote: OfficerVote, *, target: str) -> tuple[CreditId, VoteCast]:
    about = identity.target(target)
    return about.credit_id, VoteCast(vote=vote, ballot=about.promise)


async def _wrong(ack: AsyncAck, field: str, sentence: str) -> None:
    await ack(response_action="errors", errors={field: sentence})
