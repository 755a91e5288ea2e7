"""Why officers' votes no longer count when the bank is about to be committed. Pure."""

from services.contracts.posts import Because, Referral
from services.credit import judging
from services.credit.judging import Facts


def objections(seen: Facts, now: Facts) -> tuple[Because, ...]:
    """What is worse now than on the card that was voted on; nothing where the votes stand."""
    most = now.known.rules.exposure.max_total
    grounds: tuple[tuple[Because, bool], ...] = (
        ("exposure_limit", now.known.exposure > most),
        ("figures_changed", judging.worsened(seen, now)),
    )
    return tuple(ground for ground, holds in grounds if holds)


def redrawn(card: Referral, now: Facts, objections: tuple[Because, ...]) -> Referral:
    """The card with the figures of now, and why it is voted on again."""
    grounds = dict.fromkeys((*card.because, *objections))
    if now.mandate != "automatic":
        grounds["above_mandate"] = None
    return card.model_copy(
        update={
            "because": tuple(grounds),
            "reasons": now.reasons,
            "figures": now.figures,
            "instalment": now.terms.instalment,
        }
    )
