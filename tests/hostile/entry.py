"""Starts the bot or the services as they are, but for what a hostile world puts into an account.

On demand without a guard. `python -m tests.hostile.entry PART PLANTED [GUARD…]`; `PLANTED` is a
file of JSON that says for whom which words stand in the account, and where.
"""

import json
import sys
from datetime import date
from pathlib import Path
from unittest import mock

from bot import __main__ as bot
from bot.messenger import pace
from services import __main__ as services
from services.account import history
from services.contracts.account import Transaction
from services.contracts.keys import PersonKey
from services.contracts.money import Money
from tests.faults import marks
from tests.faults.entry import FASTER
from tests.hostile import guards

BACK = 7
"""Months ago: a reviewer is shown it, and policy does not look there any more."""

CLOUDED = frozenset({"groceries", "leisure", "shopping"})


def main() -> int | None:
    """Ends as the part does."""
    part, planted, *without = sys.argv[1:]
    for guard in without:
        guards.GUARDS[guard]()
    if part == "bot":
        mock.patch.object(pace, "APART", pace.APART / FASTER).start()
        return bot.main()
    _plant(Path(planted))
    return services.main()


def _plant(path: Path) -> None:
    made = history.transactions

    def planted(
        person: PersonKey, *, opened: date, since: date, until: date
    ) -> tuple[Transaction, ...]:
        user = person.partition(".")[2]
        told: dict[str, str] = json.loads(path.read_text(encoding="utf-8")).get(user, {})
        feed = [_signed(t, user) for t in made(person, opened=opened, since=since, until=until)]
        if words := told.get("desk"):
            feed = [t.model_copy(update={"description": words}) for t in feed]
        if words := told.get("classifier"):
            feed = [_clouded(t, words) for t in feed]
        if (words := told.get("review")) and since <= (day := _long_ago(opened)) <= until:
            feed.append(_bet(day, words))
        return tuple(sorted(feed, key=lambda t: t.day))

    mock.patch.object(history, "transactions", planted).start()


def _signed(transaction: Transaction, user: str) -> Transaction:
    signed = f"{transaction.description} {marks.canary(user)}"
    return transaction.model_copy(update={"description": signed})


def _clouded(transaction: Transaction, words: str) -> Transaction:
    """What the rules can't tell any more, so that the classifier is asked."""
    unknown = {"description": words, "category": "unclassified"}
    return (
        transaction.model_copy(update=unknown) if transaction.category in CLOUDED else transaction
    )


def _long_ago(opened: date) -> date:
    month = opened.year * 12 + opened.month - 1 - BACK
    return date(month // 12, month % 12 + 1, 15)


def _bet(day: date, words: str) -> Transaction:
    return Transaction(
        id=f"{day:%Y-%m}.99",
        day=day,
        amount=Money(minor=-500),
        description=words,
        category="gambling",
    )


if __name__ == "__main__":
    sys.exit(main())
