"""What the owner thinks of the answers in a thread. Pure; kept beside the turns.

Turns are deleted when they leave the window, so the last rated answers are kept for themselves.
"""

from services.contracts.session import Rated as Rated
from services.contracts.session import Rating
from services.contracts.wire import Wire

KEPT = 20


class Ratings(Wire):
    """The last rated answers, each once, the last one at the end."""

    items: tuple[Rated, ...] = ()


def rated(before: Ratings, rating: Rating) -> Ratings:
    """The ratings with one more; a second one of the same answer replaces the first."""
    others = [each for each in before.items if each.message != rating.message]
    new = Rated(message=rating.message, thumb=rating.thumb)
    return before.model_copy(update={"items": (*others, new)[-KEPT:]})
