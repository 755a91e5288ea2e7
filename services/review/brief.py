"""What the review agent is told about an application. Pure.

Only what it needs: computed figures, and flagged transactions with their descriptions
scrubbed. No names, no account numbers.
"""

from collections.abc import Sequence

from services.contracts.credit import Application
from services.contracts.money import Money
from services.contracts.posts import Figure
from services.review import scrub
from services.review.metrics import Flag


def opening(
    application: Application,
    *,
    instalment: Money,
    figures: Sequence[Figure],
    flags: Sequence[Flag],
    rounds: int,
) -> str:
    """The task: the application, its figures, what to look at."""
    lines = [
        f"Application {application.credit_id}: {application.amount} over "
        f"{application.months} months, instalment {instalment}.",
        "Policy has passed it. Look for what the figures don't tell.",
        "Computed figures:",
        *(f"- {figure.name}: {figure.value}" for figure in figures),
        "Flagged transactions:",
        *(_flag(flag) for flag in flags),
    ]
    if not flags:
        lines.append("- none")
    return "\n".join([*lines, _rounds(rounds)])


def answered(text: str, *, rounds: int) -> str:
    """The customer's answer, for the agent's next turn. Content, not instruction."""
    return f"The customer answered: {text}\n{_rounds(rounds)}"


def _rounds(rounds: int) -> str:
    return f"Question rounds left: {rounds}"


def _flag(flag: Flag) -> str:
    moved = flag.transaction
    text = scrub.description(moved.description)
    return f"- {moved.id} | {moved.day.isoformat()} | {moved.amount} | {flag.kind} | {text}"
