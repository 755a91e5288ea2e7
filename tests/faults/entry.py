"""Starts the bot or the services as they are, but for what the harness changes in them.

Always: a customer's transactions bear their canary, as a bank's own feed would bear names, and a
channel takes messages as much faster than Slack's as Slack's redeliveries come here, and the
clock is what the nemesis makes it. On demand: without a guard, or as the next version.
`python -m tests.faults.entry PART [CHANGE…]`.
"""

import os
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
from tests.faults import clock, guards, marks, versions

FASTER = 60
"""Days of people in one channel pass in minutes."""
CHANGES = {**guards.GUARDS, versions.NEXT: versions.change}


def main() -> int | None:
    """Ends as the part does."""
    part, *changes = sys.argv[1:]
    clock.live_by(Path(os.environ["DATA_DIR"]), part)
    for change in changes:
        CHANGES[change]()
    if part == "bot":
        mock.patch.object(pace, "APART", pace.APART / FASTER).start()
        return bot.main()
    _sign_transactions()
    return services.main()


def _sign_transactions() -> None:
    made = history.transactions

    def signed(
        person: PersonKey, *, opened: date, since: date, until: date
    ) -> tuple[Transaction, ...]:
        canary = marks.canary(person.partition(".")[2])
        return tuple(
            item.model_copy(update={"description": f"{item.description} {canary}"})
            for item in made(person, opened=opened, since=since, until=until)
        )

    mock.patch.object(history, "transactions", signed).start()


if __name__ == "__main__":
    sys.exit(main())
