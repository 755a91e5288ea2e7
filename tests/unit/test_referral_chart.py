"""An applicant's account at a glance: the figures, the picture of them, and its words."""

import io
from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from bot.views import chart_png, referral_chart, render
from bot.views import chart_words as words
from bot.views.panels import Bar, Fill, Panel
from services.contracts.account import Category, Transaction
from services.contracts.posts import ClassSeen, MonthSeen, ReferralChart
from services.credit import charting, judging
from services.review import metrics
from tests.unit.case import CREDIT
from tests.unit.feed import TODAY, entry, worked_case
from tests.unit.test_classifier import known
from tests.unit.test_views import all_text

CATEGORIES: tuple[Category, ...] = get_args(Category)
CHART = charting.chart(judging.judge(known(*worked_case())), CREDIT, number=1)
FULL = ReferralChart(
    credit_id=CREDIT,
    months=tuple(MonthSeen(date(2026, n, 1), 10**12, 10**12, 10**12) for n in range(1, 13)),
    classes=tuple(ClassSeen(name, 10**13) for name in CATEGORIES),
)
BENT = ReferralChart(
    credit_id=CREDIT,
    months=(MonthSeen(date(2026, 1, 1), 0, -5_00, 3_00),),
    classes=(ClassSeen("payday_repayment", 3_00, debt=True), ClassSeen("refund", -5_00)),
)
ANY = st.lists(
    st.builds(
        entry,
        st.sampled_from(["01-01", "02-28", "03-31", "04-10"]),
        st.sampled_from(CATEGORIES),
        st.integers(-900_00, 900_00),
    ),
    max_size=30,
    unique_by=lambda each: each.id,
)


def drawn(content: ReferralChart) -> Image.Image:
    file = render.render(content).file
    assert file
    return Image.open(io.BytesIO(file.content()))


@given(ANY)
def test_what_was_spent_by_class_is_what_was_spent_by_month(feed: list[Transaction]) -> None:
    """The two parts of the picture tell of the same money."""
    spent = metrics.spent(feed, today=TODAY, months=3)
    found = metrics.compute(feed, today=TODAY, months=3, instalment=1)
    assert sum(total for _, total in spent) == sum(found.monthly_spending.by_month)
    totals = [total for _, total in spent]
    assert totals == sorted(totals, reverse=True)


def test_the_chart_has_the_figures_of_the_worked_case() -> None:
    """Complete months only; what serves a debt is told apart; a refund is below zero."""
    assert CHART.months == (
        MonthSeen(date(2026, 1, 1), 2500_00, 1710_00, 200_00),
        MonthSeen(date(2026, 2, 1), 2500_00, 2640_00, 200_00),
        MonthSeen(date(2026, 3, 1), 2350_00, 1410_00, 530_00),
    )
    assert CHART.classes[0] == ClassSeen("rent", 2700_00)
    assert CHART.classes[-1] == ClassSeen("refund", -200_00)
    assert [seen.category for seen in CHART.classes if seen.debt] == [
        "loan_repayment",
        "payday_repayment",
    ]
    assert ReferralChart.model_validate_json(CHART.model_dump_json()) == CHART


def test_the_picture_is_wide_and_the_same_at_each_attempt() -> None:
    """Slack shows it in a box that is wider than high; a second upload is the same file."""
    picture = drawn(CHART)
    assert picture.format == "PNG"
    assert picture.width > picture.height
    assert drawn(CHART).tobytes() == picture.tobytes()


@pytest.mark.parametrize("content", [ReferralChart(credit_id=CREDIT), BENT, FULL])
def test_whatever_an_account_shows_is_drawn(content: ReferralChart) -> None:
    """Nothing at all, more refunded than spent, a year of every class in great amounts."""
    assert drawn(content).width == 780


@given(st.lists(st.builds(ClassSeen, st.sampled_from(CATEGORIES), st.integers(-9, 99))))
def test_the_bars_of_classes_are_few_and_leave_nothing_out(classes: list[ClassSeen]) -> None:
    """The smaller ones are one bar; each refund keeps its own."""
    _, panel = referral_chart.panels(ReferralChart(credit_id=CREDIT, classes=tuple(classes)))
    assert sum(bar.amount for bar in panel.bars) == sum(seen.total for seen in classes)
    assert sum(bar.amount > 0 for bar in panel.bars) <= referral_chart.MOST


@pytest.mark.parametrize(
    ("fill", "darkest", "lightest"),
    [
        ("dark", (0, 60), (0, 60)),
        ("light", (150, 220), (150, 220)),
        ("hatched", (0, 60), (240, 255)),
    ],
)
def test_fillings_differ_without_colour(
    fill: Fill, darkest: tuple[int, int], lightest: tuple[int, int]
) -> None:
    """On grey paper and to every eye: black, pale, or both in stripes."""
    panel = Panel(title="x", bars=(Bar("x", ((100, fill),), 100),))
    grey = Image.open(io.BytesIO(chart_png.of((panel,)))).convert("L")
    low, high = grey.crop((200, 74, 500, 90)).getextrema()
    assert darkest[0] <= _number(low) <= darkest[1]
    assert lightest[0] <= _number(high) <= lightest[1]


def _number(of: object) -> int:
    assert isinstance(of, int)
    return of


def test_the_font_has_every_letter_of_it() -> None:
    """No box stands for a letter that it lacks."""
    said = [bar.label for panel in referral_chart.panels(FULL) for bar in panel.bars]
    said += [words.named(name) for name in CATEGORIES]
    said += [words.INCOME, words.LIVING, words.DEBTS, words.OTHERS, "-0123456789.,"]
    said += [panel.title for panel in referral_chart.panels(CHART)]
    letters = {letter for each in said for letter in each} - {" "}
    assert [letter for letter in letters if _shape(letter) == _shape("\uffff")] == []


def _shape(letter: str) -> bytes:
    sheet = Image.new("L", (60, 60))
    ImageDraw.Draw(sheet).text((9, 9), letter, font=ImageFont.load_default(28), fill=255)
    return sheet.tobytes()


def test_who_does_not_see_the_picture_is_told_its_figures() -> None:
    """All of them, in as many words as Slack takes; the text names the file."""
    view = render.render(CHART)
    assert view.file
    for said in ("Jan 2026: 2,500.00 income, 1,710.00 living, 200.00 debts", "Gambling 100.00"):
        assert said in view.file.alt
    assert view.file.name == "CR-AAAAAAAA-account-1.png"
    assert view.file.name in view.file.comment
    full = render.render(FULL).file
    assert full
    assert len(full.alt) <= 1000


def test_where_no_picture_is_shown_the_figures_are_tables() -> None:
    """Every month and every class, also those that share a bar."""
    shown = " ".join(all_text(render.render(CHART)).replace("\N{FIGURE SPACE}", " ").split())
    for row in ("Feb 2026 2,500.00 2,640.00 200.00", "Gambling 100.00", "Refund -200.00"):
        assert row in shown
