"""An officer's reasons to reject, as the customer reads them. Pure."""

from collections.abc import Mapping
from typing import get_args

from services.contracts.lending import Reason, ReasonCode

AT_MOST = 4
ORDER: tuple[ReasonCode, ...] = get_args(ReasonCode)


def lacking(reasons: tuple[Reason, ...]) -> str:
    """What the reasons lack to be given: `reason`, `reasons` (too many), `note`; or nothing."""
    codes = {reason.code for reason in reasons}
    if not codes:
        return "reason"
    if len(reasons) > AT_MOST or len(codes) < len(reasons):
        return "reasons"
    explained = any(reason.note.strip() for reason in reasons)
    return "note" if "OTHER" in codes and not explained else ""


def stated(chosen: tuple[Reason, ...], *, fired: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The chosen reasons, the strongest first, with the figures of the rules that fired.

    What a rule supports is stronger than what none does; among these the order of the codes
    counts. The officer's note goes with `OTHER`, which says nothing without it, else with the
    strongest.
    """
    known: dict[ReasonCode, Reason] = {reason.code: reason for reason in fired}
    ranks = [*known, *(code for code in ORDER if code not in known)]
    wanted: set[ReasonCode] = {reason.code for reason in chosen}
    codes: list[ReasonCode] = [code for code in ranks if code in wanted]
    note = " ".join(reason.note for reason in chosen if reason.note)
    noted: ReasonCode = "OTHER" if "OTHER" in codes else codes[0]
    return tuple(_stated(code, known, note=note if code == noted else "") for code in codes)


def _stated(code: ReasonCode, known: Mapping[ReasonCode, Reason], *, note: str) -> Reason:
    return known.get(code, Reason(code=code)).model_copy(update={"note": note})
