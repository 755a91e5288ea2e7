"""What a turn with one tool call costs: against the floor, and at any age of the thread.

The model takes no time. All that is compared is measured in turns of one run.
"""

import asyncio

from bench import figures, journal, stage, talk
from bench.figures import Figure
from bench.stage import Stage
from bench.talk import Talk

PAUSE = 0.03
"""Seconds after each measured turn for what it has sent on."""
SPREAD = 20
"""Turns over which a conversation is measured, around the age that is named."""


async def measure(*, short: bool) -> list[Figure]:
    """About three minutes; the short form 15 s."""
    async with stage.running(more=talk.yardsticks) as on:
        await _warm(on)
        if short:
            return [*await _floor(on, pairs=12, bound=4.0), *await _young(on, bound=2.5)]
        return [*await _floor(on, pairs=40, bound=1.6), *await _ages(on)]


async def _warm(on: Stage) -> None:
    for _ in range(3):
        await talk.with_desk(on).go_on(turns=2)
        await talk.with_yardstick(on, "Floor").go_on(turns=2)
        await talk.with_yardstick(on, "AskingFloor").go_on(turns=2)


async def _floor(on: Stage, *, pairs: int, bound: float) -> list[Figure]:
    """Turn 2 of new threads, by turns with turn 2 of the floor."""
    ours: list[float] = []
    floor: list[float] = []
    asking: list[float] = []
    desk, bare = talk.with_desk(on), talk.with_yardstick(on, "Floor")
    for _ in range(pairs):
        desk, bare = talk.with_desk(on), talk.with_yardstick(on, "Floor")
        ours.append(await _second(desk))
        floor.append(await _second(bare))
        asking.append(await _second(talk.with_yardstick(on, "AskingFloor")))
    entries = [await journal.of_last(on, each.address, turns=1) for each in (desk, bare)]
    middle, least = figures.median(ours), figures.median(floor)
    asked = figures.median(asking)
    return [
        figures.at_most("turn 2 against the floor", middle / least, "x", bound=bound),
        figures.noted("turn 2 against a floor that asks the model too", middle / asked, "x"),
        figures.noted("turn 2, p50", middle * 1000, "ms"),
        figures.noted("the floor, p50", least * 1000, "ms"),
        figures.noted("journal entries of turn 2", entries[0].entries, "entries"),
        figures.noted("journal entries of the floor", entries[1].entries, "entries"),
    ]


async def _second(conversation: Talk) -> float:
    await conversation.turn()
    await asyncio.sleep(PAUSE)
    return await _paused(conversation)


async def _paused(conversation: Talk) -> float:
    took = await conversation.turn()
    await asyncio.sleep(PAUSE)
    return took


async def _ages(on: Stage) -> list[Figure]:
    """Turns around 1,000, around 100 and second ones, by turns."""
    oldest, older = talk.with_desk(on), talk.with_desk(on)
    await oldest.go_on(turns=1000 - SPREAD // 2)
    await older.go_on(turns=100 - SPREAD // 2)
    at_1000: list[float] = []
    at_100: list[float] = []
    at_2: list[float] = []
    for _ in range(SPREAD):
        at_1000.append(await _paused(oldest))
        at_100.append(await _paused(older))
        at_2.append(await _second(talk.with_desk(on)))
    old = await journal.of_last(on, oldest.address, turns=SPREAD)
    young = await journal.of_last(on, older.address, turns=SPREAD)
    hundredth = figures.median(at_100)
    return [
        figures.at_most(
            "turn 100 against turn 2", hundredth / figures.median(at_2), "x", bound=1.5
        ),
        figures.at_most(
            "turn 1,000 against turn 100", figures.median(at_1000) / hundredth, "x", bound=1.1
        ),
        figures.noted("turn 100, p50", hundredth * 1000, "ms"),
        figures.at_most(
            "bytes journaled, turn 1,000 against turn 100", old.bytes / young.bytes, "x", bound=1.2
        ),
    ]


async def _young(on: Stage, *, bound: float) -> list[Figure]:
    """The short form: turns around 60 by turns with second ones."""
    older = talk.with_desk(on)
    await older.go_on(turns=54)
    at_60: list[float] = []
    at_2: list[float] = []
    for _ in range(12):
        at_60.append(await _paused(older))
        at_2.append(await _second(talk.with_desk(on)))
    ratio = figures.median(at_60) / figures.median(at_2)
    return [figures.at_most("turn 60 against turn 2", ratio, "x", bound=bound)]
