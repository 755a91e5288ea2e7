"""The messages that a post becomes: one, or several where an agent's answer is long.

Knows neither Restate nor Slack; called by `handlers`.
"""

import logging

from slack_sdk.errors import SlackObjectFormationError

from bot.views import render, reply
from bot.views import words_en as words
from bot.views.blocks import Rendered
from services.contracts import posts
from services.contracts.keys import PostId
from services.contracts.posts import Post

_LONGEST_ID = 200
_log = logging.getLogger(__name__)


def of(request: Post) -> list[tuple[Post, Rendered]]:
    """The pages in order, each with the post that it is. Only the last ends the wait for it."""
    shown = views(request.content, request.post_id)
    pages = [(_page(request, number), view) for number, view in enumerate(shown, start=1)]
    last = pages[-1][0].model_copy(update={"answers": request.answers})
    return [*pages[:-1], (last, shown[-1])]


def views(content: posts.Content, post_id: PostId) -> tuple[Rendered, ...]:
    """What is shown; a sentence where that can't be made, for a room must not be blocked."""
    try:
        made = (
            reply.pages(content) if isinstance(content, posts.Reply) else (render.render(content),)
        )
        for each in made:
            each.as_json()
    except (SlackObjectFormationError, ValueError, LookupError, TypeError):
        _log.exception("ALERT post %s can't be shown as %s", post_id, content.kind)
        return (reply.plain(words.UNREADABLE),)
    return made


def _page(request: Post, number: int) -> Post:
    """A page has a name of its own, by which it is found again; the first has the post's."""
    named = f"{number}.{request.post_id}"[:_LONGEST_ID] if number > 1 else request.post_id
    return request.model_copy(update={"post_id": PostId(named), "answers": None})
