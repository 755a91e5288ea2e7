"""Numbers drawn from a text: the same text gives the same number, on every machine, for good.

Pure. Called by the made-up households and their histories.
"""

import hashlib


def number(text: str, *, low: int, high: int) -> int:
    """A number from `low` to `high`, both included, that depends on `text` alone."""
    drawn = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return low + drawn % (high - low + 1)


def portions(text: str, *, total: int, count: int) -> tuple[int, ...]:
    """`total` cut into `count` uneven portions, the largest about three times the smallest."""
    weights = [number(f"{text}/{place}", low=50, high=150) for place in range(count)]
    cut = [total * weight // sum(weights) for weight in weights[1:]]
    return (total - sum(cut), *cut)
