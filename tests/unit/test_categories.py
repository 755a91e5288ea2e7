"""Which category a transaction gets from its text."""

import pytest

from services.contracts.account import Category
from services.review import categories
from tests.unit.feed import entry


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Grand CASINO Lisbon", "gambling"),
        ("repay payday loan", "payday_repayment"),
        ("Personal loan 4/12", "loan_repayment"),
        ("Pay  later order", "pay_later"),
        ("ATM Main Street", "cash"),
        ("City supermarket", "groceries"),
        ("Debt collection, case 7", "collection"),
        ("Something else", "unclassified"),
        ("", "unclassified"),
    ],
)
def test_text_tells_the_category_of_a_debit(text: str, category: Category) -> None:
    """Whole words decide, in any case."""
    assert categories.classify(entry("01-01", "unclassified", -1, text=text)) == category


@pytest.mark.parametrize("text", ["alphabet soup", "better bread", "business", "parental leave"])
def test_a_word_inside_another_is_no_match(text: str) -> None:
    """The "bet" in "better" is no bet."""
    assert categories.classify(entry("01-01", "unclassified", -1, text=text)) == "unclassified"


def test_a_given_category_stays() -> None:
    """The feed knows more than a text."""
    assert categories.classify(entry("01-01", "leisure", -1, text="casino")) == "leisure"


@pytest.mark.parametrize("text", ["salary", "payday loan", "casino win", "refund"])
def test_the_text_of_a_credit_tells_nothing(text: str) -> None:
    """Anybody can send a cent with a text that harms or helps the receiver."""
    assert categories.classify(entry("01-01", "unclassified", 1, text=text)) == "unclassified"


def test_what_weighs_against_the_customer_wins() -> None:
    """A harmless word beside it doesn't hide gambling."""
    found = categories.classify(entry("01-01", "unclassified", -1, text="groceries casino"))
    assert found == "gambling"


def test_classified_keeps_all_but_the_category() -> None:
    """Order, ids and amounts stay."""
    given = (
        entry("01-02", "unclassified", -5, text="taxi"),
        entry("01-01", "salary", 7),
    )
    found = categories.classified(given)
    assert [t.category for t in found] == ["transport", "salary"]
    assert [(t.id, t.amount) for t in found] == [(t.id, t.amount) for t in given]
