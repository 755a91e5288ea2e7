"""What the offline model reads out of English: amounts, terms, periods, and what is meant."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from local.offline_model import intents, periods, words
from tests.unit.talks import CREDIT, FRONT, TODAY, answer

WISHES: list[tuple[str, list[tuple[str, str]], list[int]]] = [
    ("a credit of 1000 euros", [("1000", "EUR")], []),
    ("2,500 for 24 months", [("2500", "")], [24]),
    ("1k for a year", [("1000", "")], [12]),
    ("\u20ac1.000,50 over a year and a half", [("1000.50", "EUR")], [18]),
    ("1,000.50k", [("1000500", "")], []),
    ("two thousand five hundred euros, two years", [("2500", "EUR")], [24]),
    ("5k over 1 year and 6 months", [("5000", "")], [18]),
    ("36 monthly instalments", [], [36]),
    ("12 or 24 months", [], [12, 24]),
    ("1,000 months", [], [1000]),
    ("0 euros, 0 months", [("0", "EUR")], [0]),
    ("\u2212500 \u20ac for -3 months", [("-500", "EUR")], [-3]),
    ("minus 5 euros", [("-5", "EUR")], []),
    ("$1000 and 500 EUR", [("1000", "USD"), ("500", "EUR")], []),
    ("1e12", [("1000000000000", "")], []),
    ("borrow 1000 over 12", [("1000", "")], [12]),
    ("borrow over 1000", [("1000", "")], []),
    ("a lot, the first one, 1e999, 7.5 months", [], []),
    ("I am 30 years old and earn 100 euros a month", [("100", "EUR")], []),
    ("CR-2345ABCD of 2026-11-22 at 6 %", [], []),
]


@pytest.mark.parametrize(("text", "amounts", "terms"), WISHES, ids=[row[0] for row in WISHES])
def test_amounts_and_terms(text: str, amounts: list[tuple[str, str]], terms: list[int]) -> None:
    wish = words.wish(text)
    assert [(amount.value, amount.currency) for amount in wish.amounts] == [
        (Decimal(value), currency) for value, currency in amounts
    ]
    assert list(wish.terms) == terms


PERIODS = [
    ("last month", "2026-10-01", "2026-10-31"),
    ("this month", "2026-11-01", "2026-11-22"),
    ("in October", "2026-10-01", "2026-10-31"),
    ("in December", "2025-12-01", "2025-12-31"),
    ("in May 2025", "2025-05-01", "2025-05-31"),
    ("the last three months", "2026-08-22", "2026-11-22"),
    ("the last 30 days", "2026-10-23", "2026-11-22"),
    ("since June", "2026-06-01", "2026-11-22"),
    ("since last week", "2026-11-09", "2026-11-22"),
    ("between 2026-10-03 and 2026-10-05", "2026-10-03", "2026-10-05"),
    ("from September to October", "2026-09-01", "2026-10-31"),
    ("yesterday", "2026-11-21", "2026-11-21"),
    ("last year", "2025-01-01", "2025-12-31"),
]


@pytest.mark.parametrize(("text", "since", "until"), PERIODS)
def test_periods(text: str, since: str, until: str) -> None:
    """Counted from the 22nd of November 2026; both days belong to it."""
    found = periods.period(text, today=date(2026, 11, 22))
    assert found == periods.Period(date.fromisoformat(since), date.fromisoformat(until))


@pytest.mark.parametrize("text", ["may I see them?", "2026-13-45", "since 2027-01-01", "lately"])
def test_no_period(text: str) -> None:
    """Verbs, impossible days, the future."""
    assert periods.period(text, today=date(2026, 11, 22)) is None


ANSWERS = [
    "I only spent 100 on the lottery, that won't happen again.",
    "I needed a loan because of my car.",
    "My salary will go up in March",
    "What I spent on gambling was a one-off",
    "The payday loan was for the dentist. It's paid back.",
    "yes",
    "ok",
]


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_no_request(text: str) -> None:
    """While a question is open, statements answer it, whatever words they use."""
    assert intents.of_requests(text) == ()


@pytest.mark.parametrize("text", ["The payday loan bridged a late salary.", "I earn 2500 a month"])
def test_a_statement_asks_for_no_transactions(text: str) -> None:
    """Words like salary stand in questions and in answers alike."""
    assert intents.of(text) == ()


REQUESTS: list[tuple[str, intents.Intent]] = [
    ("What is my balance?", "balance"),
    ("Hi, please cancel my application", "withdraw"),
    ("I would like to apply for another credit of 500 euros", "apply"),
    ("That is settled. How does my application stand?", "status"),
    ("thanks!", "thanks"),
]


@pytest.mark.parametrize(("text", "intent"), REQUESTS)
def test_a_request_is_no_answer(text: str, intent: intents.Intent) -> None:
    assert intents.of_requests(text) == (intent,)


VOCABULARY = """apply borrow 1,000.50 k 12 months a year and half since in may october 2026-13-45
balance spend withdraw how much what is my credit CR-2345ABCD ? ! . - % 1e99 0,123,456 9999 weeks
over or to euros $ december 0000 2025""".split()  # noqa: SIM905 - a list would fill the page


@example("apply 0,123,456 0000 months")
@given(st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join) | st.text(max_size=60))
def test_any_words_are_answered(text: str) -> None:
    """Nothing that is written raises, and every call fits the tool's schema or is refused."""
    for agent in (FRONT, CREDIT):
        assert words.wish(text) is not None
        if "e99" not in text:
            assert answer(agent, TODAY, f"c: {text}")
