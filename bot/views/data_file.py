"""All that the desk holds about a person, as a JSON file to keep. Pure."""

import json
from dataclasses import replace

from bot.views import data_words as words
from bot.views import disclosure, reply
from bot.views.blocks import File, Rendered
from bot.views.language import _
from services.contracts.holdings import PersonalData


def view(content: PersonalData) -> Rendered:
    """The file; where none can be attached, a sentence that says so."""
    name = f"my-data-{content.made_at:%Y-%m-%d}-{content.number}.json"

    # The file is kept where its message is not. Said here, in the language of its reader.
    note = {"note": disclosure.bank()}

    def written() -> bytes:
        held = content.model_dump(mode="json", exclude={"kind"})
        return json.dumps(note | held, indent=1, ensure_ascii=False).encode()

    file = File(name=name, title=_(words.TITLE), comment=words.introduction(name), content=written)
    return replace(reply.plain(_(words.NO_FILE)), file=file)
