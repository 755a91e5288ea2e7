"""Customers for the stories: drawn from the key, chosen by what policy makes of them."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from services import settings
from services.account import history
from services.contracts.account import Transaction
from services.contracts.keys import PersonKey
from services.credit import offer
from services.review import metrics, policy, refining

TEAM = "T0DESK"
RULES = policy.load(settings.POLICY)


def key(user: str) -> PersonKey:
    """The person key of a Slack user of the local workspace."""
    return PersonKey(f"{TEAM}.{user}")


def solid() -> Iterator[str]:
    """Slack ids of people nobody has seen, whom policy passes and no transaction flags."""
    for user, measured, feed in _strangers():
        passes = policy.assess(measured, RULES).outcome == "pass"
        if passes and not metrics.flagged(feed, today=_today()):
            yield user


def tight(*, amount: int, months: int) -> Iterator[str]:
    """Slack ids of people whom policy passes for one such credit and fails for two."""
    today = _today()
    one = offer.terms(RULES, amount=amount, months=months, start=today).instalment.minor
    return (
        user
        for user, _, feed in _strangers()
        if [_verdict(feed, instalment) for instalment in (one, 2 * one)] == ["pass", "fail"]
        and not metrics.flagged(feed, today=today)
    )


def obscure() -> Iterator[str]:
    """Slack ids of people of whose spending the rules can't tell what it was for."""
    return (user for user, measured, _ in _strangers() if refining.can_help(measured, RULES))


def _today() -> date:
    return datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin")).date()


def _strangers() -> Iterator[tuple[str, metrics.Metrics, tuple[Transaction, ...]]]:
    today = _today()
    terms = offer.terms(RULES, amount=800_000, months=36, start=today)
    for number in itertools.count(1):
        user = f"U0S{number:05}"
        feed = history.transactions(
            key(user),
            opened=today,
            since=history.opening_day(today),
            until=today,
        )
        yield user, _measured(feed, 2 * terms.instalment.minor), feed


def _verdict(feed: tuple[Transaction, ...], instalment: int) -> str:
    return policy.assess(_measured(feed, instalment), RULES).outcome


def _measured(feed: tuple[Transaction, ...], instalment: int) -> metrics.Metrics:
    return metrics.compute(feed, today=_today(), months=RULES.window.months, instalment=instalment)
