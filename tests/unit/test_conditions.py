"""Officers approve less over a longer time, within the product and never more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.listeners import figures
from services.contracts.credit import Conditions, Wish
from services.credit import conditions
from services.review import policy
from tests.unit.case import RULES, TODAY, application, money

APPLIED = conditions.applied_for(application())
"""1,000.00 over 12 months."""


def judged(*, amount: int | None = None, months: int | None = None) -> tuple[str, str] | None:
    wish = Wish(amount=amount, months=months)
    receipt = conditions.judge(RULES, application(), wish, stands=APPLIED, start=TODAY)
    return (receipt.detail, receipt.limit) if receipt else None


@pytest.mark.parametrize(
    ("amount", "months", "lacking"),
    [
        (900_00, None, None),
        (None, 24, None),
        (None, None, ("unchanged", "")),
        (1000_00, 12, ("unchanged", "")),
        (1000_01, None, ("amount_not_lower", "1,000.00 EUR")),
        (99_99, None, ("amount_too_small", "100.00 EUR")),
        (-1, None, ("amount_too_small", "100.00 EUR")),
        (None, 11, ("months_not_longer", "12")),
        (None, 121, ("term_too_long", "120")),
        (2000_00, 24, ("amount_not_lower", "1,000.00 EUR")),
    ],
)
def test_what_a_wish_lacks(
    amount: int | None, months: int | None, lacking: tuple[str, str] | None
) -> None:
    """Said with the limit that it breaks."""
    assert judged(amount=amount, months=months) == lacking


def test_an_instalment_below_the_least_is_no_product() -> None:
    product = RULES.product.model_copy(update={"minimum_instalment": 50_00})
    strict = RULES.model_copy(update={"product": product})
    wish = Wish(amount=500_00)
    receipt = conditions.judge(strict, application(), wish, stands=APPLIED, start=TODAY)
    assert receipt
    assert receipt.detail == "instalment_too_small"


def test_back_to_what_was_applied_for_is_a_change_too() -> None:
    """Where other conditions stand on the ballot."""
    stands = Conditions(amount=money(800_00), months=24)
    wish = Wish(amount=1000_00, months=12)
    receipt = conditions.judge(RULES, application(), wish, stands=stands, start=TODAY)
    assert receipt is None
    assert conditions.wished(wish, stands=stands) == APPLIED
    assert conditions.wished(None, stands=stands) == stands


@given(amount=st.integers(-10, 30_000_00), months=st.integers(-3, 200))
def test_what_passes_is_a_product_and_no_more_than_was_asked(amount: int, months: int) -> None:
    if judged(amount=amount, months=months) is None:
        assert policy.admissible(RULES, amount=amount, months=months) is None
        assert amount <= 1000_00
        assert months >= 12
        assert (amount, months) != (1000_00, 12)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        *[("6000", 600000), ("6,000.50", 600050), (" 6000.5 EUR", 600050), ("€ 1,234", 123400)],
        *[("6.000,50", 600050), ("6000,5 Euro", 600050), ("1.234", 123400), ("6,00", 600)],
    ],
)
def test_amounts_as_people_write_them(text: str, minor: int) -> None:
    """With points and commas in either way: no figure reads as two."""
    assert figures.amount(text) == minor


@pytest.mark.parametrize("text", ["", "lots", "6,000,00", "6.0000", "-5", "1e3", "6000.123", "٣"])
def test_what_is_no_amount_is_not_guessed(text: str) -> None:
    with pytest.raises(figures.NoFigure):
        figures.amount(text)


@pytest.mark.parametrize(
    ("text", "count"), [("48", 48), ("48 months", 48), (" 1 Month ", 1), ("12 Monate", 12)]
)
def test_months_as_people_write_them(text: str, count: int) -> None:
    assert figures.months(text) == count


@pytest.mark.parametrize("text", ["", "4 years", "4.5", "-1"])
def test_what_is_no_term_is_not_guessed(text: str) -> None:
    with pytest.raises(figures.NoFigure):
        figures.months(text)
