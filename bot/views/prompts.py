"""What to suggest to a customer to write, by how their credits stand. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.views import prompt_words as words
from bot.views.language import _
from bot.views.prompt_words import Prompt
from services.contracts.account import Credits, CreditState, CreditSummary
from services.contracts.keys import CreditId

MOST = 4
"""Slack shows no more."""


@dataclass(frozen=True)
class Suggestions:
    """Up to four prompts under one title."""

    title: str
    prompts: tuple[Prompt, ...]

    def as_json(self) -> list[dict[str, Any]]:
        """The prompts as Slack takes them."""
        return [prompt._asdict() for prompt in self.prompts]


def of(content: Credits) -> Suggestions:
    """What is most urgent first; then what anybody can ask."""
    newest = max(content.items, key=_age, default=None)
    news = [credit for credit in content.items if _is_news(credit, newest)]
    told = sorted(news, key=lambda credit: (_urgency(credit.state), _age(credit)))
    title = _(_SITUATIONS[_urgency(told[0].state)].title if told else words.ASK)
    found: dict[str, Prompt] = {}
    for prompt in (*_about(told), *_anytime(told)):
        found.setdefault(prompt.title, prompt)
    return Suggestions(title=title, prompts=tuple(found.values())[:MOST])


def _is_news(credit: CreditSummary, newest: CreditSummary | None) -> bool:
    """A rejection is, until there is something newer; what is over for good is not."""
    if credit.state in OVER:
        return False
    return credit.state != "rejected" or credit is newest


def _age(credit: CreditSummary) -> tuple[object, ...]:
    return (credit.submitted_on, credit.credit_id)


def _urgency(state: CreditState) -> int:
    """The place in the table of situations."""
    return next(place for place, row in enumerate(_SITUATIONS) if state in row.states)


def _about(told: list[CreditSummary]) -> Iterator[Prompt]:
    for credit in told:
        yield from _SITUATIONS[_urgency(credit.state)].prompts(credit.credit_id)


def _anytime(told: list[CreditSummary]) -> Iterator[Prompt]:
    yield words.balance()
    if all(credit.state in ("active", "rejected") for credit in told):
        yield words.apply()
        yield words.cost()
    yield words.human()


@dataclass(frozen=True)
class _Situation:
    states: tuple[CreditState, ...]
    title: str
    prompts: Callable[[CreditId], tuple[Prompt, ...]]


OVER: tuple[CreditState, ...] = ("expired", "withdrawn", "aborted", "closed")
"""Nothing is suggested about these."""

_SITUATIONS: tuple[_Situation, ...] = (
    _Situation(
        ("in_arrears",),
        words.ARREARS,
        lambda named: (words.owed(named), words.human(), words.schedule(named)),
    ),
    _Situation(
        ("info_requested",),
        words.QUESTION,
        lambda named: (words.question(named), words.status(named), words.human()),
    ),
    _Situation(
        ("approved",),
        words.OFFER,
        lambda named: (words.offer(named), words.why(named, approved=True)),
    ),
    _Situation(
        ("submitted", "under_review", "referred"),
        words.UNDER_WAY,
        lambda named: (words.status(named), words.human()),
    ),
    _Situation(
        ("accepted", "pending_disbursement"),
        words.RUNNING,
        lambda named: (words.status(named),),
    ),
    _Situation(
        ("active",),
        words.RUNNING,
        lambda named: (words.owed(named), words.schedule(named), words.repay(named)),
    ),
    _Situation(
        ("rejected",),
        words.REJECTED,
        lambda named: (
            words.why(named, approved=False),
            words.how_to_contest(named),
            words.human(),
        ),
    ),
)
"""The most urgent first; every state that is not over stands in one row."""
