"""The figures of a run, and what was violated. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.faults.findings import Violation
from tests.faults.record import Record
from tests.faults.run import Outcome

MOST_SHOWN = 4
WRITTEN_WITHIN = 3.0
HARMLESS = ("replay", "clock")
"""Strikes that keep nobody from answering."""
LOST = ("lost", "never came")
TWICE = ("posted twice", "applied twice", "taken twice into the conversation", "booked twice")


def lines(outcome: Outcome) -> Iterator[str]:
    """What there was, what must be zero, and how long the desk took to answer again."""
    noted, found = outcome.record, Counter(v.promise for v in outcome.violations)
    strikes = Counter((strike.what, strike.part.partition("/")[0]) for strike in noted.strikes)
    kills = {part: times for (what, part), times in strikes.items() if what == "kill"}
    others = Counter(strike.what for strike in noted.strikes)
    applications = len(outcome.final.applications) if outcome.final else 0
    acknowledged = sum(message.acknowledged is not None for message in noted.messages)
    yield (
        f"{len(noted.messages)} messages ({acknowledged} acknowledged, {noted.deliveries} "
        f"deliveries), {applications} applications, {len(noted.posts)} posts"
    )
    yield (
        f"{sum(kills.values())} kills ({_counted(kills)}), {others['pause']} pauses, "
        f"{others['replay']} invocations done over, {others['clock']} steps of a clock, "
        f"{noted.in_vain} strikes in vain"
    )
    if outcome.awaited:
        yield f"waited for the next version: {_counted(outcome.awaited)}"
    for name, fates in outcome.fates.items():
        if fates.drawn:
            yield f"{name}: {_counted(fates.drawn)}"
    yield (
        f"lost {_sum(found, LOST)}, twice {_sum(found, TWICE)}, undecided {found['undecided']}, "
        f"ledger not zero {found['ledger not zero']} of {outcome.probes.sums} looks, "
        f"leaks {found['leaked']}, others {_others(found)}"
    )
    longest = ", ".join(f"{part} {took:.1f} s" for part, took in recoveries(noted).items())
    yield f"longest from a kill to the next answer: {longest or 'none was left alone so long'}"
    yield f"at rest {outcome.rested:.0f} s after healing"
    held = {part: f"{size:.0f}" for part, size in outcome.probes.most.items()}
    yield f"most memory in MB: {', '.join(f'{part} {size}' for part, size in held.items())}"


def violations(found: tuple[Violation, ...]) -> Iterator[str]:
    """Named, the first ones of each promise."""
    shown: Counter[str] = Counter()
    for each in found:
        shown[each.promise] += 1
        if shown[each.promise] <= MOST_SHOWN:
            yield f"VIOLATION {each}"
    for promise, times in shown.items():
        if times > MOST_SHOWN:
            yield f"{promise}: {times - MOST_SHOWN} more"


def timeline(noted: Record) -> Iterator[str]:
    """Everything in its order, in seconds since the first message, for whoever looks into a run."""
    told = [(each.at, f"{each.what.upper()} {each.part}") for each in noted.strikes]
    for message in noted.messages:
        name = f"{message.kind} {message.token} {message.thread}"
        told.append((message.sent, f"sent {name}"))
        told += [(message.acknowledged, f"took {name}")] if message.acknowledged else []
    for way, posts in (("post", noted.posts), ("edit", noted.edits), ("aside", noted.whispers)):
        for post in posts:
            answered = noted.by_mark.get(post.mark)
            token = f" {answered.token}" if answered else ""
            told.append((post.at, f"{way} {post.mark}{token} in {post.channel}"))
    told += [(each.at, f"asked {each.token or each.credit}") for each in noted.asked]
    told += [(each.at, f"click {each.user} {each.action} {each.value}") for each in noted.clicks]
    first = min((at for at, _ in told), default=0.0)
    for at, what in sorted(told):
        yield f"{at - first:8.2f} {what}"


def recoveries(noted: Record) -> dict[str, float]:
    """Seconds from a kill to the next answer to a message written after it, the longest by part.

    Kills after which nobody wrote for some seconds, or something else was struck before the
    answer, tell nothing of how long this one took.
    """
    came = {post.mark: post.at for post in noted.posts}
    answered = [(m.sent, came[m.answer_mark]) for m in noted.messages if m.answer_mark in came]
    moments = [strike.at for strike in noted.strikes if strike.what not in HARMLESS]
    longest: dict[str, float] = {}
    for strike in noted.strikes:
        later = [at for sent, at in answered if 0 < sent - strike.at < WRITTEN_WITHIN]
        if strike.what != "kill" or not later:
            continue
        if not any(strike.at < moment < min(later) for moment in moments):
            took = min(later) - strike.at
            longest[strike.part] = max(took, longest.get(strike.part, 0.0))
    return longest


def _counted(of: Mapping[Any, int]) -> str:
    return ", ".join(f"{name} {times}" for name, times in of.items())


def _sum(found: Counter[str], promises: tuple[str, ...]) -> int:
    return sum(found[promise] for promise in promises)


def _others(found: Counter[str]) -> int:
    named = (*LOST, *TWICE, "undecided", "ledger not zero", "leaked")
    return found.total() - _sum(found, named)
