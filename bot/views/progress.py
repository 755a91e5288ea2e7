"""How far an application has come, as a line to see and as words to hear. Pure."""

from bot.views import progress_words as steps
from bot.views.language import _
from services.contracts.lending import CreditState


def line(state: CreditState) -> str:
    """`✓ Received → *In review* → Decision → …`: done, now, and what is to come."""
    done, now, ahead = steps.OF[state]
    present = (f"*{_(now)}*",) if now else ()
    past = (f"{steps.TICK} {_(each)}" for each in done)
    return f" {steps.ARROW} ".join([*past, *present, *(_(each) for each in ahead)])


def told(state: CreditState) -> str:
    """The same without signs."""
    named = zip((steps.DONE, steps.NOW, steps.AHEAD), _parts(state), strict=True)
    return " ".join(
        f"{_(name)}: {', '.join(_(step) for step in part)}." for name, part in named if part
    )


def undecided(state: CreditState) -> bool:
    """Whether its decision is still to come."""
    return steps.DECISION in steps.OF[state][2]


def _parts(state: CreditState) -> tuple[tuple[str, ...], ...]:
    done, now, ahead = steps.OF[state]
    return done, (now,) if now else (), ahead
