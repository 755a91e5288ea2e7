"""The offer's document: the same bytes for the same offer, and nothing of it is left out."""

import re
import zlib

import pytest

from bot.views import document_words as paper
from bot.views import language, offer_pdf, render, schedule_table, words
from services.contracts.posts import OfferDocument
from tests.unit.case import TODAY, document

SHORT, LONG = document(), document(amount=2_500_000, months=120)


def printed(content: OfferDocument, *, tag: str = language.SOURCE) -> str:
    """The words on its pages, as the file holds them."""
    made = offer_pdf.of(content, tag=tag)
    streams = re.findall(rb"stream\n(.*?)\nendstream", made, re.DOTALL)
    pages = [zlib.decompress(stream).decode("latin-1") for stream in streams]
    shown = " ".join(text for page in pages for text in re.findall(r"\((.*?)(?<!\\)\) Tj", page))
    return re.sub(r"\\([()\\])", r"\1", shown)


@pytest.mark.parametrize("content", [SHORT, LONG])
def test_the_same_offer_is_the_same_file(content: OfferDocument) -> None:
    """Made again after a crash it is byte for byte the one before; another offer is not."""
    again = OfferDocument.model_validate_json(content.model_dump_json())
    assert offer_pdf.of(content, tag="en") == offer_pdf.of(again, tag="en")
    other = content.model_copy(update={"version": 2})
    assert offer_pdf.of(content, tag="en") != offer_pdf.of(other, tag="en")


@pytest.mark.parametrize("content", [SHORT, LONG])
def test_it_has_the_whole_schedule_and_says_all_that_it_must(content: OfferDocument) -> None:
    """Each cell of each line, on as many pages as it takes, numbered."""
    shown = printed(content)
    assert len(content.lines) == content.terms.months
    assert sum(line.principal for line in content.lines) == content.terms.amount.minor
    assert sum(line.interest for line in content.lines) == content.terms.total_interest.minor
    for line in content.lines:
        assert " ".join(schedule_table.cells(line)) in shown
    terms = content.terms
    for said in (
        *(paper.LENDER, content.credit_id, "version 1", str(terms.amount), str(terms.instalment)),
        *(str(terms.last_instalment), str(terms.total_interest), str(terms.total_payable)),
        *(words.months(terms.months), "6%", "6.2%", "0.00 EUR", "28 February 2026"),
        *(words.CAUTION, "14 days", words.ONLY_A_CLICK, "talk to a human", "Page 1 of"),
    ):
        assert said in shown
    assert ("made automatically" in shown) == content.automated


def test_what_officers_decided_says_so() -> None:
    shown = printed(SHORT.model_copy(update={"automated": False}))
    assert paper.BY_OFFICERS in shown
    assert "made automatically" not in shown


def test_a_file_is_named_for_its_offer() -> None:
    """By the name it is found again, so it holds the credit and the version; a comment names it."""
    view = render.render(SHORT)
    assert view.file
    assert view.file.name == "CR-AAAAAAAA-offer-1.pdf"
    assert view.file.name in view.file.comment


def test_a_schedule_line_is_small_on_the_wire() -> None:
    """A long schedule is journaled twice: it stays under 6 KB."""
    assert len(LONG.model_dump_json()) < 6000
    assert SHORT.lines[0] == (1, SHORT.terms.first_due, 8607, 500, 8107, 91893)


def test_a_table_is_parted_between_rows_with_its_heading_on_each_part() -> None:
    """Columns stand under each other, and no row is lost."""
    parts = schedule_table.parts(LONG.lines, size=1000)
    assert all(len(part) <= 1000 for part in parts)
    rows = [part.split("\n")[1:-1] for part in parts]
    assert len({head for head, *_ in rows}) == 1
    assert [line.split()[0] for _, *lines in rows for line in lines] == [
        str(number) for number in range(1, 121)
    ]
    assert len({len(line) for lines in rows for line in lines}) == 1
    assert schedule_table.parts((), size=1000) == []
    assert str(TODAY.year) in parts[0]
