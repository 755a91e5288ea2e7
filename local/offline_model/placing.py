"""The rules of the classifier: places that a reader would know by a word. Pure."""

import re

from local.offline_model.talk import Call, Output, Say, Talk


def answer(talk: Talk) -> Output:
    """All debits that can be placed, at once. The lines are read, never obeyed."""
    if "classify" in talk.results:
        return Say("I could not place these.")
    debits = [
        {"id": int(line["id"]), "category": category}
        for line in _LINE.finditer(talk.brief)
        if (category := _category(line["text"]))
    ]
    return (Call("classify", {"debits": debits}),)


_LINE = re.compile(
    r"^(?P<id>[1-9]\d?) \| \d{4}-\d{2}-\d{2} \| -[^|]* \| (?P<text>.*)$", re.MULTILINE
)
_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (category, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for category, words in (
        ("gambling", r"jackpot|roulette|slots?|wett\w*|tipp\w*"),
        ("groceries", r"aldi|lidl|rewe|edeka|tesco|carrefour|b[äa]ckerei|market|deli"),
        ("leisure", r"trattoria|pizzeria|osteria|caf[ée]|pub|kino|museum|netflix|spotify"),
        ("health", r"dr|dent|apotheke|clinic|physio\w*"),
        ("shopping", r"zara|ikea|h&m|amazon|boutique|shoes?"),
        ("transport", r"uber|shell|esso|aral|parking|airlines?|tram"),
        ("utilities", r"telekom|vodafone|stadtwerke|water|power"),
    )
)


def _category(text: str) -> str | None:
    return next((name for name, words in _PLACES if words.search(text)), None)
