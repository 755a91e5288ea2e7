"""Figures that a person typed into a form: amounts and months. Pure.

Both ways of writing them are read, whatever the person's language: no figure is both.
"""

import re

_AMOUNTS = (
    re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.([0-9]{1,2}))?"),
    re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,9})(?:,([0-9]{1,2}))?"),
)
LONGEST = 40
"""Characters of a figure; what is longer is none."""
_COUNT = re.compile(r"([0-9]{1,4})(?: *(?:months?|monate?))?")


class NoFigure(ValueError):
    """What was typed is no such figure."""


def amount(text: str) -> int:
    """Minor units of `6,000.50`, `6.000,50`, `6000 EUR` or `€ 6000`. Raises `NoFigure`."""
    if len(text) > LONGEST:
        raise NoFigure(text[:LONGEST])
    bare = re.sub(r"^€|€$|\s*(eur|euros?)$", "", text.strip(), flags=re.IGNORECASE).strip()
    for form in _AMOUNTS:
        if found := form.fullmatch(bare):
            whole, cents = found.groups()
            return int(re.sub(r"[,.]", "", whole)) * 100 + int((cents or "0").ljust(2, "0"))
    raise NoFigure(text)


def months(text: str) -> int:
    """The count of `48` or `48 months`. Raises `NoFigure`."""
    found = _COUNT.fullmatch(text.strip().lower()) if len(text) <= LONGEST else None
    if not found:
        raise NoFigure(text[:LONGEST])
    return int(found.group(1))
