"""How often the model is asked, and how much it has to write.

The desk and its review as they are; the applicant is one whom policy passes.
"""

import asyncio
import json
from datetime import UTC, datetime

from bench import figures, stage, talk
from bench.figures import Figure
from bench.model import Exchange
from bench.stage import Stage
from services.account import history
from tests.stories import people

APPLYING = ("I would like to borrow 5000 euros.", "Over 36 months, please.")
REVIEWED = "submit_assessment"


async def measure(*, short: bool) -> list[Figure]:
    """A few seconds. The figures are counts, so the short form is the same."""
    _ = short
    async with stage.running(more=talk.messenger) as on:
        return [*await _question(on), *await _application(on)]


async def _question(on: Stage) -> list[Figure]:
    conversation = talk.with_desk(on)
    found: list[Figure] = []
    for name in ("first turn", "later turn"):
        on.model.exchanges.clear()
        await conversation.turn()
        calls = len(on.model.exchanges)
        found.append(
            figures.at_most(f"model calls, question with a tool, {name}", calls, "calls", bound=2)
        )
    return found


async def _application(on: Stage) -> list[Figure]:
    applicant = people.key(next(people.solid()))
    on.model.exchanges.clear()
    await talk.with_desk(on, customer=applicant, words=APPLYING).go_on(turns=2)
    while not _reviews(on):  # the workflow sets no event here
        await asyncio.sleep(0.05)
    reviews = _reviews(on)
    chat = len(on.model.exchanges) - len(reviews)
    written = sum(each.written for each in reviews)
    today = datetime.now(UTC).date()
    seen = history.transactions(
        applicant, opened=today, since=history.opening_day(today), until=today
    )
    copied = len(json.dumps([each.model_dump(mode="json") for each in seen]))
    return [
        figures.at_most(
            "model calls, application with a question for the term", chat, "calls", bound=3
        ),
        figures.at_most(
            "model calls, review with nothing to clarify", len(reviews), "calls", bound=2
        ),
        figures.noted("review, output of the model", written, "bytes"),
        figures.at_most(
            "review, output against one copy of the history", written / copied, "x", bound=0.1
        ),
    ]


def _reviews(on: Stage) -> list[Exchange]:
    return [each for each in on.model.exchanges if each.called == REVIEWED]
