"""`/credit owe`, `schedule`, `repay` and `withdraw`: about the caller's own loans alone.

Called by `commands`. A quote's card goes to the caller's direct message: nobody reads along.
"""

import logging

from bot.listeners import called as calls
from bot.listeners import figures
from bot.listeners.called import Called
from bot.listeners.parts import Parts
from bot.slack import SlackBusy, SlackRefused
from bot.views import loan_words, money, reply, sentences, statement, words
from bot.views.blocks import Rendered
from bot.views.language import _
from services.contracts import account, credit, loan
from services.contracts.account import CreditSummary
from services.contracts.keys import CreditId, PersonKey
from services.contracts.loan import Choice, RepaymentKind
from services.contracts.money import Money
from services.contracts.posts import LoanSchedule
from services.contracts.wire import Nothing

_RUNNING = ("active", "in_arrears")
_ON_ITS_WAY = ("accepted", "pending_disbursement")
_CHOICES: dict[str, Choice] = {"shorter": "shorter_term", "lower": "lower_instalment"}
_log = logging.getLogger(__name__)


async def answer(called: Called) -> Rendered:
    """The answer to one of these words about a loan."""
    parts, person, word, rest = called.parts, called.person, called.word, called.rest
    own = (await parts.ingress.call(account.CREDITS, person, Nothing())).items
    running = [item for item in own if item.state in _RUNNING]
    if not rest and word == "owe" and len(running) == 1:
        rest = (running[0].credit_id,)
    if not rest:
        shown = own if word == "withdraw" else running
        return reply.plain(loan_words.which(word, [item.credit_id for item in shown]))
    found = next((item for item in own if item.credit_id == rest[0].upper()), None)
    if found is None:
        return reply.plain(_(words.NO_SUCH_CREDIT))
    match word:
        case "repay":
            return await _repay(parts, person, found.credit_id, rest[1:])
        case "withdraw":
            return await _withdraw(parts, person, found)
        case _:
            return await _state(parts, person, found.credit_id, table=word == "schedule")


async def _state(parts: Parts, person: PersonKey, credit_id: CreditId, *, table: bool) -> Rendered:
    """The loan in figures, or its schedule."""
    query = loan.StatementQuery(by=person)
    stated = (await parts.ingress.call(loan.STATEMENT, credit_id, query)).statement
    if stated is None:
        return reply.plain(_(loan_words.NO_LOAN))
    if table:
        return statement.schedule(LoanSchedule(credit_id=credit_id, statement=stated))
    return statement.figures(credit_id, stated)


async def _repay(
    parts: Parts, person: PersonKey, credit_id: CreditId, typed: tuple[str, ...]
) -> Rendered:
    """Everything, or the amount that was typed; a part lowers the instalments unless told."""
    if not typed:
        return await _quote(parts, person, credit_id, kind="early")
    choice = _CHOICES.get(typed[-1])
    try:
        payment = Money(minor=figures.amount(" ".join(typed[:-1] if choice else typed)))
    except figures.NoFigure:
        return reply.plain(_(loan_words.REPAY_USAGE).format(credit_id=credit_id))
    wished = choice or "lower_instalment"
    return await _quote(parts, person, credit_id, kind="partial", payment=payment, choice=wished)


async def _withdraw(parts: Parts, person: PersonKey, item: CreditSummary) -> Rendered:
    """From an application before it is accepted; from a loan by a quote, within its time."""
    if item.state in _RUNNING:
        return await _quote(parts, person, item.credit_id, kind="withdrawal")
    if item.state in _ON_ITS_WAY:
        return reply.plain(_(loan_words.ON_ITS_WAY))
    withdrawal = credit.Withdrawal(by=person)
    receipt = await parts.ingress.call(credit.WITHDRAW, item.credit_id, withdrawal)
    done = _(loan_words.WITHDRAWN).format(credit_id=item.credit_id)
    return reply.plain(sentences.for_customer(receipt) or done)


async def _quote(
    parts: Parts,
    person: PersonKey,
    credit_id: CreditId,
    *,
    kind: RepaymentKind,
    payment: Money | None = None,
    choice: Choice = "lower_instalment",
) -> Rendered:
    try:
        place = await calls.direct(parts, person)
    except (SlackBusy, SlackRefused) as error:
        _log.warning("no direct message with %s: %s", person, error)
        return reply.plain(_(loan_words.NO_DIRECT_MESSAGE))
    wish = loan.RepaymentWish(by=person, kind=kind, payment=payment, choice=choice, place=place)
    found = await parts.ingress.call(loan.QUOTE, credit_id, wish)
    if found.quote is None:
        return reply.plain(sentences.for_customer(found.receipt))
    what = loan_words.repayment(kind, credit_id)
    total = money.amount(found.quote.total)
    return reply.plain(_(loan_words.QUOTED).format(what=what, total=total))
