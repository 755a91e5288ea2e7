"""Customers for the stories: drawn from the key, chosen by what policy makes of them."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services import settings
from services.account import history
from services.contracts.keys import PersonKey
from services.credit import offer
from services.review import metrics, policy

TEAM = "T0DESK"


def key(user: str) -> PersonKey:
    """The person key of a Slack user of the local workspace."""
    return PersonKey(f"{TEAM}.{user}")


def solid() -> Iterator[str]:
    """Slack ids of people nobody has seen, whom policy passes and no transaction flags."""
    rules = policy.load(settings.POLICY)
    today = datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin")).date()
    terms = offer.terms(rules, amount=800_000, months=36, start=today)
    for number in itertools.count(1):
        user = f"U0S{number:05}"
        feed = history.transactions(
            key(user),
            opened=today,
            since=history.opening_day(today),
            until=today,
        )
        measured = metrics.compute(
            feed,
            today=today,
            months=rules.window.months,
            instalment=2 * terms.instalment.minor,
        )
        passes = policy.assess(measured, rules).outcome == "pass"
        if passes and not metrics.flagged(feed, today=today):
            yield user
