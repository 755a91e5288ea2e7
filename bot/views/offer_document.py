"""The durable copy of an offer: a file to keep, or its schedule as text where none can be. Pure."""

from dataclasses import replace
from functools import partial

from bot.views import disclosure, language, schedule_table
from bot.views import document_words as paper
from bot.views.blocks import File, Rendered, context, message, section
from bot.views.language import _
from bot.views.mrkdwn import SECTION
from services.contracts.posts import OfferDocument


def view(content: OfferDocument) -> Rendered:
    """The file, and the table that stands in for it."""
    head = _(paper.AS_TEXT).format(credit_id=content.credit_id)
    table = schedule_table.parts(content.lines, size=SECTION)
    name = f"{content.credit_id}-offer-{content.version}.pdf"
    file = File(
        name=name,
        title=f"{_(paper.TITLE)} {content.credit_id}",
        comment=_(paper.INTRODUCTION).format(name=name),
        content=partial(_document, content, tag=language.current()),
    )
    bank = context(disclosure.bank())
    shown = message(head, [section(f"*{head}*"), bank, *(section(part) for part in table)])
    return replace(shown, file=file)


def _document(content: OfferDocument, *, tag: str) -> bytes:
    from bot.views import offer_pdf  # noqa: PLC0415 - loads its library, which few processes need

    return offer_pdf.of(content, tag=tag)
