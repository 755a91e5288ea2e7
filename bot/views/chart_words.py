"""What a referral's chart says, for its picture and its text: officers read it in English.

The picture's font knows Latin letters only; a test draws every word of it.
"""

from datetime import date

from services.contracts.account import Category

TITLE = "Account of the applicant"
INTRODUCTION = "What the applicant's account shows, by month and by class: {name}"
"""Names the file, which is looked for by its name."""
AS_TEXT = "What the applicant's account shows"

INCOME = "Income"
LIVING = "Living"
DEBTS = "Debts"
SPENDING = "Spending"
MONTH = "Month"
CLASS = "Class"
OTHERS = "Other classes"


def by_month(currency: str) -> str:
    return f"{currency} a month"


def by_class(currency: str, *, months: int) -> str:
    span = "1 month" if months == 1 else f"{months} months"
    return f"Spending, {currency} in {span}"


def month(first: date) -> str:
    """`Aug 2026`."""
    return f"{first:%b %Y}"


def named(category: Category) -> str:
    """`Pay later`."""
    return category.replace("_", " ").capitalize()
