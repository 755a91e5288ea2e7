"""The offer's document as a PDF. Pure: the same values give the same bytes, at any time.

The only module that knows the library which makes it, so it is imported where one is made.
"""

from datetime import UTC, datetime, time

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from bot.views import disclosure, language, money, schedule_table, words
from bot.views import document_words as paper
from bot.views.language import _
from services.contracts.posts import OfferDocument

_INK = (20, 52, 43)
_GREY = (105, 112, 109)
_TINT = (238, 243, 241)
_WARN = (253, 243, 226)
_MARGIN = 18.0
_ROW = 5.4
_WIDTHS = (14.0, 32.0, 32.0, 30.0, 32.0, 34.0)
"""Of the schedule's columns; together the width between the margins. Millimetres."""


def of(content: OfferDocument, *, tag: str) -> bytes:
    """The document in that language: terms, what the law wants said, and the whole schedule.

    The language is an argument, for the file is made when its rendering is over.
    """
    with language.of(tag):
        sheet = _Sheet(content)
        sheet.terms()
        sheet.rights()
        sheet.schedule()
        return bytes(sheet.output())


class _Sheet(FPDF):
    """A4 in the desk's colours. `header` and `footer` are called by the library."""

    def __init__(self, content: OfferDocument) -> None:
        super().__init__(format="A4")
        self._content = content
        self.set_creation_date(datetime.combine(content.offered_on, time(), tzinfo=UTC))
        self.set_title(f"{_(paper.TITLE)} {content.credit_id}")
        self.set_author(paper.LENDER)
        self.set_lang(language.current())
        self.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN + 4)
        self.set_text_color(*_INK)
        self.add_page()

    def header(self) -> None:
        self.set_fill_color(*_INK)
        self.rect(0, 0, self.w, 16, style="F")
        self.set_text_color(255, 255, 255)
        self.set_xy(_MARGIN, 4.5)
        self._write(paper.LENDER, style="B", size=13, width=90)
        about = paper.named(self._content.credit_id, version=self._content.version)
        self._write(about, size=9, width=0, align="R")
        # On each page, since one may be shown without the others.
        self.set_fill_color(*_WARN)
        self.rect(0, 16, self.w, 7, style="F")
        self.set_text_color(*_INK)
        self.set_xy(_MARGIN, 16.5)
        self._write(disclosure.bank(), style="B", size=9, width=0)
        self.set_xy(_MARGIN, 28)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_text_color(*_GREY)
        text = paper.page(self.page_no(), of="{nb}")
        self._write(f"{self._content.credit_id}   {text}", size=8, width=0, align="C")

    def terms(self) -> None:
        """Who lends what to whom, in two columns of names and values."""
        self._line(_(paper.TITLE), style="B", size=20, height=9)
        self.set_text_color(*_GREY)
        self._line(_(paper.SUBTITLE), size=11, height=6)
        self.set_text_color(*_INK)
        self._heading(_(paper.TERMS))
        for number, (name, value) in enumerate(_facts(self._content)):
            self.set_fill_color(*_TINT)
            shaded = number % 2 == 0
            self._write(name, width=70, height=6.4, fill=shaded)
            self._line(value, style="B", height=6.4, align="R", fill=shaded)

    def rights(self) -> None:
        """What the law wants said."""
        self._heading(_(paper.RIGHTS))
        self.set_fill_color(*_WARN)
        self._line(_(words.CAUTION), style="B", size=11, height=9, fill=True)
        self.ln(2)
        for paragraph in _paragraphs(self._content):
            self.set_font("helvetica", size=9.5)
            self.multi_cell(0, 4.8, paragraph, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.ln(1.4)

    def schedule(self) -> None:
        """Every instalment, under the columns' names on each page."""
        self.add_page()
        self._heading(_(paper.SCHEDULE))
        self._columns()
        for number, line in enumerate(self._content.lines):
            if self.will_page_break(_ROW):
                self.add_page()
                self._columns()
            self.set_fill_color(*_TINT)
            self._row(schedule_table.cells(line), fill=number % 2 == 1)

    def _columns(self) -> None:
        self.set_fill_color(*_INK)
        self.set_text_color(255, 255, 255)
        self._row(schedule_table.head(), style="B", fill=True)
        self.set_text_color(*_INK)

    def _row(self, cells: tuple[str, ...], *, fill: bool, style: str = "") -> None:
        for cell, width in zip(cells, _WIDTHS, strict=True):
            self._write(cell, style=style, size=9, width=width, height=_ROW, align="R", fill=fill)
        self.ln(_ROW)

    def _heading(self, text: str) -> None:
        self.ln(4)
        self._line(text, style="B", size=12, height=7)
        self.set_draw_color(*_INK)
        self.line(_MARGIN, self.get_y(), self.w - _MARGIN, self.get_y())
        self.ln(1.5)

    def _line(
        self,
        text: str,
        *,
        style: str = "",
        size: float = 10,
        height: float,
        align: str = "L",
        fill: bool = False,
    ) -> None:
        """To the right margin, and on to the next line."""
        self._write(text, style=style, size=size, height=height, align=align, fill=fill)
        self.ln(height)

    def _write(
        self,
        text: str,
        *,
        style: str = "",
        size: float = 10,
        width: float = 0,
        height: float = 6,
        align: str = "L",
        fill: bool = False,
    ) -> None:
        # In units of the library's `B` for bold and nothing for regular.
        self.set_font("helvetica", style="B" if style else "", size=size)
        self.cell(width, height, text, align=align, fill=fill)


def _facts(content: OfferDocument) -> list[tuple[str, str]]:
    terms = content.terms
    return [
        (_(paper.LENT_BY), paper.LENDER),
        (_(paper.CREDIT), content.credit_id),
        (_(paper.VERSION), str(content.version)),
        (_(paper.OFFERED_ON), language.day(content.offered_on)),
        (_(paper.VALID_UNTIL), language.moment(content.until)),
        (_(words.AMOUNT), money.amount(terms.amount)),
        (_(words.TERM), words.months(terms.months)),
        (_(words.NOMINAL_RATE), language.percent(terms.nominal_rate)),
        (_(words.APR), language.percent(terms.apr)),
        (_(words.FEE), money.amount(terms.fee)),
        (_(words.INSTALMENT), money.amount(terms.instalment)),
        (_(words.LAST_INSTALMENT), money.amount(terms.last_instalment)),
        (_(words.TOTAL_INTEREST), money.amount(terms.total_interest)),
        (_(words.TOTAL_PAYABLE), money.amount(terms.total_payable)),
        (_(words.FIRST_DUE), language.day(terms.first_due)),
    ]


def _paragraphs(content: OfferDocument) -> list[str]:
    automated = f"{_(words.AUTOMATED_OFFER)} {_(paper.HUMAN)}"
    by_officers = f"{_(paper.BY_OFFICERS)} {_(paper.HUMAN_TOO)}"
    return [
        _(words.RIGHT_OF_WITHDRAWAL),
        _(paper.EARLY),
        automated if content.automated else by_officers,
        _(words.ONLY_A_CLICK),
        paper.assumed(language.day(content.offered_on)),
    ]
