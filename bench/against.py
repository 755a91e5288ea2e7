"""The desk's turn 100 against the other ways to hold a session: rewriting, and DurableRunner.

Same model, same question, same account. The model takes no time.
"""

from bench import figures, stage, talk
from bench.figures import Figure

BEFORE = 94
COMPARED = 12


async def measure(*, short: bool) -> list[Figure]:
    """About two minutes; no short form, for what is slow takes its time."""
    if short:
        return []
    async with stage.running(more=talk.yardsticks) as on:
        talks = [
            talk.with_desk(on),
            talk.with_yardstick(on, "Rewriting"),
            talk.with_yardstick(on, "AgentsSdk"),
        ]
        for each in talks:
            await each.go_on(turns=BEFORE)
        took: list[list[float]] = [[], [], []]
        for _ in range(COMPARED):
            for each, times in zip(talks, took, strict=True):
                times.append(await each.turn())
    ours, rewriting, runner = (figures.median(times) for times in took)
    return [
        figures.at_least("rewriting loop, turn 100 against ours", rewriting / ours, "x", bound=4),
        figures.at_least("DurableRunner, turn 100 against ours", runner / ours, "x", bound=30),
        figures.noted("rewriting loop, turn 100, p50", rewriting * 1000, "ms"),
        figures.noted("DurableRunner, turn 100, p50", runner * 1000, "ms"),
    ]
