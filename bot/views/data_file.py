"""All that the desk holds about a person, as a JSON file to keep. Pure."""

from dataclasses import replace

from bot.views import data_words as words
from bot.views import reply
from bot.views.blocks import File, Rendered
from bot.views.language import _
from services.contracts.holdings import PersonalData


def view(content: PersonalData) -> Rendered:
    """The file; where none can be attached, a sentence that says so."""
    name = f"my-data-{content.made_at:%Y-%m-%d}-{content.number}.json"

    def written() -> bytes:
        return content.model_dump_json(indent=1, exclude={"kind"}).encode()

    file = File(name=name, title=_(words.TITLE), comment=words.introduction(name), content=written)
    return replace(reply.plain(_(words.NO_FILE)), file=file)
