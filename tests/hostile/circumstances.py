"""What policy makes of people's accounts, found out once more, apart from the desk."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.account import history
from services.contracts.credit import ApplicationView
from services.credit import offer
from services.review import metrics, policy, refining
from services.review.measured import Metrics
from tests.stories import people
from tests.stories.people import RULES

TOO_MUCH = 4900, 3
"""Euros and months: within the automatic mandate, and a heavy instalment."""


def passes(view: ApplicationView) -> bool:
    """Whether policy passes the customer of an offer, or what a classifier can clear up is all."""
    if view.terms is None:
        return False
    user = view.application.customer.partition(".")[2]
    measured = _measured(user, instalment=view.terms.instalment.minor)
    return policy.assess(measured, RULES).outcome == "pass" or refining.can_help(measured, RULES)


def poor() -> Iterator[str]:
    """Slack ids of people who can't bear `TOO_MUCH`: policy rejects it."""
    euros, months = TOO_MUCH
    today = datetime.now(UTC).date()
    terms = offer.terms(RULES, amount=euros * 100, months=months, start=today)
    for number in itertools.count(1):
        user = f"U0P{number:05}"
        measured = _measured(user, instalment=terms.instalment.minor)
        if policy.assess(measured, RULES).outcome == "fail":
            yield user


def _measured(user: str, *, instalment: int) -> Metrics:
    today = datetime.now(UTC).astimezone(ZoneInfo("Europe/Berlin")).date()
    first = history.opening_day(today)
    feed = history.transactions(people.key(user), opened=today, since=first, until=today)
    return metrics.compute(feed, today=today, months=RULES.window.months, instalment=instalment)
