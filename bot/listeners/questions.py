"""The Answer, Contest and Difficulties buttons: the customer's words go on as they are.

Called by Bolt through `register`.
"""

from collections.abc import Callable

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import identity, names
from bot.identity import Target
from bot.listeners import opening, receipts
from bot.listeners.parts import Parts
from bot.listeners.payloads import Submission
from bot.slack import Json
from bot.views import forms, sentences, words
from bot.views.language import _
from services.contracts import credit, loan
from services.contracts.wire import Handler, Request


async def open_form(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Open the form for the answer."""
    await opening.form(parts, body, ack, view=forms.answer)


async def open_contest(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Open the form to contest a rejection."""
    await opening.form(parts, body, ack, view=forms.contest)


async def open_difficulties(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Open the form to tell of difficulties with paying."""
    await opening.form(parts, body, ack, view=forms.difficulties)


async def submit(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Pass the answer on for the person who sent it; what goes wrong shows in the form."""

    def answer(form: Submission, target: Target, text: str) -> credit.Answer:
        return credit.Answer(by=form.person, question=target.promise, text=text)

    await _pass_on(parts, body, ack, handler=credit.ANSWER, request=answer)


async def contest(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Contest for the person who sent the form; what goes wrong shows in it."""

    def contested(form: Submission, target: Target, text: str) -> credit.Contest:
        return credit.Contest(by=form.person, contest=target.promise, text=text)

    await _pass_on(parts, body, ack, handler=credit.CONTEST, request=contested)


async def tell_difficulties(parts: Parts, body: Json, ack: AsyncAck) -> None:
    """Tell the officers of difficulties, for the person who sent the form; it then says so."""

    def told(form: Submission, _target: Target, text: str) -> loan.Hardship:
        return loan.Hardship(by=form.person, text=text)

    handler, then = loan.HARDSHIP, forms.told_of_difficulties
    await _pass_on(parts, body, ack, handler=handler, request=told, then=then)


async def _pass_on(
    parts: Parts,
    body: Json,
    ack: AsyncAck,
    *,
    handler: Handler[Request, credit.Receipt],
    request: Callable[[Submission, Target, str], Request],
    then: Callable[[Target], Json] | None = None,
) -> None:
    form = Submission.model_validate(body)
    wrong = await _send(parts, form, handler=handler, request=request)
    if wrong:
        await ack(response_action="errors", errors={names.ANSWER_FIELD: wrong})
    elif then:
        await ack(response_action="update", view=then(identity.target(form.view.private_metadata)))
    else:
        await ack()


async def _send(
    parts: Parts,
    form: Submission,
    *,
    handler: Handler[Request, credit.Receipt],
    request: Callable[[Submission, Target, str], Request],
) -> str:
    text = form.field(names.ANSWER_FIELD)
    if not text.strip():
        return _(words.ANSWER_EMPTY)
    try:
        target = identity.target(form.view.private_metadata)
        made = request(form, target, text)
    except ValueError:  # a malformed key or promise
        return _(words.NO_SUCH_CREDIT)
    return await receipts.sentence(
        parts.ingress, handler, target.credit_id, made, tell=sentences.for_customer
    )
