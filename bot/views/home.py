"""The Home tab: a person's credits, reminders, what can be done; officers' referrals. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import Block, HeaderBlock, PlainTextObject
from slack_sdk.models.views import View

from bot import names
from bot.views import (
    answers,
    disclosure,
    home_words,
    money,
    mrkdwn,
    reminder_card,
    reminder_words,
    statement,
    words,
)
from bot.views.blocks import as_json, button, buttons, context, section
from bot.views.language import _
from bot.views.officer_cards import mention
from services.contracts.account import Credits, CreditSummary
from services.contracts.keys import CreditId
from services.contracts.posts import LoanSchedule
from services.contracts.referrals import OpenReferral, Queue
from services.contracts.reminders import Reminders

QUEUE_SHOWN = 15
"""Open referrals in the tab; those that have waited longest."""

CREDIT = 1500
"""Characters of one credit: a tab holds about 24,900 in all."""

_RUNNING = ("active", "in_arrears")
_CELLS = 10


def view(
    own: Credits,
    *,
    reminders: Reminders,
    now: datetime,
    queue: Queue | None = None,
    links: Mapping[CreditId, str] = answers.NO_LINKS,
) -> dict[str, Any]:
    """The tab. `queue` is for officers alone; `links` are where the credits' threads are."""
    blocks = [*_queue(queue, now)] if queue is not None else []
    said = context(disclosure.full())
    shown = [*blocks, *_credits(own, links), *_reminders(reminders), said]
    return as_json(View(type="home", blocks=shown))


def schedule(content: LoanSchedule | None) -> dict[str, Any]:
    """A loan's schedule, to be read and closed; None where no such loan is the person's."""
    shown = statement.schedule(content).blocks if content else [section(_(words.NO_SUCH_CREDIT))]
    return _leaflet(_(home_words.SCHEDULE), shown)


def asking() -> dict[str, Any]:
    """Where and what to ask."""
    return _leaflet(_(home_words.ASK_TITLE), [section(_(home_words.ASK))])


def bar(credit: CreditSummary) -> str:
    """The share of the principal that is repaid: cells for the eye, and the same in words."""
    owed = credit.amount if credit.outstanding is None else credit.outstanding
    paid = credit.amount.model_copy(update={"minor": credit.amount.minor - owed.minor})
    percent = 100 * paid.minor // credit.amount.minor
    full = _CELLS * percent // 100
    cells = "█" * full + "░" * (_CELLS - full)
    sums = home_words.repaid(percent, paid=money.amount(paid), of=money.amount(credit.amount))
    return f"{cells} {sums}"


def _credits(own: Credits, links: Mapping[CreditId, str]) -> Sequence[Block]:
    newest = sorted(own.items, key=lambda credit: credit.submitted_on, reverse=True)
    shown = newest[: answers.SHOWN]
    hidden = len(newest) - len(shown)
    return [
        _header(_(home_words.YOUR_CREDITS)),
        *(block for credit in shown for block in _credit(credit, links)),
        *([] if shown else [section(_(home_words.NO_CREDITS))]),
        *([context(home_words.older(hidden))] if hidden else []),
        buttons(
            button(_(home_words.APPLY), action=names.CREDIT_APPLY, style="primary"),
            button(_(home_words.ASK_TITLE), action=names.HOME_ASK),
        ),
    ]


def _reminders(own: Reminders) -> Sequence[Block]:
    shown = reminder_card.in_home(own)
    return [_header(_(reminder_words.YOURS)), *shown] if shown else []


def _credit(credit: CreditSummary, links: Mapping[CreditId, str]) -> Sequence[Block]:
    lines = [f"*{answers.head(credit)}*", *answers.details(credit)]
    told = mrkdwn.cut("\n".join(lines), CREDIT)
    text = "\n".join([told, *answers.thread(credit, links)])
    if credit.state not in _RUNNING:
        return [section(text)]
    target = credit.credit_id
    label = home_words.schedule_of(target)
    table = button(label, action=names.LOAN_SCHEDULE, target=target)
    return [section(text), context(bar(credit)), buttons(table)]


def _queue(queue: Queue, now: datetime) -> Sequence[Block]:
    lines = [_line(each, now) for each in queue.longest[:QUEUE_SHOWN]]
    hidden = queue.waiting - len(lines)
    text = "\n".join(lines) or _(home_words.NO_REFERRALS)
    return [
        _header(_(home_words.REFERRALS)),
        *(section(part) for part in mrkdwn.split(text)),
        *([context(home_words.more(hidden))] if hidden else []),
    ]


def _line(each: OpenReferral, now: datetime) -> str:
    claim = each.claim if each.claim and each.claim.until > now else None
    who = mention(claim.by) if claim else ""
    return home_words.referral(
        each.credit_id,
        wish=words.over(each.amount, each.months),
        age=home_words.age(now - each.since),
        asked=each.state == "asked",
        claimed_by=who,
    )


def _header(text: str) -> HeaderBlock:
    return HeaderBlock(text=PlainTextObject(text=text))


def _leaflet(title: str, blocks: Sequence[Block]) -> dict[str, Any]:
    made = View(
        type="modal",
        title=PlainTextObject(text=title),
        close=PlainTextObject(text=_(words.CLOSE)),
        blocks=blocks,
    )
    return as_json(made)
