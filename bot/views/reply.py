"""An agent's answer and the desk's fixed sentences as messages. Pure."""

from bot.views import mrkdwn
from bot.views import words_en as words
from bot.views.blocks import ALL_BLOCKS_TEXT, TEXT, Rendered, context, message, section
from services.contracts.posts import Reply, Sentence


def view(content: Reply) -> Rendered:
    """The answer in paragraphs, its Markdown as mrkdwn, what is too long cut with an ellipsis."""
    text = mrkdwn.cut(mrkdwn.from_markdown(content.text), ALL_BLOCKS_TEXT - 500) or "…"
    disclosure = context(f"{words.AI_ANSWERS} {words.GO_ON_HERE}") if content.disclose else None
    return message(
        mrkdwn.cut(text, TEXT), [*(section(part) for part in mrkdwn.split(text)), disclosure]
    )


def sentence(content: Sentence) -> Rendered:
    """A fixed sentence."""
    return plain(words.sentence(content.code, limit=content.limit))


def plain(text: str) -> Rendered:
    """One paragraph of our own words."""
    return message(text, [section(text)])
