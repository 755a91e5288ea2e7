"""The messages that a post becomes: one, or several where an agent's answer is long.

Knows neither Restate nor Slack; called by `handlers`.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from slack_sdk.errors import SlackObjectFormationError

from bot.views import render, reply, words
from bot.views.blocks import Rendered
from bot.views.language import _
from services.contracts import posts
from services.contracts.keys import PostId
from services.contracts.posts import Post, Update

Make = Callable[[], Rendered]
"""Renders a page in the language of whoever calls it; how many there are hangs on no language."""
Made = TypeVar("Made")

_LONGEST_ID = 200
_log = logging.getLogger(__name__)


def of(request: Post) -> list[tuple[Post, Make]]:
    """The pages in order, each with the post that it is. Only the last ends the wait for it."""
    makes = _makes(request)
    pages = [(_page(request, number), make) for number, make in enumerate(makes, start=1)]
    last = pages[-1][0].model_copy(update={"answers": request.answers})
    return [*pages[:-1], (last, makes[-1])]


def first(request: Update) -> Make:
    """The page that replaces what an earlier post shows."""
    return _makes(request)[0]


def _makes(request: Post | Update) -> tuple[Make, ...]:
    content = request.content
    if not isinstance(content, posts.Reply):
        return (partial(_made, request, partial(render.render, content)),)
    found = _tried(request, partial(reply.pages, content), instead=lambda: (_unreadable,))
    return tuple(partial(_made, request, make) for make in found)


def _made(request: Post | Update, make: Make) -> Rendered:
    def whole() -> Rendered:
        view = make()
        view.as_json()
        return view

    return _tried(request, whole, instead=_unreadable)


def _tried(
    request: Post | Update, make: Callable[[], Made], *, instead: Callable[[], Made]
) -> Made:
    """What is made; something else where it can't be, for a room must not be blocked."""
    try:
        return make()
    except (SlackObjectFormationError, ValueError, LookupError, TypeError):
        _log.exception("ALERT post %s can't be shown as %s", request.post_id, request.content.kind)
        return instead()


def _unreadable() -> Rendered:
    return reply.plain(_(words.UNREADABLE))


def _page(request: Post, number: int) -> Post:
    """A page has a name of its own, by which it is found again; the first has the post's."""
    named = f"{number}.{request.post_id}"[:_LONGEST_ID] if number > 1 else request.post_id
    return request.model_copy(update={"post_id": PostId(named), "answers": None})
