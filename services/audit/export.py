"""An exported audit, checked without the desk that made it. Pure.

What can be seen in the file alone: an event that was changed, dropped, moved or put in, each
by the link where the chain breaks first. What can't: links cut off its end, a chain that was
made anew as a whole, and whose audit it is. For those the hash of the last link is to be kept
elsewhere when it is exported, and held against the file.
"""

from pydantic import ValidationError

from services.audit import chain
from services.contracts.audit import Chain, Link


class NoExport(ValueError):
    """The text is not what `credit-desk audit --json` prints."""


def read(text: str) -> Chain:
    """The chain in the text. Raises `NoExport`, also where there is no link in it."""
    try:
        found = Chain.model_validate_json(text, extra="forbid")
    except ValidationError:
        raise NoExport from None
    if not found.links:
        raise NoExport
    return found


def final_hash(exported: Chain) -> str:
    """The hash that stands for all links: it is kept elsewhere, to see a cut end."""
    return exported.links[-1].hash if exported.links else chain.GENESIS


def problem(exported: Chain, *, last: str | None = None) -> str:
    """What is wrong, in a sentence that names the first broken link; empty where all holds.

    That it holds is never believed of a file, that it is broken is. `last` is the hash that it
    must end with.
    """
    broken = chain.first_broken(exported.links)
    broken = exported.broken if broken is None else broken
    if broken is not None:
        return f"The chain is broken at link {broken}."
    if last and final_hash(exported) != last.strip().lower():
        return (
            f"The chain holds up to link {len(exported.links) - 1}, but does not end with {last}: "
            "links are missing at its end, were added, or all were made anew."
        )
    return ""


def line(link: Link) -> str:
    """One link for people."""
    event = link.event
    at = f"{event.at:%F %T}" if event.at else "no time"
    change = f"{event.before} -> {event.after}" if event.after else ""
    policy = f"policy {event.policy}" if event.policy else ""
    parts = (event.what, f"by {event.who}", change, event.details, policy)
    return f"{link.number:>3} {at} " + ", ".join(part for part in parts if part)
