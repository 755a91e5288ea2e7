"""One thread's calls for a human: one at a time, and who may take it. Pure."""

from datetime import datetime

from services.contracts import help as contract
from services.contracts.credit import Receipt
from services.contracts.keys import PersonKey
from services.contracts.wire import Wire


class Standing(Wire):
    """The thread's last call, and who has taken it. `number` counts the calls from 1."""

    number: int
    call: contract.Call
    taken_by: PersonKey | None = None
    at: datetime | None = None
    """When it came; None of one from before that was kept."""


def opened(last: Standing | None, call: contract.Call, *, at: datetime) -> Standing | None:
    """The call as the thread's next; None while one is open: the officers know already."""
    if last and last.taken_by is None:
        return None
    return Standing(number=last.number + 1 if last else 1, call=call, at=at)


def judge(
    standing: Standing | None, taking: contract.Taking, *, officers: frozenset[PersonKey]
) -> Receipt | None:
    """Why the officer can't take it, or None. `claimed` says who has."""
    if taking.by not in officers:
        return Receipt(outcome="not_an_officer")
    if standing is None or taking.number > standing.number:
        return Receipt(outcome="unknown")
    if taking.by == standing.call.by:
        return Receipt(outcome="own_application")
    if taking.number < standing.number:
        return Receipt(outcome="closed")  # a next one opens only when it was taken
    return _taken(standing.taken_by, by=taking.by)


def awaited(standing: Standing | None, due: contract.Due) -> Standing | None:
    """The call that is still open when its reminder is due, or None."""
    if standing is None or standing.number != due.number or standing.taken_by:
        return None
    return standing


def kept(standing: Standing | None, by: PersonKey) -> contract.Kept | None:
    """The last call as who has called reads it; None for anybody else."""
    if standing is None or standing.call.by != by:
        return None
    call = standing.call
    taken = standing.taken_by is not None
    return contract.Kept(words=call.words, credit_id=call.credit_id, taken=taken)


def forgotten(standing: Standing | None, forgetting: contract.Forgetting) -> Standing | None:
    """The standing without the caller's words; None where it stays as it is."""
    if standing is None or standing.call.by != forgetting.by:
        return None
    if forgetting.number not in (None, standing.number):
        return None
    if forgetting.number is None and standing.taken_by is None:
        return None
    return standing.model_copy(update={"call": standing.call.model_copy(update={"words": ""})})


def _taken(taken_by: PersonKey | None, *, by: PersonKey) -> Receipt | None:
    if taken_by is None:
        return None
    if taken_by == by:
        return Receipt(outcome="already_done")
    return Receipt(outcome="claimed", detail=taken_by)
