"""What a check came to, how it is told, and what exit code all of them make. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

FOUND, NOT_CHECKED = 1, 3
NAME_WIDTH = 20


@dataclass(frozen=True)
class Outcome:
    """One check: what it looked at, what it found, and why it could not be made, if it couldn't."""

    check: str
    looked_at: str
    found: tuple[str, ...] = ()
    not_checked: str = ""


def told(outcome: Outcome) -> str:
    """One line, and one more for each thing that was found."""
    verdicts = [
        *([f"{len(outcome.found)} found"] if outcome.found else ()),
        *([f"NOT CHECKED, {outcome.not_checked}"] if outcome.not_checked else ()),
    ]
    verdict = "; ".join(verdicts) or "all good"
    head = f"{outcome.check:<{NAME_WIDTH}}{outcome.looked_at}: {verdict}"
    return "\n".join([head, *(f"  - {each}" for each in outcome.found)])


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """What was found weighs more than what could not be checked."""
    kept = tuple(outcomes)
    if any(each.found for each in kept):
        return FOUND
    return NOT_CHECKED if any(each.not_checked for each in kept) else 0
