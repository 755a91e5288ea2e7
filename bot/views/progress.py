"""How far an application has come, as a line to see and as words to hear. Pure."""

from bot.views import progress_en as steps
from services.contracts.lending import CreditState


def line(state: CreditState) -> str:
    """`✓ Received → *In review* → Decision → …`: done, now, and what is to come."""
    done, now, ahead = steps.OF[state]
    present = (f"*{now}*",) if now else ()
    return f" {steps.ARROW} ".join([*(f"{steps.TICK} {each}" for each in done), *present, *ahead])


def told(state: CreditState) -> str:
    """The same without signs."""
    named = zip((steps.DONE, steps.NOW, steps.AHEAD), _parts(state), strict=True)
    return " ".join(f"{name}: {', '.join(part).lower()}." for name, part in named if part)


def undecided(state: CreditState) -> bool:
    """Whether its decision is still to come."""
    return steps.DECISION in steps.OF[state][2]


def _parts(state: CreditState) -> tuple[tuple[str, ...], ...]:
    done, now, ahead = steps.OF[state]
    return done, (now,) if now else (), ahead
