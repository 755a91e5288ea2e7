"""English number words as digits. Pure; called before amounts and terms are looked for."""

import re

_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen
fourteen fifteen sixteen seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: number for number, word in enumerate(re.findall(r"\w+", _SMALL))} | {
    word: 10 * number for number, word in enumerate(re.findall(r"\w+", _TENS), start=2)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}

_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_SCALE = "|".join(_SCALES)
_RUN = re.compile(
    rf"\b(?:an?\s+(?:{_SCALE})|(?:{_UNIT}))\b(?:(?:\s+and\s+|\s+|-)(?:{_UNIT}|{_SCALE})\b)*",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"[\s-]*(?:month|year|euro|eur\b|dollar|pound|€)", re.IGNORECASE)


_TYPOGRAPHY = str.maketrans({"\u2019": "'", "\u2013": "-", "\u2212": "-"})


def typed(text: str) -> str:
    """Quotes, dashes and minus signs as a keyboard has them, and single spaces."""
    return " ".join(text.translate(_TYPOGRAPHY).split())


def as_digits(text: str) -> str:
    """`two thousand five hundred euros` becomes `2500 euros`; other words stay as they are.

    A lone "one" is a number only in front of what can be counted ("one year"), because
    elsewhere it is a pronoun ("the first one").
    """

    def replace(found: re.Match[str]) -> str:
        run = found.group()
        if run.lower() == "one" and not _COUNTED.match(text, found.end()):
            return run
        return str(_value(run))

    return _RUN.sub(replace, text)


def _value(run: str) -> int:
    total, current = 0, 0
    for word in re.split(r"[\s-]+", run.lower()):
        if word in _UNITS:
            current += _UNITS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
    return total + current
